"""The last line: a command being typed, what there is to say, or the keys."""

from __future__ import annotations

from engine.debugger.stop import Stop
from tui.drawing.look import Look
from tui.widgets.last_line import LastLine, footer_line
from tui.widgets.lines import Panel


class Footer(Panel):
    """Shows the prompt while it is open, else a message, else the most useful keys."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.line = LastLine()

    def tell(self, line: LastLine) -> None:
        """Show something else, at once."""
        if line != self.line:
            self.line = line
            self.redraw()

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        self.show([footer_line(self.line, stop, self._look, self.room.width)])
