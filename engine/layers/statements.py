"""Statements: what the lines of equations say, an assignment, a loop, a group or a choice."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import NamedTuple

from engine.errors import ExpressionError
from engine.frozen import frozen
from engine.language.parser import read_tree


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


@frozen()
class Block:
    """Equations that belong together, as those of a module of another framework.

    Args:
        path: what they are called, `blocks.0.fc1`.
        about: what they are, and where they come from, `Linear(4, 8), model.py:12`.
        body: the equations.
        text: its first line, as far as the colon.
        place: its line.
    """

    path: str
    about: str
    body: tuple[Statement, ...]
    text: str
    place: int

    @property
    def layer(self) -> str:
        """What they are in a word, `Linear`."""
        word = re.match(r"[^\W\d]\w*", self.about)
        return word[0] if word else "group"

    @property
    def call(self) -> str:
        """What they are as an equation, `fc1 = Linear(4, 8)`."""
        return f"{self.path} = {self._parts[0] or self.layer}"

    @property
    def origin(self) -> str:
        """Where they come from, `model.py:12`; empty where that is not said."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str]:
        what, comma, where = self.about.rpartition(", ")
        return (what, where) if comma and re.fullmatch(r".+:\d+", where) else (self.about, "")


Statement = Assignment | Loop | Choice | Need | Block


def said_lines(text: str) -> list[Line]:
    """The lines of a text that say something, without their comments."""
    found: list[Line] = []
    for line in text.split("\n"):
        said = line.partition("#")[0].strip()
        if said:
            indent = len(line) - len(line.lstrip())
            found.append(Line(len(found), indent, said))
    return found
