"""The last line: a command being typed, what there is to say, or the keys."""

from __future__ import annotations

from textual import events

from engine.debugger.stop import Stop
from tui.commands.table import COMMANDS
from tui.drawing.look import Look
from tui.widgets.asked import Asked
from tui.widgets.last_line import READ_ON, LastLine, footer_line, hint_at
from tui.widgets.lines import Panel


class Footer(Panel):
    """Shows the prompt while it is open, else a message, else the most useful keys."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.line = LastLine()
        self._text = ""

    def tell(self, line: LastLine) -> None:
        """Show something else, at once."""
        if line != self.line:
            self.line = line
            self.redraw()

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        line = footer_line(self.line, stop, self._look, self.room.width)
        self._text = "".join([text for text, _ in line])
        self.show([line])

    def on_click(self, event: events.Click) -> None:
        """Ask for what the key does that was clicked, or for the rest of what is said."""
        line = self.line
        if line.typed is not None or line.job is not None or line.question:
            return
        if line.problem or line.told or line.said:
            if self._look.told(READ_ON) in self._text:
                self.post_message(Asked("message"))
            return
        hint = hint_at(event.x, self._text)
        command = next((each.name for each in COMMANDS if each.hint and each.hint == hint), "")
        if command:
            self.post_message(Asked(command))
