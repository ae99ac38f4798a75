"""A presentation to an audience: one formula at a time, with the keys in a corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual import events

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.command import Command
from tui.commands.keys import keys_of
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.panels import Panels
from tui.screens.prompt import PromptEditor
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from tui.drawing.presentation import Parts, Reveal
    from tui.drawing.strokes import Strokes


class PresentationHost(Protocol):
    """The screen, as far as a presentation needs it."""

    @property
    def debugger(self) -> Debugger:
        """What takes the steps."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Says things in the last line."""

    @property
    def prompt(self) -> PromptEditor:
        """Knows what is being typed."""

    @property
    def panels(self) -> Panels:
        """Make room for an audience; the step card shows no more than is revealed."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""

    def show_line(self) -> None:
        """Draw the last line anew."""


class Presentation:
    """The presentation: how much of the step is revealed, and which keys were pressed.

    Args:
        host: the screen that is presented.
        look: how the card is drawn.
    """

    def __init__(self, host: PresentationHost, look: Look) -> None:
        self.strokes: Strokes | None = None
        self._host, self._look = host, look
        self._reveal: Reveal | None = None

    def toggle(self, _: str = "") -> None:
        """Begin to present, or end it."""
        from tui.drawing.presentation import Reveal
        from tui.drawing.strokes import Strokes

        begins = self._reveal is None
        self._reveal = Reveal() if begins else None
        self._note(Strokes() if begins else None)
        self._host.panels.card.reveal = self._reveal
        self._host.panels.present(begins)
        self._host.voice.say("")

    def takes(self, event: events.Key) -> bool:
        """Note a key for the audience, and leave it to others.

        Of a line that is typed, the whole line is noted at its end.
        """
        typed = self._host.prompt.typed
        if self.strokes is None:
            return False
        if typed is None:
            if event.key not in keys_of(BY_NAME["command"], self._look.keymap):
                self._note(self.strokes.pressed(event.key, event.character))
        elif event.key == "enter" and typed.text.strip():
            self._note(self.strokes.with_stroke(f":{typed.text.strip()}"))
        return False

    def reveals(self, command: Command, count: int) -> bool:
        """Show a part more of the step, or less, or take the next step with its first part only.

        Returns:
            Whether the command came to that; if not, it does what it always does.
        """
        if self._reveal is None or count > 1 or command.name not in ("step", "back"):
            return False
        from tui.drawing import presentation

        stop = self._host.stop
        parts = self._parts(stop)
        if parts is None and (command.name == "back" or stop.cursor.step):
            return False
        move = presentation.onward if command.name == "step" else presentation.backward
        reveal = move(self._reveal, stop, parts)
        if reveal is not None:
            self._reveal = reveal
            self._host.voice.say("")
            return True
        if command.name == "step":
            self._begin_step()
        return command.name == "step"

    def veiled(self, stop: Stop) -> Stop:
        """The stop for all panels but the step card, which is told how much to show."""
        if self._reveal is None:
            return stop
        from tui.drawing.presentation import veiled

        self._host.panels.card.reveal = self._reveal
        return veiled(stop, self._reveal, self._parts(stop))

    def _begin_step(self) -> None:
        """Take the next step, and show the first part of it."""
        from tui.drawing.presentation import Reveal

        before = self._host.stop.cursor
        try:
            stop = self._host.debugger.step()
        except DebuggerError as error:
            self._host.voice.complain(str(error))
        else:
            if stop.cursor != before:
                self._reveal = Reveal(stop.cursor, 1)
            self._host.stand(stop)

    def _parts(self, stop: Stop) -> Parts | None:
        from tui.drawing.presentation import parts_of

        return parts_of(stop, self._look, *self._host.panels.card.room)

    def _note(self, strokes: Strokes | None) -> None:
        self.strokes = strokes
        self._host.show_line()
