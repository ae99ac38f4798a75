"""The graph panel: the network as boxes and wires."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message

from engine.debugger.stop import Stop
from engine.program.program import Program
from tui.drawing.look import Glyphs, Look
from tui.graph.canvas import View
from tui.graph.lit import Picture, count_wires, lit_wires
from tui.graph.picture import draw, node_at, picture_of, view_of
from tui.graph.window import Section, node_in_view, section_of, window
from tui.widgets.lines import Frame, Panel

MAX_KEPT = 8
"""How many pictures are kept for when one comes back to them."""

SHORTEST_BAR, LONGEST_BAR = 8, 24
"""The columns of the bar that says where a window lies."""

AROUND_BAR = 6
"""The columns of its ends, of the blank after it and of the frame."""


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
        self._pictures = Pictures(look.glyphs)
        self._picture: Picture | None = None
        self._view = View(0, 0, 0, 0)
        self.spotlight: frozenset[str] = frozenset()

    def draw(self, stop: Stop) -> None:
        """Draw the part of the network that the step is in."""
        picture = self._pictures.get(stop, self.room)
        total = len(stop.program.network.equations)
        self._picture = picture
        self._view = view_of(picture.layout, node_in_view(stop), *self.room)
        self.show(
            draw(picture, stop, self._look, self._view, self.spotlight),
            title(picture, stop, self._look),
            overview(picture.window.equations, total, self._look, self.room.width),
        )

    def on_click(self, event: events.Click) -> None:
        """Tell which node was clicked."""
        place = self.place_of(event)
        if self._picture is None or place is None:
            return
        x, y = place.x + self._view.x, place.y + self._view.y
        node = node_at(self._picture.layout, x, y)
        if node is not None:
            self.post_message(self.Clicked(node))


class Pictures:
    """The pictures of a program that were looked at last, so that none is laid out twice in a row.

    Args:
        glyphs: the characters to draw with.
    """

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._program: Program | None = None
        self._kept: dict[tuple[Section, Size], Picture] = {}

    def get(self, stop: Stop, size: Size) -> Picture:
        """The picture that shows the focus of a stop in a panel of a size."""
        if self._program is not stop.program:
            self._program = stop.program
            self._kept.clear()
        section = section_of(stop)
        picture = self._kept.pop((section, size), None)
        if picture is None:
            picture = picture_of(window(stop.program, section), *size, self._glyphs)
        self._kept[section, size] = picture
        if len(self._kept) > MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        return picture


def title(picture: Picture, stop: Stop, look: Look) -> str:
    """What the panel is called, with what there is to say about wires that are not drawn."""
    shown = picture.window
    if not (shown.hidden_operands or shown.hidden_consumers):
        return "Graph"
    text = f"Graph, {look.glyphs.stubs[1]} goes on"
    lit, count = len(lit_wires(picture, stop)), count_wires(stop)
    if lit == count or stop.node not in shown.nodes:
        return text
    return f"{text}, {lit:,} of {count:,} wires of this step"


def overview(places: Sequence[int], total: int, look: Look, width: int) -> str:
    """Where the equations shown lie among all: a bar, if there is room, and their numbers."""
    if len(places) == total:
        return ""
    first, last = places[0], places[-1]
    if first == last:
        numbers = f"equation {first + 1:,}"
    elif last - first == len(places) - 1:
        numbers = f"equations {first + 1:,}{'-' if look.ascii else '–'}{last + 1:,}"
    else:
        numbers = "equations " + " and ".join(f"{place + 1:,}" for place in places)
    numbers = f"{numbers} of {total:,}"
    left, rest, part, right = look.glyphs.scale
    room = min(width - len(numbers) - AROUND_BAR, LONGEST_BAR)
    if room < SHORTEST_BAR:
        return numbers
    parts = {place * room // total for place in places}
    return f"{left}{''.join(part if at in parts else rest for at in range(room))}{right} {numbers}"
