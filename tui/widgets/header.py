"""The first line: where one is, and how well the network does."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset

from engine.debugger.stop import Stop
from tui.drawing.header import command_at, first_line
from tui.drawing.look import Line, Look
from tui.widgets.asked import Asked
from tui.widgets.lines import Panel


class Header(Panel):
    """Shows network, iteration, phase, step, loss, learning rate, seed and branch."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.is_recording = self.is_presenting = False
        self.is_saved = True
        self._line: Line = ()

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        signs = (self.is_recording, self.is_presenting, self.is_saved)
        self._line = first_line(stop, self._look, self.room.width, *signs)
        self.show([self._line])

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The loss and the learning rate with all their digits, where one of them is."""
        if self._command_at(place.x) not in ("chart", "lr"):
            return ""
        from tui.drawing.full import full_number, node_told

        rate = full_number(stop.state.rate, self._look)
        loss = node_told(stop.program.network.loss, stop, self._look)
        return f"{loss},  {stop.program.memo.rate} = {rate}"

    def on_click(self, event: events.Click) -> None:
        """Ask for what a fact is changed or shown by."""
        command = self._command_at(event.x)
        if command:
            self.post_message(Asked(command))

    def _command_at(self, column: int) -> str:
        if self.stop is None:
            return ""
        text = "".join([text for text, _ in self._line])
        width, is_brief = self.room.width, self.is_presenting
        return command_at(column, self.stop, self._look, width, is_brief, text)
