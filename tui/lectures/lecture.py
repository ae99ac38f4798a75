"""What a lecture is: statements, and how to play it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.network.source import Source
from engine.program.program import Program
from engine.program.recipe import Recipe
from engine.queries.conditions import Condition
from engine.queries.formulas import Asked
from tui.commands.command import Command
from tui.drawing.spotlight import Spotlight
from tui.lectures.expected import Scored

LONGEST_WAIT = 600.0


@dataclass(frozen=True, slots=True)
class Open:
    """Opens a network."""

    line: int
    recipe: Recipe
    program: Program


@dataclass(frozen=True, slots=True)
class Say:
    """Puts a caption at the foot of the screen; an empty one takes it away."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Waits for a key."""

    line: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Waits for so many seconds."""

    line: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Light:
    """Dims everything but what is in a spotlight, if it is on."""

    line: int
    spotlight: Spotlight


@dataclass(frozen=True, slots=True)
class Ask:
    """Asks something.

    Args:
        line: of the file.
        question: what is asked.
        text: the expression that tells the answer; empty for a question without one.
        asked: the same, read.
    """

    line: int
    question: str
    text: str
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Expect:
    """Something that has to be true."""

    line: int
    condition: Condition | Scored


@dataclass(frozen=True, slots=True)
class Do:
    """A command, as behind `:`.

    Args:
        line: of the file.
        text: as it is written.
        command: which one.
        argument: what stands behind its name.
        count: how often.
    """

    line: int
    text: str
    command: Command
    argument: str
    count: int


@dataclass(frozen=True, slots=True)
class Await:
    """Waits until a person does a command, which the lecture does where it is told to go on."""

    do: Do

    @property
    def line(self) -> int:
        """The line of the file."""
        return self.do.line


Statement = Open | Say | Pause | Wait | Light | Ask | Expect | Do | Await


@dataclass(frozen=True, slots=True)
class Lecture:
    """A lecture.

    Args:
        source: the file.
        title: what it is called.
        statements: what is to be done, the first of them an `Open`.
    """

    source: Source
    title: str
    statements: Sequence[Statement]

    @property
    def opening(self) -> Open:
        """The first network."""
        first = self.statements[0]
        assert isinstance(first, Open)  # noqa: S101  (or it would not have been read)
        return first


class Playing(NamedTuple):
    """A lecture, and how to play it.

    Args:
        lecture: the lecture.
        name: what a person has called it, to be called so again.
        auto: whether it goes on by itself.
        speed: how many times as fast all waits are.
        start: the place of the statement to begin at, counted from 0.
        may_write: whether it may write files in its own folder without asking.
    """

    lecture: Lecture
    name: str = ""
    auto: bool = False
    speed: float = 1.0
    start: int = 0
    may_write: bool = False
