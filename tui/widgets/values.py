"""The values table: every node with its value, its gradient and its state."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset

from engine.debugger.stop import Stop
from engine.program.program import Program
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.spotlight import OFF
from tui.drawing.values import Table, first_row, table_shown
from tui.widgets.asked import Asked
from tui.widgets.scrolling import Scrolling


class Values(Scrolling):
    """Lists the nodes in the order in which they are read."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._start = 0
        self._program: Program | None = None
        self._table = Table((), {}, {}, 0, 0, has_states=False)
        self.spotlight = OFF

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the one to look at."""
        if self._program is not stop.program:
            self._program, self._table = stop.program, Table.of(stop.program, self._look)
        height = self.room.height
        start = first_row(self._table.row_in_view(stop), len(self._table), height)
        self._start = self.start_of(start, len(self._table), height)
        self.show(
            *table_shown(self._table, stop, self._look, self.room, self.spotlight, self._start)
        )

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The value and the gradient of the row, with all their digits."""
        from tui.drawing.full import node_told

        row = self._start + place.y
        is_row = row < len(self._table)
        return node_told(self._table.symbols[row], stop, self._look) if is_row else ""

    def on_click(self, event: events.Click) -> None:
        """Tell which row was clicked; a second click inspects its node."""
        place = self.place_of(event)
        if place is not None and self._start + place.y < len(self._table):
            symbol = self._table.symbols[self._start + place.y]
            self.post_message(Asked("select", self._table.owners.get(symbol, symbol)))
            if event.chain == 2:
                self.post_message(Asked("inspect"))
