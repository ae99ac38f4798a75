"""A list that lies over the panels, with a cursor, to act in."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from engine.debugger.stop import Stop
from tui.commands.lists import Choice, Choices, Outcome
from tui.drawing.frame import Frame
from tui.drawing.look import Line, Look
from tui.drawing.why_rows import PAGES, STEPS
from tui.widgets.lines import Lines
from tui.widgets.overlay import LIST_CLOSES, Overlay

ENDS = {"g": 0, "home": 0, "G": -1, "end": -1}
"""The row that each key goes to."""


class Chooser(Lines, Overlay):
    """Lists choices; what its keys do to them is for the screen to do.

    Args:
        look: how to draw.
        choices_at: makes the list for a stop, and again for each that comes after.
        stop: the stop to begin with.
    """

    def __init__(self, look: Look, choices_at: Callable[[Stop], Choices], stop: Stop) -> None:
        super().__init__(Frame(look.glyphs))
        self._look = look
        self._choices_at = choices_at
        self._stop = stop
        self._choices = choices_at(stop)
        self._cursor = self._choices.start
        self._top = 0
        self._take_room()

    def renew(self, stop: Stop) -> None:
        """Make the list anew; the cursor stays where it is, or goes to the last row there is."""
        if stop is self._stop:
            return
        self._stop, self._choices = stop, self._choices_at(stop)
        self._take_room()
        self._move_to(self._cursor)

    def obey(self, key: str) -> Outcome:
        """Move the cursor, close, or do what the row says that the cursor is on."""
        rows = self._choices.rows
        if key in LIST_CLOSES:
            return Outcome(closes=True)
        if key in ENDS:
            self._move_to(ENDS[key] % max(len(rows), 1))
        elif key in STEPS:
            self._move_to(self._cursor + STEPS[key])
        elif key in PAGES:
            self._move_to(self._cursor + PAGES[key] * max(self.room.height, 1))
        elif rows:
            return rows[self._cursor].actions.get(key, Outcome())
        return Outcome()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        place = self.place_of(event)
        if place is not None:
            self._move_to(self._top + place.y)

    def redraw(self) -> None:
        """Draw the rows around the cursor, once there is room for them."""
        width, height = self.room
        if not self.room:
            return
        choices, rows = self._choices, len(self._choices.rows)
        self._top = max(min(self._cursor, max(self._top, self._cursor - height + 1)), 0)
        self._top = max(min(self._top, rows - height), 0)
        shown = choices.rows[self._top : self._top + height]
        lines = [self._line(row, self._top + y, width) for y, row in enumerate(shown)]
        empty: Line = ((self._said(f" {choices.empty}", width), "dim"),)
        place = f" {self._cursor + 1}/{rows}" if rows > height else ""
        foot = f"{choices.hint}, q closes" if rows else "q closes"
        self.show(lines or [empty], choices.title + place, self._said(foot, width - 3))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next row."""
        event.stop()
        self._move_to(self._cursor + 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the row before."""
        event.stop()
        self._move_to(self._cursor - 1)

    def _take_room(self) -> None:
        """Take a line for each row, or for what is said where there is none, and for the frame."""
        self.styles.height = max(len(self._choices.rows), 1) + 2

    def _move_to(self, row: int) -> None:
        self._cursor = max(min(row, len(self._choices.rows) - 1), 0)
        self.redraw()

    def _line(self, row: Choice, place: int, width: int) -> Line:
        is_here = place == self._cursor
        mark = self._look.glyphs.here if is_here else " "
        text = self._said(f"{mark}{row.text}", width).ljust(width)
        return ((text, "here" if is_here else "dim" if row.is_off else "text"),)

    def _said(self, text: str, width: int) -> str:
        """A text in the characters and the columns that there are."""
        if self._look.ascii:
            text = text.encode("ascii", "backslashreplace").decode()
        return self._look.shortened(text, width)
