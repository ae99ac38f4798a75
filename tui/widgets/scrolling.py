"""A panel with more lines than there may be room for, which the wheel scrolls."""

from __future__ import annotations

from textual import events

from engine.debugger.stop import Stop
from tui.widgets.lines import Panel

ROWS = 3
"""The rows that a turn of the wheel scrolls."""


class Scrolling(Panel):
    """Shows the rows around one to look at, or others once it was scrolled, until the next stop."""

    _away = 0
    """How many rows the first one shown is from where it would be by itself."""

    def update(self, stop: Stop) -> None:
        """Show another stop, with what there is to look at in sight again."""
        self._away = 0
        super().update(stop)

    def start_of(self, start: int, rows: int, room: int) -> int:
        """The first row to show.

        Args:
            start: the first one by itself.
            rows: how many there are.
            room: how many can be shown.
        """
        wanted = max(min(start + self._away, rows - room), 0)
        self._away = wanted - start
        return wanted

    def scroll_lines(self, count: int) -> None:
        """Show the rows further down, or up if `count` is negative."""
        self._away += count
        self.redraw()

    def scroll_pages(self, count: int) -> None:
        """Show the next page; a row of the one before stays in sight."""
        self.scroll_lines(count * max(self.room.height - 1, 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_lines(ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_lines(-ROWS)
