"""A blank screen: an audience that is to listen has nothing to look at."""

from __future__ import annotations

from typing import Protocol

from textual import events

from tui.drawing.look import Look
from tui.drawing.strokes import Strokes
from tui.screens.jobs import Jobs
from tui.screens.prompt import PromptEditor

BLANKS = frozenset({"b", "full_stop"})
"""The keys that a presenter's clicker sends to blank the screen, one or the other."""


class BlankHost(Protocol):
    """The screen, as far as it can be blank."""

    @property
    def look(self) -> Look:
        """Has the keys."""

    @property
    def is_lecture(self) -> bool:
        """Whether a lecture was begun."""

    @property
    def strokes(self) -> Strokes | None:
        """What was pressed last; None while nothing is presented."""

    @property
    def prompt(self) -> PromptEditor:
        """Knows what is being typed."""

    @property
    def jobs(self) -> Jobs:
        """While one is under way its progress is to be seen."""

    @property
    def covered(self) -> bool:
        """Whether something lies over the panels."""

    def set_class(self, add: bool, name: str, /) -> object:
        """Have a style for the screen, or not."""


class Blank:
    """Blanks the screen in a lecture and while presenting; whatever key comes next brings it back.

    Args:
        host: the screen.
    """

    def __init__(self, host: BlankHost) -> None:
        self._host = host
        self._is_blank = False

    def takes(self, event: events.Key) -> bool:
        """Blank the screen, or bring it back."""
        if not self._is_blank and not (self._may and self._blanks(event.key)):
            return False
        self._is_blank = not self._is_blank
        self._host.set_class(self._is_blank, "-blank")
        return True

    def _blanks(self, key: str) -> bool:
        context = "lecture" if self._host.is_lecture else "presentation"
        return self._host.look.keymap.read(context, key) in BLANKS

    @property
    def _may(self) -> bool:
        """Whether there is an audience, and the key does not mean anything else to a person."""
        host = self._host
        is_at_something = host.jobs.current is not None or host.prompt.typed is not None
        return (
            not is_at_something
            and not host.covered
            and (host.is_lecture or host.strokes is not None)
        )
