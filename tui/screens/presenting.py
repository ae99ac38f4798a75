"""A screen that can be shown to an audience: one formula at a time, with the keys in a corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.reactive import reactive

from engine.debugger.stop import Stop
from engine.errors import ConfirmError
from tui.commands.command import Command, CommandError
from tui.commands.line import execute
from tui.screens.recorded import RecordedScreen
from tui.widgets.header import Header
from tui.widgets.step_card import StepCard

if TYPE_CHECKING:
    from tui.drawing.presentation import Parts, Reveal
    from tui.drawing.strokes import Strokes
    from tui.recording.stills import Still


class PresentingScreen(RecordedScreen):
    """Holds how much of the step is revealed, and which keys were pressed."""

    strokes: reactive[Strokes | None] = reactive(None, repaint=False)
    """What was pressed last; None while nothing is presented."""

    _reveal: Reveal | None = None
    """How much is revealed; None while nothing is presented."""

    def share_rows(self) -> None:
        """Share the rows of the screen out anew; for screens to implement."""
        raise NotImplementedError

    def toggle_presentation(self, _: str = "") -> None:
        """Begin to present, or end it."""
        from tui.drawing.presentation import Reveal
        from tui.drawing.strokes import Strokes

        begins = self._reveal is None
        self._reveal = Reveal() if begins else None
        self.strokes = Strokes() if begins else None
        self.set_class(begins, "-presenting")
        self.query_one("#header", Header).is_presenting = begins
        self.query_one("#card", StepCard).reveal = self._reveal
        self.share_rows()
        self._show_again()

    def toggle_mouse(self, _: str) -> None:
        """Leave the mouse to the terminal, or take it again, and say which."""
        from tui.terminal.mouse import toggle_mouse

        if self.app._driver is not None:
            self._latest = replace(self._latest, message=toggle_mouse(self.app._driver))
            self.show_soon()

    def save_still(self, name: str) -> None:
        """Save what is on the screen to files; where a name is taken, ask first."""
        from tui.recording import stills

        self._show()  # as keys that came together may have moved on from what is shown
        still = stills.take_still(self.app, self, stills.title_of(self._latest))
        own_name = stills.own_name(self._latest)
        paths = stills.named_paths(name) if name else stills.free_paths(own_name)
        self._save_still(still, paths)

    def _save_still(self, still: Still, paths: Sequence[Path], agreed: bool = False) -> None:
        from tui.recording.stills import StillError, save

        try:
            said = save(still, paths, agreed)
        except ConfirmError as error:
            self.ask(str(error), partial(self._save_still, still, paths, agreed=True))
        except StillError as error:
            self.problem = str(error)
        else:
            self._latest = replace(self._latest, message=said)
            self.show_soon()

    def note(self, event: events.Key) -> None:
        """Note a key for the audience; of a line that is typed, the whole line at its end."""
        if self.strokes is None:
            return
        if self.typed is None:
            if event.key != "colon":
                self.strokes = self.strokes.pressed(event.key, event.character)
        elif event.key == "enter" and self.typed.text.strip():
            self.strokes = self.strokes.with_stroke(f":{self.typed.text.strip()}")

    def reveals(self, command: Command) -> bool:
        """Show a part more of the step, or less, or take the next step with its first part only.

        Returns:
            Whether the command came to that; if not, it does what it always does.
        """
        if self._reveal is None or command.name not in ("step", "back"):
            return False
        from tui.drawing import presentation

        parts = self._parts(self._latest)
        if parts is None and (command.name == "back" or self._latest.cursor.step):
            return False
        move = presentation.onward if command.name == "step" else presentation.backward
        reveal = move(self._reveal, self._latest, parts)
        if reveal is not None:
            self._reveal = reveal
            self._show_again()
            return True
        if command.name == "step":
            self._begin_step(command)
        return command.name == "step"

    def _begin_step(self, command: Command) -> None:
        """Take the next step, and show the first part of it."""
        from tui.drawing.presentation import Reveal

        before = self._latest.cursor
        try:
            self._latest = execute(self._debugger, command)
        except CommandError as error:
            self.problem = str(error)
        else:
            if self._latest.cursor != before:
                self._reveal = Reveal(self._latest.cursor, 1)
            self.show_soon()

    def veiled(self, stop: Stop) -> Stop:
        """The stop for all panels but the step card, which is told how much to show."""
        if self._reveal is None:
            return stop
        from tui.drawing.presentation import veiled

        self.query_one("#card", StepCard).reveal = self._reveal
        return veiled(stop, self._reveal, self._parts(stop))

    def presented_height(self, watches: int, has_graph: bool) -> int | None:
        """The rows of the step card; None while nothing is presented."""
        if self._reveal is None:
            return None
        from tui.drawing.presentation import LOW, card_height

        height = self.app.size.height
        self.set_class(has_graph and height < LOW, "-card-only")
        return card_height(height, watches, has_graph)

    def _parts(self, stop: Stop) -> Parts | None:
        from tui.drawing.presentation import parts_of

        return parts_of(stop, self._look, *self.query_one("#card", StepCard).room)

    def _show_again(self) -> None:
        """Show where the debugger stands once more, as it looks different now."""
        self._latest = replace(self._latest, message="")
        self.show_soon()
