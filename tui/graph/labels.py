"""The numbers on wires: what is written, and where there is room for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.language.figures import fit_number
from engine.language.values import is_array
from tui.drawing.look import Look
from tui.drawing.spread import UNFIT
from tui.graph.canvas import View
from tui.graph.contents import NUMBER_WIDTH
from tui.graph.grid import Cell
from tui.graph.layout import LONGEST_LABEL, Layout, Wire

if TYPE_CHECKING:
    from tui.graph.carriers import Contribution

LONGEST_ARRAY = 16
"""The most columns of what is written of an array, with what it is."""

KEPT = 4_096
"""So many places are remembered: those of the wires in a view, and in the ones before."""

Beside = Callable[[tuple[Cell, ...], int, View], Sequence[tuple[Cell, range]]]
"""Where beside the upright cells of a wire a text of a length has room in a view.

Each place with the columns that have to be blank for it.
"""

Around = Callable[[str, int, View], Sequence[Cell]]
"""Where right below or above the box of a node a text of a length has room in a view, the nearest
to it first, with a blank on either side."""


def label_of(
    wire: Wire,
    contribution: Contribution,
    look: Look,
    view: View,
    beside: Beside,
    taken: Callable[[Cell], bool],
) -> tuple[Cell, str]:
    """What is written of a contribution, and where it begins; empty where that has no room.

    Args:
        wire: on which it stands or, where that has no room for it in the view, beside which.
        contribution: what came over the wire.
        look: how to write.
        view: what is seen.
        beside: where there is room beside wires.
        taken: tells whether something stands by now in a cell of this room.
    """
    longest = LONGEST_ARRAY if is_array(contribution.value) else LONGEST_LABEL
    label = wire.label_in(view.clipped, longest)
    if label is not None:
        x, y, room = label
        text = _fitted(contribution, room, look)
        if text:
            return (x + (room - len(text)) // 2, y), text
    text = _shortest(contribution, look)
    for place, blank in beside(wire.upright, len(text), view) if text else ():
        if not any(taken((x, place[1])) for x in blank):
            return place, text
    return (0, 0), ""


def places_beside(rows: Sequence[str]) -> Beside:
    """The places for texts in what is blank of these rows, the nearest to a wire's middle first."""

    @lru_cache(KEPT)
    def found(upright: tuple[Cell, ...], length: int, view: View) -> Sequence[tuple[Cell, range]]:
        seen = [(x, y) for x, y in upright if view.y <= y < view.y + view.height]
        middle = sum(y for _, y in seen) / max(len(seen), 1)
        places = []
        for x, y in sorted(seen, key=lambda cell: (abs(cell[1] - middle), cell)):
            for start in (x + 1, x - length):
                blank = range(start - (start < x), start + length + (start > x))
                if view.clipped((start, y, length))[2] == length and all(
                    rows[y][at : at + 1] in ("", " ") for at in blank
                ):
                    places.append(((start, y), blank))
        return places

    return found


def places_around(layout: Layout, rows: Sequence[str]) -> Around:
    """The places for texts right below and above boxes in what is blank of these rows."""

    @lru_cache(KEPT)
    def found(node: str, length: int, view: View) -> Sequence[Cell]:
        box, places = layout.boxes[node], []
        for y in (box.bottom, box.y - 1):
            if not 0 <= y < layout.height:
                continue
            starts = range(box.x - length + 1, min(box.x + box.width, layout.width - length + 1))
            for x in sorted(starts, key=lambda x: (abs(x - box.x), x)):
                is_blank = not rows[y][max(x - 1, 0) : x + length + 1].strip()
                if is_blank and view.clipped((x, y, length))[2] == length:
                    places.append((x, y))
        return places

    return found


def _fitted(contribution: Contribution, room: int, look: Look) -> str:
    """A contribution as it is written on a wire; empty where it has no room."""
    value, size, sign = contribution
    if is_array(value):
        texts = (text for text in _array(size, look) if UNFIT not in text)
        text = next((text for text in texts if len(text) <= room), "")
    else:
        room -= len(sign)
        text = look.value(value, min(room, NUMBER_WIDTH))
        if UNFIT in text:
            text = look.value(value, room)
        text, room = sign + text, room + len(sign)
    if UNFIT in text:
        return ""
    return f" {text} " if text and len(text) + 2 <= room else text  # no sign runs into the wire


def _shortest(contribution: Contribution, look: Look) -> str:
    """A contribution as it is written beside a wire; empty where it cannot be."""
    value, size, sign = contribution
    text = _array(size, look)[-3] if is_array(value) else sign + look.value(value, NUMBER_WIDTH)
    return "" if UNFIT in text else text


def _array(size: float | None, look: Look) -> Sequence[str]:
    """What is written of an array: how large its entries are at the most; 0 where all are."""
    if size is None:
        return ("",) * 3
    numbers = [fit_number(size, width, look.glyphs.minus) for width in (NUMBER_WIDTH, 5, 4)]
    if size == 0.0:
        return numbers
    absolute = f"|{look.glyphs.gradient.strip()}|"
    return (f"max{absolute} {numbers[0]}", *(f"{absolute} {number}" for number in numbers))
