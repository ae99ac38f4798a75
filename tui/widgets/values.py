"""The values table: every node with its value, its gradient and its state."""

from __future__ import annotations

from textual import events
from textual.message import Message

from engine.debugger.stop import Stop
from engine.program.program import Program
from tui.drawing.look import Look
from tui.drawing.values import Table, first_row, lit
from tui.widgets.lines import Frame, Panel


class Values(Panel):
    """Lists the nodes in the order in which they are read."""

    class Clicked(Message):
        """A row was clicked.

        Args:
            node: the node of the row.
        """

        def __init__(self, node: str) -> None:
            super().__init__()
            self.node = node

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._start = 0
        self._program: Program | None = None
        self._table = Table((), {}, {}, 0, 0)
        self.spotlight: frozenset[str] = frozenset()

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the one to look at."""
        if self._program is not stop.program:
            self._program, self._table = stop.program, Table.of(stop.program, self._look)
        width, height = self.room
        columns, table, count = self._table.columns(width), self._table, len(self._table)
        self._start = first_row(table.row_in_view(stop), count, height)
        shown = table.symbols[self._start : self._start + height]
        rows = [columns.row(symbol, table, stop, self._look) for symbol in shown]
        if self.spotlight:
            owners = [table.owners.get(symbol, symbol) for symbol in shown]
            rows = [
                lit(row, node in self.spotlight) for row, node in zip(rows, owners, strict=True)
            ]
        below = count - self._start - height
        more = f"{below:,} more" if below > 0 else f"{self._start:,} above" if self._start else ""
        self.show(rows, columns.title(stop, self._look), more)

    def on_click(self, event: events.Click) -> None:
        """Tell which row was clicked."""
        place = self.place_of(event)
        if place is not None and self._start + place.y < len(self._table):
            symbol = self._table.symbols[self._start + place.y]
            self.post_message(self.Clicked(self._table.owners.get(symbol, symbol)))
