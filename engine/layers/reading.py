"""Reading of statements: lines to assignments, loops, groups and choices, none of them run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from engine.errors import ExpressionError, NetworkError
from engine.language.parser import read_tree
from engine.layers.statements import Assignment, Block, Choice, Line, Loop, Need, Statement

MAX_NESTED = 20
"""So deep loops and choices stand inside one another at the most."""

_WORD = re.compile(r"(?:for|if|else|while|needs|group)\b")
_GROUP = re.compile(r'group\s+(?P<path>\w+(?:\.\w+)*)(?:\s+"(?P<about>[^"]*)")?\s*:(?P<rest>.*)')


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
            raise self._wrong(f"loops and groups nested more than {MAX_NESTED} deep")
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if above is not None and line.indent <= above:
                return
            self._next += 1
            yield self._statement(line, line.text, depth)

    def _statement(self, line: Line, text: str, depth: int) -> Statement:
        if not _WORD.match(text):
            return _assignment(line, text)
        if group := _GROUP.fullmatch(text):
            body = self._body(line, group["rest"], depth)
            head = text[: group.start("rest")].rstrip(": ")
            return Block(group["path"], group["about"] or "", body, head, line.place)
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
    if text.startswith("group"):
        return 'a group is written: group fc1 "Linear(4, 8)": and below, indented, its equations'
    if text.startswith("if"):
        return "an if is written: if name: h = expression"
    return "a loop is written: for t in 1..3: h[t] = expression"
