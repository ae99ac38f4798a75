"""What is drawn over the still wires: those lit, those gone over, and names at a view's edge."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.language.values import Value
from engine.network.parts import Edge
from engine.program.program import Phase
from tui.drawing.look import EAST, WEST, Look, Span
from tui.drawing.spotlight import Spotlight
from tui.drawing.wire_glyphs import wire_glyphs
from tui.graph.canvas import Canvas, View, stretches
from tui.graph.grid import Cell
from tui.graph.layout import Layout, Wire
from tui.graph.lit import Picture, lit_cells, lit_wires
from tui.graph.scale import Scaling, Weight

if TYPE_CHECKING:
    from tui.graph.carriers import Contribution

TIMES = {False: "×", True: "*"}
"""What stands before a local derivative on a path, in Unicode and in ASCII."""


def draw_wires(
    canvas: Canvas,
    picture: Picture,
    stop: Stop,
    look: Look,
    view: View,
    spotlight: Spotlight,
    scaling: Scaling,
    path: Mapping[Edge, float] | None,
) -> None:
    """Draw the wires that a stop lights or marks; arguments as of `tui.graph.picture.draw`."""
    gone = picture.gone if path is None and stop.phase is Phase.BACKWARD else None
    if gone is not None:
        gone.go(stop, look, view, spotlight, scaling)
    taken = _is_nothing if gone is None else gone.covers
    wires = _lit(picture, stop, spotlight) if path is None else _on_path(picture, path, look)
    lit = lit_cells(wires, picture, stop.phase, look, view, taken)
    if gone is not None and (stop.node in spotlight.nodes or not spotlight.is_on):
        from tui.graph.sum_beside import sum_beside

        (x, y), line = sum_beside(
            picture, stop, look, view, lambda at: taken(at) or at[0] in lit.get(at[1], ())
        )
        for text, role in line:
            lit.setdefault(y, {}).update({x + at: (each, role) for at, each in enumerate(text)})
            x += len(text)
    named = dict(_entering(picture.layout, view))
    mixed = {*lit, *(y for _, y in named)}
    if gone is not None:
        for y in gone.rows - mixed:
            canvas.put_all(y, gone.stretches(y))
    for y in mixed:
        row = {**({} if gone is None else gone.row(y)), **lit.get(y, {})}
        node = named.get((view.x, y))
        if node is not None:
            is_back = stop.phase is Phase.BACKWARD and stop.program.has_gradient(node)
            name = look.name(node, stop.program)
            _name(picture.layout, row, (view.x, y), (name, is_back), look)
        for x, text, role in stretches(row):
            canvas.put(x, y, text, role)


def entitle_groups(
    canvas: Canvas, picture: Picture, stop: Stop, view: View, spotlight: Spotlight
) -> None:
    """Write the names of groups into the frames around them, that of the step lit up."""
    if not picture.frames:
        return
    around = stop.program.membership.chain(stop.node) if stop.node is not None else ()
    lit = frozenset(around)
    for frame in picture.frames:
        role = "hot" if frame.group.name in lit else "title"
        canvas.put(*frame.title(view), "dim" if spotlight.is_on else role)


def _is_nothing(_: Cell) -> bool:
    """Nothing is drawn in any cell."""
    return False


def _lit(
    picture: Picture, stop: Stop, spotlight: Spotlight
) -> list[tuple[Wire, Contribution | None]]:
    """The wires that the step uses and a spotlight touches, and those in the spotlight."""
    lit = [
        (each.wire, None if each.contribution is None else _sized(each.contribution))
        for each in lit_wires(picture, stop)
        if spotlight.touches(each.wire.source, each.wire.target)
    ]
    if not spotlight.wires:
        return lit
    used = {wire for wire, _ in lit}
    return lit + [
        (wire, None)
        for wire in picture.layout.wires
        if (wire.source, wire.target) in spotlight.wires and wire not in used
    ]


def _sized(value: Value) -> Contribution:
    from tui.graph.carriers import sized

    return sized(value)


def _on_path(
    picture: Picture, path: Mapping[Edge, float], look: Look
) -> list[tuple[Wire, Contribution | None]]:
    """The wires of a path that are shown, with its local derivatives as factors."""
    from tui.graph.carriers import Contribution

    found: list[tuple[Wire, Contribution | None]] = []
    for wire in picture.layout.wires:
        value = path.get(picture.use(wire))
        if value is not None:
            found.append((wire, Contribution(value, abs(value), TIMES[look.ascii])))
    return found


def _entering(layout: Layout, view: View) -> list[tuple[Cell, str]]:
    """Where wires come in at the left edge of a view, all in a row from one node, and which."""
    if view.x <= 0:
        return []
    sources: dict[Cell, set[str]] = {}
    for wire in layout.wires:
        for (x, y), (to_x, to_y) in pairwise(wire.corners):
            if y == to_y and x < view.x < to_x:
                sources.setdefault((view.x, y), set()).add(wire.source)
    return [(cell, nodes.pop()) for cell, nodes in sources.items() if len(nodes) == 1]


def _name(
    layout: Layout, row: dict[int, Span], cell: Cell, named: tuple[str, bool], look: Look
) -> None:
    """Write the name of a node where its wire comes in, if nothing but that wire is there.

    In the backward pass with an arrow head: there the gradient leaves for that node.
    """
    (x, y), (name, is_back), glyphs = cell, named, wire_glyphs(look)
    level = (glyphs.lit[0], glyphs.idle[0], *glyphs.weights[0])
    end = x + len(name)
    if not all(
        layout.bits.get((at, y)) == EAST | WEST and (at not in row or row[at][0] in level)
        for at in range(x, end + 1)
    ):
        return
    line, role = row.get(end, ("", "dim"))
    if is_back:
        is_idle = line in (glyphs.idle[0], glyphs.weights[0][Weight.ZERO])
        row[end] = glyphs.stops_short if is_idle else look.glyphs.back, role
    row |= {x + at: (each, "hot" if role == "hot" else "title") for at, each in enumerate(name)}
