"""The scenes of a lecture: what is played from one place where it stays to the next."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.drawing.caption import Caption
from tui.drawing.spotlight import Spotlight
from tui.lectures.lecture import Ask, Await, Pause, Say, Statement, Wait


class Scenes:
    """The scenes, each by the place of its first statement, counted from 0.

    Args:
        statements: those of the lecture.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        places = list(enumerate(statements))
        ends = [place for place, each in places if isinstance(each, Pause | Wait | Ask | Await)]
        self._starts = [0, *(place + 1 for place in ends)]
        self._captions = [place for place, each in places if is_said(each)]
        self._lines = [each.line for each in statements]

    @property
    def captions(self) -> int:
        """How many captions there are, with the questions."""
        return len(self._captions)

    def begins_at(self, place: int) -> bool:
        """Whether a scene begins there."""
        return place in self._starts[bisect_left(self._starts, place) :][:1]

    def start(self, place: int) -> int:
        """Where the scene begins that a statement is in."""
        return self._starts[bisect_right(self._starts, place) - 1]

    def of(self, caption: int) -> int:
        """Where the scene begins that a caption is in, counted from 1."""
        return self.start(self._captions[caption - 1])

    def before(self, caption: int) -> int | None:
        """Where the scene begins of the caption before; None where there is none before.

        Args:
            caption: the number of one, counted from 1; of those in one scene only the last is seen.
        """
        starts = [self.of(each + 1) for each in range(caption)]
        return next((each for each in reversed(starts) if each < starts[-1]), None)

    def asked_for(self, text: str) -> int:
        """Where the scene begins that a person wants: `17` for a caption, `line:120`.

        Raises:
            DebuggerError: where there is none.
        """
        found = re.fullmatch(r"(line:?\s*)?(\d{1,9})", text.strip())
        if found is None:
            raise DebuggerError(f"--from {text}: write the number of a caption, or line:120")
        number, last = int(found[2]), self._lines[-1]
        if found[1]:
            if number > last:
                raise DebuggerError(f"--from {text}: the last statement is in line {last}")
            return self.start(bisect_left(self._lines, number))
        if not 1 <= number <= self.captions:
            raise DebuggerError(f"--from {text}: the captions are numbered 1 to {self.captions}")
        return self.of(number)


class Kept(NamedTuple):
    """The state in which a scene begins.

    Args:
        debugger: a copy of the debugger.
        stop: what it showed.
        said: how many captions there have been.
        caption: the one on the screen; None for none.
        spotlight: what is in it.
        scenery: what stands on the stage, and how: a path may be lit in the graph.
    """

    debugger: Debugger
    stop: Stop
    said: int
    caption: Caption | None
    spotlight: Spotlight
    scenery: object


def is_said(statement: Statement) -> bool:
    """Whether a statement is a caption: something said, or asked."""
    return isinstance(statement, Ask) or (isinstance(statement, Say) and bool(statement.text))


def first_words(text: str, most: int = 40) -> str:
    """The first words of a text."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " ..."
