"""The hand on the mouse: how far it drags something, or turns the wheel."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

ROLLS = {
    events.MouseScrollDown: (0, 1),
    events.MouseScrollUp: (0, -1),
    events.MouseScrollRight: (1, 0),
    events.MouseScrollLeft: (-1, 0),
}
"""The directions in which a wheel turns, as columns and rows."""

COLUMNS, ROWS = 6, 2
"""How far a turn of the wheel goes."""


def rolled(event: events.MouseEvent, is_high: bool) -> Offset:
    """How far a turn of the wheel goes.

    Args:
        event: the turn; with Shift a wheel that turns up or down goes to the side.
        is_high: whether there is something above or below; else it goes to the side by itself.
    """
    columns, rows = ROLLS[type(event)]
    if rows and (event.shift or not is_high):
        columns, rows = rows, 0
    return Offset(columns * COLUMNS, rows * ROWS)


class Hand:
    """Drags what is in a panel.

    Args:
        panel: the panel.
    """

    def __init__(self, panel: Widget) -> None:
        self._panel = panel
        self._grip: Offset | None = None
        self._has_dragged = False

    def take(self, event: events.MouseDown, can_drag: bool) -> None:
        """Take hold, if what is there can be dragged."""
        self._has_dragged = False
        if event.button == 1 and can_drag:
            self._grip = event.screen_offset
            self._panel.capture_mouse()

    def drag(self, event: events.MouseMove) -> Offset:
        """How far the mouse has gone since, with hold of something; nowhere without."""
        if self._grip is None or event.screen_offset == self._grip:
            return Offset()
        way = event.screen_offset - self._grip
        self._grip, self._has_dragged = event.screen_offset, True
        return way

    def let_go(self) -> None:
        """Let go."""
        if self._grip is not None:
            self._grip = None
            self._panel.release_mouse()

    @property
    def clicks(self) -> bool:
        """Whether what it did last was a click, and did not drag anything."""
        return not self._has_dragged
