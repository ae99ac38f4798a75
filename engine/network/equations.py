"""Equations of a network file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from engine.errors import ExpressionError, NetworkError
from engine.language.expression import Expression, size
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.values import Value
from engine.network.feeds import Feed
from engine.network.groups import Group
from engine.network.parts import Definition

MAX_EQUATIONS, MAX_OPS = 100_000, 300_000
"""The most equations, and ops in them, of a file: these open in some four seconds and 400 MB."""

_BEGINS = ("for", "if", "else", "while", "needs", "group")
"""The words that a line of a layer or of a loop may begin with, and no equation as it stands."""

_CALLED = re.compile(r"(?<!\w)([^\W\d]\w*+)\s*+\(")


class Equations(NamedTuple):
    """The equations of a network.

    Args:
        equations: in order, with what loops and layers are written out to.
        names: how names are written, where not as they are.
        lines: for each of them the line that it comes from, of those that say something; empty
            where each has one of its own.
        groups: the equations that belong together.
        inputs: those that layers bring along.
        feeds: what gives them in each iteration, where they are drawn.
        buffers: what they are in the next iteration, where an update says so.
    """

    equations: tuple[Definition, ...]
    names: Mapping[str, str]
    lines: tuple[int, ...] = ()
    groups: tuple[Group, ...] = ()
    inputs: Mapping[str, Value] = MappingProxyType({})
    feeds: tuple[Feed, ...] = ()
    buffers: Mapping[str, Expression] = MappingProxyType({})


def equation_lines(text: str) -> list[str]:
    """The lines that say something, without comments."""
    lines = [line.partition("#")[0].strip() for line in text.split("\n")]
    return list(filter(None, lines))


def are_plain(lines: Sequence[str]) -> bool:
    """Whether all lines are equations as they stand, without loops, and calls of ops alone."""
    text = "\n".join(lines)
    if any(sign in text for sign in ("[", "//", "%")) or any(map(_is_more, lines)):
        return False
    if "." in text and re.search(r"\.\s*[^\W\d]", text):
        return False
    return OPS.keys() >= set(_CALLED.findall(text))


def _is_more(line: str) -> bool:
    """Whether a line begins as no equation does: with a word for it, or with several names."""
    left = line.partition("=")[0]
    begins = left.startswith(_BEGINS)  # as `format` does
    return "," in left or (begins and re.split(r"\W", left, maxsplit=1)[0] in _BEGINS)


def plain_equations(lines: Sequence[str], *, is_bounded: bool) -> tuple[Definition, ...]:
    """The equations that lines are as they stand.

    Raises:
        NetworkError: where one is none; `where` has the line, of those that say something.
    """
    if is_bounded:
        check_number(len(lines))
    found = [_equation(line, place) for place, line in enumerate(lines)]
    if is_bounded:
        check_ops((each.expression, place) for place, each in enumerate(found))
    return tuple(found)


def check_number(number: int) -> None:
    """Refuse more equations than a file may have."""
    if number > MAX_EQUATIONS:
        raise NetworkError(f"more than {MAX_EQUATIONS:,} equations", "equations")


def check_ops(expressions: Iterable[tuple[Expression, int]]) -> None:
    """Refuse more ops than a file may have.

    Args:
        expressions: those of all equations, each with its line.
    """
    ops = 0
    for expression, place in expressions:
        ops += size(expression)
        if ops > MAX_OPS:
            problem = f"more than {MAX_OPS:,} ops up to this equation"
            raise NetworkError(problem, "equations", place)


def _equation(line: str, place: int) -> Definition:
    name, equals, right = line.partition("=")
    if not equals or right.startswith("="):
        raise NetworkError("not an equation: write name = expression", "equations", place)
    try:
        return Definition(name.strip(), parse(right, gradients=False))
    except ExpressionError as error:
        raise NetworkError(str(error), "equations", place) from None
