"""Statements: what the lines of equations say, an assignment, a loop or a choice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from engine.errors import ExpressionError, NetworkError
from engine.frozen import frozen
from engine.language.parser import read_tree

MAX_NESTED = 20
"""So deep loops and choices stand inside one another at the most."""

_WORD = re.compile(r"(?:for|if|else|while|needs)\b")


class Line(NamedTuple):
    """A line that says something.

    Args:
        place: which of those that say something it is, counted from 0.
        indent: how many blanks stand before it.
        text: what it says, without a comment.
    """

    place: int
    indent: int
    text: str


@frozen()
class Assignment:
    """An equation, `name = expression`, or `h, c = layer(...)`.

    Args:
        left: the names, as they are written.
        right: the expression, as it is written.
        place: its line.
    """

    left: str
    right: str
    place: int

    @property
    def text(self) -> str:
        """The equation as it is written."""
        return f"{self.left} = {self.right}"

    @cached_property
    def tree(self) -> ast.expr:
        """The expression, as Python's grammar has it.

        Raises:
            ExpressionError: where it is none.
        """
        return read_tree(self.right, gradients=False)

    @cached_property
    def names(self) -> tuple[ast.expr, ...]:
        """The names, as Python's grammar has them.

        Raises:
            ExpressionError: where they are none.
        """
        left = read_tree(self.left, gradients=False)
        return tuple(left.elts) if isinstance(left, ast.Tuple) else (left,)


@frozen()
class Loop:
    """A loop over whole numbers, both ends included.

    Args:
        variable: what the number is called.
        first: the first of them.
        last: the last of them.
        body: what is done with each.
        text: its first line, as far as the colon.
        place: its line.
    """

    variable: str
    first: ast.expr
    last: ast.expr
    body: tuple[Statement, ...]
    text: str
    place: int


@frozen()
class Choice:
    """One of two blocks, as what is known before anything is computed decides.

    Args:
        test: a number, 0 for the second block.
        then: the first.
        otherwise: the second.
        text: its first line, as far as the colon.
        place: its line.
    """

    test: ast.expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    text: str
    place: int


@frozen()
class Need:
    """What has to be so, of what is known before anything is computed.

    Args:
        test: a number, 0 where it is not so.
        reason: what is said then.
        text: its line.
        place: its line, by its number.
    """

    test: ast.expr
    reason: str
    text: str
    place: int

    def check(self, *, is_so: bool) -> None:
        """Refuse what is not so."""
        if not is_so:
            raise ExpressionError(self.reason)


Statement = Assignment | Loop | Choice | Need


def said_lines(text: str) -> list[Line]:
    """The lines of a text that say something, without their comments."""
    found: list[Line] = []
    for line in text.split("\n"):
        said = line.partition("#")[0].strip()
        if said:
            indent = len(line) - len(line.lstrip())
            found.append(Line(len(found), indent, said))
    return found


def read_statements(lines: Sequence[Line]) -> tuple[Statement, ...]:
    """What lines say.

    Raises:
        NetworkError: where one is no statement; it says which.
    """
    return tuple(_Reader(lines).block(None, 0))


class _Reader:
    """Reads lines one after the other.

    Args:
        lines: to be read.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._next = 0

    def block(self, above: int | None, depth: int) -> Iterator[Statement]:
        """The statements that are indented by more than the line above; without one, all."""
        if depth > MAX_NESTED:
            raise self._wrong(f"loops nested more than {MAX_NESTED} deep")
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if above is not None and line.indent <= above:
                return
            self._next += 1
            yield self._statement(line, line.text, depth)

    def _statement(self, line: Line, text: str, depth: int) -> Statement:
        if not _WORD.match(text):
            return _assignment(line, text)
        head, colon, rest = text.partition(":")
        word, _, said = head.strip().partition(" ")
        if colon and word in ("for", "if", "needs"):
            try:
                return self._compound(word, said, rest, line, depth)
            except ExpressionError as error:
                raise NetworkError(str(error), "equations", line.place) from None
        if re.match(r"\w+\s*=", text):
            return _assignment(line, text)
        raise NetworkError(_explained(text), "equations", line.place)

    def _compound(self, word: str, said: str, rest: str, line: Line, depth: int) -> Statement:
        """What has a colon in it.

        Args:
            word: it begins with.
            said: what stands before the colon.
            rest: what stands behind.
            line: its line.
            depth: how deep it stands.
        """
        head = f"{word} {said}"
        if word == "needs":
            return Need(read_tree(said, gradients=False), rest.strip(), head, line.place)
        if word == "if":
            test = read_tree(said, gradients=False)
            then = self._body(line, rest, depth)
            return Choice(test, then, self._otherwise(line, depth), head, line.place)
        variable, *ends = re.split(r"\bin\b", said, maxsplit=1)
        if not ends:
            raise ExpressionError(_explained(head))
        first, last = _range(ends[0])
        return Loop(variable.strip(), first, last, self._body(line, rest, depth), head, line.place)

    def _body(self, line: Line, rest: str, depth: int) -> tuple[Statement, ...]:
        """What stands behind the colon or, indented, below."""
        if rest.strip():
            return (self._statement(line, rest.strip(), depth + 1),)
        found = tuple(self.block(line.indent, depth + 1))
        if not found:
            problem = f"nothing stands in {line.text!r}: indent the lines that belong to it"
            raise NetworkError(problem, "equations", line.place)
        return found

    def _otherwise(self, line: Line, depth: int) -> tuple[Statement, ...]:
        if self._next == len(self._lines):
            return ()
        below = self._lines[self._next]
        head, colon, rest = below.text.partition(":")
        if head.strip() != "else" or not colon or below.indent != line.indent:
            return ()
        self._next += 1
        return self._body(below, rest, depth)

    def _wrong(self, problem: str) -> NetworkError:
        return NetworkError(problem, "equations", self._lines[self._next - 1].place)


def _assignment(line: Line, text: str) -> Assignment:
    left, equals, right = text.partition("=")
    if not equals or right.startswith("="):
        raise NetworkError("not an equation: write name = expression", "equations", line.place)
    return Assignment(left.strip(), right.strip(), line.place)


def _range(text: str) -> tuple[ast.expr, ast.expr]:
    first, dots, last = text.partition("..")
    if not dots:
        raise ExpressionError(f"a loop runs over whole numbers, for t in 1..3, not {text.strip()}")
    if not first.strip() or not last.strip():
        raise ExpressionError("a loop without end: say both ends, for t in 1..3")
    return read_tree(first, gradients=False), read_tree(last, gradients=False)


def _explained(text: str) -> str:
    if text.startswith("while"):
        return "a loop without end: write for t in 1..3"
    if text.startswith("else"):
        return "an else without an if above it"
    if text.startswith("needs"):
        return "what is needed is written: needs x.ndim == 2: x has to be a matrix"
    if text.startswith("if"):
        return "an if is written: if name: h = expression"
    return "a loop is written: for t in 1..3: h[t] = expression"
