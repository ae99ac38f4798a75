"""The diagnosis over the panels, to be walked in."""

from __future__ import annotations

from textual import events

from tui.commands.lists import Outcome
from tui.drawing.diagnosis_lines import Walk, drawn
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.why_rows import PAGES, STEPS
from tui.widgets.contained import contained
from tui.widgets.lines import Lines
from tui.widgets.overlay import LIST_CLOSES, Overlay

KEYS = "«↑ list.up» «↓ list.down» move, «Enter list.choose» {does}, «q list.close» closes"
"""What the keys do."""

FAR = 10_000
"""More rows than there are."""

MOVES = {**STEPS, "g": -FAR, "home": -FAR, "G": FAR, "end": FAR}
"""How far each key moves the cursor."""


class DiagnosisView(Lines, Overlay):
    """Draws the verdict, its reasons, the answers and the remedies, with a cursor on one of them.

    Args:
        look: how to draw.
        title: whose diagnosis it is.
        walk: the rows.
    """

    def __init__(self, look: Look, title: str, walk: Walk) -> None:
        super().__init__(Frame(look.glyphs, padding=1))
        self._look, self._title, self._walk = look, title, walk
        self._top = 0
        self.styles.height = len(walk.rows) + 2

    def obey(self, key: str) -> Outcome:
        """Move the cursor, do what its row leads to, or close."""
        key = self._look.keymap.read("list", key)
        if key in LIST_CLOSES:
            return Outcome(closes=True)
        if key == "enter":
            return Outcome(closes=True, line=self._walk.here.line)
        page = max(self.room.height // 3, 1)  # rows take some lines each
        self._go(self._walk.moved(MOVES.get(key, page * PAGES.get(key, 0))))
        return Outcome()

    @contained
    def redraw(self) -> None:
        """Draw the lines around the cursor, in as many rows as they need."""
        width, height = self.room
        if not self.room:
            return
        found = drawn(self._walk, self._look, width)
        if self.styles.height is None or self.styles.height.value != len(found.lines) + 2:
            self.styles.height = len(found.lines) + 2
        here = found.of(self._walk.cursor)
        self._top = max(min(here.start, max(self._top, here.stop - height)), 0)
        if self._walk.cursor == self._walk.moved(-FAR).cursor:
            self._top = 0
        self._top = max(min(self._top, len(found.lines) - height), 0)
        lines = found.lines[self._top : self._top + height]
        more = len(found.lines) - self._top - height
        below = f"; {more} more below" if more > 0 else ""
        keys = self._look.told(KEYS.format(does=self._walk.does))
        self.show(
            lines,
            self._look.shortened(f"{self._title}{below}", width - 2),
            self._look.shortened(keys, width - 1),
        )

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a second click does what Enter does."""
        place = self.place_of(event)
        if place is None:
            return
        rows = drawn(self._walk, self._look, self.room.width).rows
        line = self._top + place.y
        row = rows[line] if line < len(rows) else None
        if row is not None:
            self._go(self._walk.at(row))
            if event.chain == 2:
                self.post_message(events.Key(self._look.keymap.one("list", "choose"), None))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next row."""
        event.stop()
        self._go(self._walk.moved(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the row before."""
        event.stop()
        self._go(self._walk.moved(-1))

    def _go(self, walk: Walk) -> None:
        self._walk = walk
        self.redraw()
