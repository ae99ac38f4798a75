"""The inspector: one node entry by entry, a row for each sample."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Offset

from engine.debugger.stop import Stop
from tui.drawing.entries import Table
from tui.drawing.entry_foot import foot
from tui.drawing.entry_rows import moved, sequence_of
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.order import Order
from tui.drawing.slices import other_slice
from tui.widgets.asked import Asked
from tui.widgets.scrolling import Scrolling

BY = {Order.PROGRAM: "", Order.VALUE: ", rows by |value|", Order.GRADIENT: ", rows by |gradient|"}
"""What the title says of the order of the rows."""


class Inspector(Scrolling):
    """Lists the entries of a value and of its gradient; the cursor singles one out."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs, padding=1), id=id)
        self._look = look
        self._table: Table | None = None
        self._top = self._left = self._start = 0
        self.order = Order.PROGRAM
        self._sequence: Sequence[int] = ()

    def draw(self, stop: Stop) -> None:
        """Draw the part of the table around the entry that is singled out."""
        width, height = self.room
        table = self._table = Table.of(stop, self._look, width, self.order)
        rows = self._rows(table)
        row, column = table.place
        self._sequence = sequence_of(table, self.order)
        row = self._sequence.index(row)
        count = len(self._sequence)
        self._start = scrolled(self._start, row, count, rows)
        self._top = self.start_of(self._start, count, rows)
        self._left = scrolled(self._left, column, table.columns, table.shown)
        lines = table.lines(self._sequence[self._top : self._top + rows], self._left)
        title = f"{table.title}{BY[self.order]}"
        self.show(lines[:height], title, foot(table, self._top, rows, self._left, width))

    def order_by(self, order: Order) -> None:
        """Put the rows in another order."""
        self.order = order
        self.redraw()

    def needed(self, stop: Stop, width: int) -> int:
        """The rows of the table, its heading, the states of the units, and the frame."""
        table = Table.of(stop, self._look, width, self.order)
        return len(sequence_of(table, self.order)) + bool(table.units) + 3

    def first(self, stop: Stop) -> tuple[int, ...] | None:
        """The entry to single out to begin with; None for one number, or where one is already."""
        shape = stop.program.shapes[stop.selected]
        return None if not shape or stop.entry_of(stop.selected) else (0,) * len(shape)

    def moved(self, stop: Stop, rows: int, columns: int) -> tuple[int, ...] | None:
        """The entry so many rows and columns away, or as far as there are any."""
        table = Table(stop, self._look)
        if table.shape == ():
            return None
        return moved(table, sequence_of(table, self.order), rows, columns)

    def sliced(self, stop: Stop, count: int) -> tuple[int, ...] | None:
        """The same entry of a slice so many further on; None where there is one slice only."""
        table = Table(stop, self._look)
        if len(table.shape) < 3:
            return None
        row, column = table.place
        return table.index(other_slice(table.shape, row, count), column)

    def page(self, stop: Stop) -> int:
        """How many rows a page has; 0 where there is room for all."""
        table = Table(stop, self._look)
        rows = self._rows(table)
        return rows if rows < table.rows else 0

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The value and the gradient of the entry, with all their digits."""
        from tui.drawing.full import node_told

        entry = self._entry_at(place)
        return "" if entry is None else node_told(stop.selected, stop, self._look, entry)

    def on_click(self, event: events.Click) -> None:
        """Tell which entry was clicked."""
        place = self.place_of(event)
        entry = None if place is None else self._entry_at(place)
        if entry:
            self.post_message(Asked("entry", " ".join(map(str, entry))))

    def _entry_at(self, place: Offset) -> tuple[int, ...] | None:
        """The entry that is drawn at a place; None where there is none."""
        table = self._table
        if table is None:
            return None
        row, column = place.y - 1, table.column_at(place.x, self._left)
        if column is None or not 0 <= row < min(self._rows(table), len(self._sequence)):
            return None
        return table.index(self._sequence[row + self._top], column) if table.shape else ()

    def _rows(self, table: Table) -> int:
        """How many rows there is room for, below the heading and above the states of the units."""
        return max(self.room.height - 1 - bool(table.units), 1)


def scrolled(start: int, place: int, size: int, room: int) -> int:
    """The first row to show so that a place can be seen, moved no further than needed."""
    start = min(max(start, place - room + 1), place)
    return max(min(start, size - room), 0)
