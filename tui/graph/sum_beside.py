"""The fan-in sum of a step beside its box, where that has no room for it within."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from tui.drawing.look import Line, Look
from tui.graph.canvas import View
from tui.graph.grid import Cell
from tui.graph.lit import Picture
from tui.graph.sums import fan_in_sum

WIDEST, NARROW = 48, 19
"""The columns of a sum: as long as it may be, and such that two numbers and theirs still fit."""


def sum_beside(
    picture: Picture, stop: Stop, look: Look, view: View, taken: Callable[[Cell], bool]
) -> tuple[Cell, Line]:
    """The sum with its name, right below or above the box; empty where that has no room.

    Other boxes may be as near, so it says which gradient it is.

    Args:
        picture: what no step changes.
        stop: the step.
        look: how to write.
        view: the part that is seen.
        taken: tells whether something is drawn over the still picture in a cell.
    """
    node = stop.node or ""
    body = picture.bodies.get(node)
    if body is None or not body.is_bordered or body.subject.terms < 2:
        return (0, 0), ()
    if stop.cursor.arrived not in (None, body.subject.terms):
        return (0, 0), ()  # it is not yet what it will be
    for name, found in _texts(stop, node, look):
        length = len(name) + len(found)
        for x, y in picture.around(node, length, view):
            if not any(taken((at, y)) for at in range(x - 1, x + length + 1)):
                return (x, y), ((name, "title"), (found, "hot"))
    return (0, 0), ()


def _texts(stop: Stop, node: str, look: Look) -> Iterator[tuple[str, str]]:
    """The sum in fewer and fewer columns."""
    style, symbol = look.style(stop.program), gradient_name(stop.program.network.loss, node)
    short = look.glyphs.gradient.strip() + look.name(node, stop.program)
    for width in (WIDEST, NARROW):
        found = fan_in_sum(stop, node, look, width)
        for name in (style.name(symbol), short) if found else ():
            yield name, f" = {found}"
