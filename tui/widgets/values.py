"""The values table: every node with its value, its gradient and its state."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Offset

from engine.debugger.stop import Stop
from engine.program.program import Program
from tui.drawing.frame import Frame, Shown
from tui.drawing.kept import Kept
from tui.drawing.look import Line, Look
from tui.drawing.order import AS_IS, Listed, Order
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
        self._kept: Kept[Line] = Kept()
        self._program: Program | None = None
        self._listable: Sequence[str] = ()
        self._table = self._rows = Table((), {}, {}, 0, 0, has_states=False)
        self.listed = AS_IS
        self.spotlight = OFF

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the one to look at."""
        nodes = stop.program.reading_order if self.listed.sought else stop.visible
        if self._listable is not nodes or self._program is not stop.program:
            self._listable, self._program = nodes, stop.program
            shut = frozenset() if self.listed.sought else stop.sight.shut
            self._table = Table.of(stop.program, self._look, nodes, shut)
        table = self._rows = self._table if self.listed is AS_IS else self._listed(stop)
        start = first_row(table.row_in_view(stop), len(table), self.room.height)
        self._start = self.start_of(start, len(table), self.room.height)
        by = "" if self.listed.order is Order.PROGRAM else self.listed.order.value
        shown = table_shown(
            table, stop, self._look, self.room, self.spotlight, self._start, by, self._kept
        )
        self.show(*self._with_filter(shown) if self.listed.sought else shown)

    def list_as(self, order: Order, sought: str) -> None:
        """Show the rows that match a text, all where it is empty, in an order."""
        self.listed = AS_IS if (order, sought) == (Order.PROGRAM, "") else Listed(order, sought)
        self.redraw()

    def _listed(self, stop: Stop) -> Table:
        from tui.drawing.ordering import listed

        return listed(self._table, self.listed, stop, self._look)

    def _with_filter(self, shown: Shown) -> Shown:
        """What is shown with what it is filtered by, or that there is nothing."""
        count = f"{len(self._rows)} of {len(self._table)}"
        room = self.room.width - len(count) - 6
        foot = f"{self._look.shortened(self.listed.sought, room)}: {count}"
        nothing: Line = ((" nothing matches here", "dim"),)
        return shown._replace(lines=shown.lines or [nothing], foot=foot)

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The value and the gradient of the row, with all their digits."""
        from tui.drawing.full import node_told

        row = self._start + place.y
        is_row = row < len(self._rows)
        return node_told(self._rows.symbols[row], stop, self._look) if is_row else ""

    def on_click(self, event: events.Click) -> None:
        """Tell which row was clicked, a second click inspects its node; order by a heading."""
        place = self.place_of(event)
        if place is None:
            if event.y == 0 and self.frame is not None:
                self._order_by(event.x - self.frame.margin)
            return
        if self._start + place.y < len(self._rows):
            symbol = self._rows.symbols[self._start + place.y]
            self.post_message(Asked("select", self._table.owners.get(symbol, symbol)))
            if event.chain == 2:
                self.post_message(Asked("inspect"))

    def _order_by(self, column: int) -> None:
        """Order by the column under a heading; by the program where it is ordered so already."""
        heading = self._table.columns(self.room.width).heading_at(column)
        self.list_as(self.listed.by(Order(heading)).order, self.listed.sought)
