"""The contents of the graph panel: a picture, its title, and where it lies among all equations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.program.program import Program
from tui.drawing.frame import Shown
from tui.drawing.look import Glyphs, Look
from tui.drawing.spotlight import OFF, Spotlight
from tui.graph.canvas import View
from tui.graph.detail import Detail
from tui.graph.lit import Picture, count_wires, lit_wires
from tui.graph.picture import draw, picture_of
from tui.graph.views import view_of
from tui.graph.window import Section, node_in_view, section_of, window

MAX_KEPT = 8
"""How many pictures are kept for when one comes back to them."""

SHORTEST_BAR, LONGEST_BAR = 8, 24
"""The columns of the bar that says where a window lies."""

AROUND_BAR = 6
"""The columns of its ends, of the blank after it and of the frame."""


class Pictures:
    """The pictures of a program that were looked at last, so that none is laid out twice in a row.

    Args:
        glyphs: the characters to draw with.
    """

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._program: Program | None = None
        self._kept: dict[tuple[Section, int, int, Detail | None], Picture] = {}

    def get(self, stop: Stop, width: int, height: int, detail: Detail | None = None) -> Picture:
        """The picture that shows the focus of a stop in a panel of a size.

        Args:
            stop: what is looked at.
            width: the columns of the panel.
            height: its rows.
            detail: how much to show; None for the most with which nothing is cut, so that boxes
                grow with the panel, and `SMALL` where even that does not fit.
        """
        if self._program is not stop.program:
            self._program = stop.program
            self._kept.clear()
        key = (section_of(stop), width, height, detail)
        picture = self._kept.pop(key, None)
        if picture is None:
            shown = window(stop.program, key[0])
            picture = picture_of(stop.program, shown, width, height, self._glyphs, detail)
        self._kept[key] = picture
        if len(self._kept) > MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        return picture


class Seen(NamedTuple):
    """The picture that the graph panel shows, and what it was made of.

    Args:
        picture: the picture.
        view: the part of it that is in the panel.
        shown: its lines, with a title and a note.
    """

    picture: Picture
    view: View
    shown: Shown


def seen(
    pictures: Pictures,
    stop: Stop,
    look: Look,
    room: tuple[int, int],
    spotlight: Spotlight = OFF,
    detail: Detail | None = None,
) -> Seen:
    """The part of the network that the step is in, as it is drawn in so many columns and rows."""
    picture = pictures.get(stop, *room, detail)
    total = len(stop.program.network.equations)
    view = view_of(picture.layout, picture.stride, node_in_view(stop), *room)
    return Seen(
        picture,
        view,
        Shown(
            draw(picture, stop, look, view, spotlight),
            title(picture, stop, look),
            overview(picture.window.equations, total, look, room[0]),
        ),
    )


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
