"""Overlays: what lies over the panels for a while, and takes the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual import events

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.lists import Outcome
from tui.commands.table import BY_NAME
from tui.screens.keys import Keys
from tui.screens.panels import Panels
from tui.screens.prompt import PromptEditor
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from tui.widgets.overlay import Overlay


NOTHING = Outcome()
"""What a key comes to that means nothing in an overlay: `?` helps there as well."""


class OverlayHost(Protocol):
    """The screen, as far as overlays need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def is_attached(self) -> bool:
        """Whether it can be seen: it cannot where the app was told to quit a moment ago."""

    def mount(self, overlay: Overlay, /) -> object:
        """Put something over the panels."""

    @property
    def voice(self) -> Voice:
        """Says what is wrong."""

    @property
    def prompt(self) -> PromptEditor:
        """Lets a person type."""

    @property
    def panels(self) -> Panels:
        """Lie below, and leave a caption in sight."""

    @property
    def keys(self) -> Keys:
        """Do commands as their keys do."""

    def submit(self, line: str) -> None:
        """Do what a line says."""

    def show_line(self) -> None:
        """Draw the last line anew."""


class Overlays:
    """Holds what lies over the panels, and does what its keys come to.

    Args:
        host: the screen whose panels they are.
    """

    def __init__(self, host: OverlayHost) -> None:
        self.top: Overlay | None = None
        self._host = host

    def lay(self, overlay: Overlay) -> None:
        """Show something over the panels, in the place of what lay there."""
        self.close()
        if self._host.is_attached:
            self.top = overlay
            self._host.show_line()
            self._host.mount(overlay)
            self._host.panels.lie_below(overlay)

    def close(self) -> None:
        """Close what lies over the panels, if anything does."""
        if self.top is not None:
            self.top.remove()
            self.top = None
            self._host.show_line()
            self._host.panels.lie_below(None)

    def renew(self) -> None:
        """Show another stop in what lies over the panels; close it where there is nothing to show.

        It is told before each key as well: one may come before the panels show what the last did.
        """
        if self.top is not None:
            try:
                self.top.renew(self._host.stop)
            except DebuggerError as error:
                self.close()
                self._host.voice.complain(str(error))

    def takes(self, event: events.Key) -> bool:
        """Give a key to what lies over the panels, if anything does, and do what it comes to."""
        self.renew()
        if self.top is None:
            return False
        if self.takes_text and event.is_printable and event.character:
            self.top.add(event.character)
            return True
        outcome = self.top.obey(event.key)
        if event.key == "question_mark" and outcome == NOTHING:
            outcome = Outcome(command="help")
        if outcome.closes:
            self.close()
            if event.key == "escape":
                self._host.keys.count = ""
        if outcome.line:
            self._host.submit(outcome.line)
        if outcome.prompt:
            self._host.prompt.open(outcome.prompt)
        if outcome.command:
            self._host.keys.obey(BY_NAME[outcome.command])
        return True

    @property
    def takes_text(self) -> bool:
        """Whether what is typed is a text, of which nobody else is to know."""
        return self.top is not None and self.top.takes_text

    def paste(self, text: str) -> None:
        """Give what is pasted to what lies over the panels, if that takes any."""
        if self.top is not None:
            self.top.add(text)
