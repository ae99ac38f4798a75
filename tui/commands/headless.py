"""Commands without a screen and without a person: what they come to is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import ViewName
from tui.commands.command import CommandError
from tui.commands.errand import Errand
from tui.commands.lists import Choices


class Headless:
    """Does commands one after the other.

    Args:
        debugger: what they are done to.
        style: how answers are written.
    """

    views: Mapping[ViewName, Callable[[str], None]] = {}
    beyond = "the app"

    def __init__(self, debugger: Debugger, style: Style) -> None:
        self.debugger = debugger
        self._style = style
        self.moved: Stop | None = None
        self.lines: Sequence[str] = ()

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self.debugger.stop

    def notation(self) -> Style:
        """How answers are written."""
        return self._style

    def show(self, stop: Stop) -> None:
        """Keep where the debugger has come to."""
        self.moved, self.lines = stop, ()

    def answer(self, _: str, lines: Sequence[str]) -> None:
        """Keep an answer."""
        self.moved, self.lines = None, lines

    def choose(self, _: Callable[[Stop], Choices]) -> bool:
        """Nobody is there to choose."""
        return False

    def ask(self, question: str, _: Callable[[], None]) -> None:
        """Nobody is there to agree.

        Raises:
            CommandError: always.
        """
        raise CommandError(f"{question}? nothing is destroyed without a person to ask")

    def reach(self, _: int, then: Callable[[], None]) -> None:
        """Nobody waits to be told how far it is: what is done then runs the iterations."""
        then()

    def run(self, errand: Errand) -> None:
        """Do it to its end."""
        for _ in errand:
            pass
        self.show(errand.arrive())
