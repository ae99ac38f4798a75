"""The rows of a step: chain rule, formula, numbers, value; long ones broken before a sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from engine.derivation.board import (
    Values,
    first_terms,
    known_at,
    levels_of,
    reads_arrays,
)
from engine.derivation.chain_rule import chain_rule
from engine.derivation.exactness import Line, Printed, is_exact
from engine.derivation.lines import derivation
from engine.iterations.residues import shown, shown_in
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.language.expression import Expression, Name
from engine.language.values import Value, array, is_array
from engine.writing.document import Formula, Row
from engine.writing.mathml import pieces, width
from engine.writing.numbers import is_whole
from engine.writing.typeset import Typeset, sized

WIDE = 66.0
"""How wide a row may be, in digits."""

ENTRY_DIGITS = (4, 3)
"""The significant digits of an entry of an array: the most with which a row fits."""

SUMS, PRODUCTS = frozenset("+-"), frozenset((r"\cdot", r"\odot"))
"""Signs before which a side is broken: best between terms."""

SIGN = 3.0
"""How wide the sign before a side is."""


class Written(NamedTuple):
    """One side of an equation: the sign before it, and what it is, in LaTeX."""

    sign: str
    text: str


def solved(step: Step, style: Typeset) -> Formula:
    """A step worked out: chain rule, formula, numbers, and what they come to."""
    if reads_arrays(step):
        sides = list(_array_sides(step, style))
    else:
        sides = [Written(side.sign, side) for side in derivation(step, style)]
    if products := chain_rule(step):
        sides.insert(0, Written("=", style.write_sum(products)))
    return Formula(tuple(_rows(style.name(step.symbol), sides)))


def equation(left: str, right: str) -> Formula:
    """An equation with one right side, broken where it is long."""
    return Formula(tuple(_rows(left, [Written("=", right)])))


def _rows(name: str, sides: Sequence[Written]) -> Iterator[Row]:
    """All sides in one row if they fit, else each in its own, or several."""
    sides = [Written(side.sign, sized(side.text)) for side in sides]
    whole = width(name) + sum(SIGN + width(side.text) for side in sides)
    if whole <= WIDE:
        yield Row(name, " ".join(f"{side.sign} {side.text}" for side in sides))
        return
    for place, side in enumerate(sides):
        left = "" if place else name
        first, *more = _broken(side.text)
        yield Row(left, f"{side.sign} {first}")
        yield from (Row("", rf"\quad {each}") for each in more)


def _broken(text: str) -> list[str]:
    """A side in pieces, each in a row of its own."""
    if width(text) <= WIDE:
        return [text]
    lines: list[str] = []
    for piece in _pieces(text):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and width(longer) <= WIDE:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Where a side may be broken: before the terms of a sum, and in a long term before factors."""
    for term in pieces(text, SUMS):
        if width(term) <= WIDE:
            yield term
        else:
            yield from pieces(term, PRODUCTS)


# Arrays


@dataclass(frozen=True, slots=True)
class _PageLine(Line):
    """A line whose arrays are written with so many significant digits an entry."""

    def printed(self, value: Value) -> Printed | None:
        """A value as it is printed; None for an array that is not written out."""
        if not is_array(value):
            return super(_PageLine, self).printed(value)
        if not is_whole(value):
            return None
        texts = [f"{entry:.{self.digits - 1}e}" for entry in value.ravel().tolist()]
        units = [
            0.5 * 10.0 ** (int(text.partition("e")[2]) - self.digits + 1) if float(text) else 0.0
            for text in (each if "e" in each else "0e0" for each in texts)
        ]
        return Printed(
            array([*map(float, texts)]).reshape(value.shape), array(units).reshape(value.shape)
        )


class _Shown(Values):
    """The values of parts, made of arrays as they are shown: what is only rounding in them is 0."""

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self._state = State(step.run, step.index)

    def of(self, part: Expression) -> Value:
        """The value of a part."""
        value = shown_in(self._state, part.name) if isinstance(part, Name) else None
        return super().of(part) if value is None or not is_array(value) else value


class _Side(NamedTuple):
    """A side with the numbers in it, if there are any."""

    text: str
    line: Line | None = None


def _array_sides(step: Step, style: Typeset) -> Iterator[Written]:
    """In names, in numbers where all of them can be written out, and op by op to the value."""
    expression = first_terms(step)
    levels, values = levels_of(expression), _Shown(step)
    value = shown(step)
    sides = [_Side(style.write(expression))]
    most, digits = levels[id(expression)], ENTRY_DIGITS[0]
    if is_array(value) and not is_whole(value):
        most = 0
    for level in range(most):
        known = known_at(values, levels, level)
        for fewer in (each for each in ENTRY_DIGITS if each <= digits):
            text = replace(style, entry_digits=fewer).write(expression, known)
            if _fits(text) and text != sides[-1].text:
                digits = fewer
                sides.append(_Side(text, _PageLine(known, style, fewer)))
                break
    last = replace(style, entry_digits=digits).value(Name(step.symbol), value)
    if last == sides[-1].text:
        sides.pop()
    sides.append(_Side(last, _PageLine(lambda _: value, style, digits)))
    yield Written("=", sides[0].text)
    for left, right in pairwise(sides):
        are_equal = True
        if left.line is not None and right.line is not None:
            are_equal = is_exact(expression, left.line, right.line)
        yield Written(style.equals(is_exact=are_equal), right.text)


def _fits(text: str) -> bool:
    """Whether a side is written out in full and is no wider than a row, or can be broken."""
    return r"\cdots" not in text and all(width(each) <= WIDE for each in _pieces(text))
