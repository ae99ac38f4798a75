"""The graph panel: the network as boxes and wires."""

from __future__ import annotations

from textual import events
from textual.message import Message

from engine.debugger.stop import Stop
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.spotlight import OFF
from tui.graph.canvas import View
from tui.graph.lit import Picture
from tui.graph.picture import node_at
from tui.graph.pictures import Pictures, seen
from tui.widgets.asked import Asked
from tui.widgets.lines import Panel


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
        self.pictures = Pictures(look.glyphs)
        self._picture: Picture | None = None
        self._view = View(0, 0, 0, 0)
        self.spotlight = OFF

    def draw(self, stop: Stop) -> None:
        """Draw the part of the network that the step is in."""
        self._picture, self._view, shown = seen(
            self.pictures, stop, self._look, self.room, self.spotlight
        )
        self.show(*shown)

    def on_click(self, event: events.Click) -> None:
        """Tell which node was clicked; a second click inspects it."""
        place = self.place_of(event)
        if self._picture is None or place is None:
            return
        x, y = place.x + self._view.x, place.y + self._view.y
        node = node_at(self._picture.layout, x, y)
        if node is not None:
            self.post_message(self.Clicked(node))
            if event.chain == 2:
                self.post_message(Asked("inspect"))
