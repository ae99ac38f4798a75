"""The graph panel: the network as boxes and wires."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.message import Message

from engine.debugger import Stop
from tui.graph_layout import Layout, lay_out
from tui.graph_picture import View, draw, node_at, static_rows, view_of
from tui.look import Look
from tui.widgets.line_panel import Frame, Panel


class Graph(Panel):
    """Draws the network, lit up where the step is."""

    class Clicked(Message):
        """A box was clicked.

        Args:
            node: the node whose box it was.
        """

        def __init__(self, node: str) -> None:
            super().__init__()
            self.node = node

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._layout: Layout | None = None
        self._rows: list[str] = []
        self._laid_out_for: tuple[object, Size] | None = None
        self._view = View(0, 0, 0, 0)

    def draw(self, stop: Stop) -> None:
        """Draw the part of the network that the step is in."""
        layout = self._lay_out(stop)
        self._view = view_of(layout, stop.focus, *self.room)
        self.show(draw(layout, self._rows, stop, self._look, self._view), "Graph")

    def on_click(self, event: events.Click) -> None:
        """Tell which node was clicked."""
        if self._layout is None:
            return
        place = self.place_of(event)
        if place is None:
            return
        node = node_at(self._layout, place.x + self._view.x, place.y + self._view.y)
        if node is not None:
            self.post_message(self.Clicked(node))

    def _lay_out(self, stop: Stop) -> Layout:
        network, size = stop.program.network, self.room
        if self._layout is None or self._laid_out_for != (network, size):
            self._layout = lay_out(network.nodes, network.operands, *size)
            self._rows = static_rows(self._layout, self._look.glyphs)
            self._laid_out_for = (network, size)
        return self._layout
