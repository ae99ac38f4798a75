"""The first line: where one is, and how well the network does."""

from __future__ import annotations

from engine.debugger.stop import Stop
from tui.drawing.header import first_line
from tui.drawing.look import Look
from tui.widgets.lines import Panel


class Header(Panel):
    """Shows network, iteration, phase, step, loss, learning rate, seed and branch."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.is_recording = self.is_presenting = False
        self.is_saved = True

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        width = self.room.width
        signs = (self.is_recording, self.is_presenting, self.is_saved)
        self.show([first_line(stop, self._look, width, *signs)])
