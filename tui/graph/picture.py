"""A window and a stop as lines of text: boxes with their values, wires, and what is lit up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.iterations.state import ReluState, overall
from engine.language.expression import gradient_name
from engine.language.values import Value
from engine.network.network import Network
from engine.program.program import Phase, Program
from tui.drawing.look import EAST, HIDDEN, STATE_ROLES, UNFIT, WEST, Glyphs, Line, Look
from tui.drawing.names import told_apart
from tui.drawing.spotlight import OFF, Spotlight
from tui.drawing.update import changed
from tui.graph.canvas import Canvas, View
from tui.graph.detail import Detail
from tui.graph.grid import Cell
from tui.graph.layout import Box, Layout, lay_out
from tui.graph.lit import NUMBER_WIDTH, LitWire, Picture, lit_cells, lit_wires, runs
from tui.graph.views import stride_of
from tui.graph.window import Window
from tui.graph.wires import LEVEL
from tui.graph.wish import Wish

ROOMY_BOX = 8
"""From this inner width on a box has room for the sign of the gradient beside its number."""


def node_at(layout: Layout, x: int, y: int) -> str | None:
    """The node whose box covers a cell."""
    for node, box in layout.boxes.items():
        if box.covers(x, y):
            return node
    return None


def picture_of(
    program: Program,
    window: Window,
    width: int,
    height: int,
    glyphs: Glyphs,
    detail: Detail | None = None,
) -> Picture:
    """Lay out a window of a program for a panel of a size.

    Args:
        program: the program.
        window: the part of it to show.
        width: the columns of the panel.
        height: its rows.
        glyphs: the characters to draw with.
        detail: how much to show; None for the most with which nothing is cut.
    """
    detail = Detail.SMALL if detail is None else detail
    wishes = {node: Wish(_wish(program.network, node)) for node in window.nodes}
    layout = lay_out(window.nodes, window.operands, width, height, wishes)
    rows = _static_rows(window, layout, glyphs)
    turned = _turned(rows, program, window, layout, glyphs)
    return Picture(window, layout, rows, turned, stride_of(rows, layout, width), detail)


def _wish(network: Network, node: str) -> int:
    """The width of a box in which a name, with the sign of a ReLU, and a number are not cut."""
    name = max(len(node), len(network.names.get(node, node))) + (node in network.relus)
    shape = len(f"[{'×'.join(map(str, network.shapes[node]))}]")
    return 2 + max(name, shape, NUMBER_WIDTH)


def _turned(
    rows: Sequence[str], program: Program, window: Window, layout: Layout, glyphs: Glyphs
) -> list[str]:
    """The rows with every arrow head where the gradient arrives: at the box that a wire leaves."""
    turned = [list(row) for row in rows]
    for wire in layout.wires:
        x, y = wire.head
        turned[y][x] = glyphs.wires[EAST | WEST]
        if wire.target not in window.hidden_operands:
            turned[y][x + 1] = glyphs.joins
        x, y = wire.corners[0]
        if program.has_gradient(wire.source) and wire.source not in window.hidden_consumers:
            turned[y][x] = glyphs.back
    return ["".join(row) for row in turned]


def _static_rows(window: Window, layout: Layout, glyphs: Glyphs) -> list[str]:
    rows = [[" "] * layout.width for _ in range(layout.height)]
    for (x, y), bits in layout.bits.items():
        rows[y][x] = glyphs.vertical if (x, y) in layout.crossings else glyphs.wires[bits]
    for box in layout.boxes.values():
        for y, line in enumerate(_frame(box, glyphs), box.y):
            rows[y][box.x : box.x + box.width] = line
    for wire in layout.wires:
        x, y = wire.head
        rows[y][x] = glyphs.head
        x, y = wire.corners[0]
        rows[y][x] = glyphs.leaves
    left, right = glyphs.stubs
    for node in window.hidden_operands:
        box = layout.boxes[node]
        rows[box.row][box.x] = left
    for node in window.hidden_consumers:
        box = layout.boxes[node]
        rows[box.row][box.x + box.width - 1] = right
    return ["".join(row) for row in rows]


def _frame(box: Box, glyphs: Glyphs) -> tuple[str, ...]:
    upper_left, upper_right, lower_left, lower_right = glyphs.corners
    edge, inside = glyphs.horizontal * (box.width - 2), " " * (box.width - 2)
    return (
        upper_left + edge + upper_right,
        *[glyphs.vertical + inside + glyphs.vertical] * (box.height - 2),
        lower_left + edge + lower_right,
    )


def draw(
    picture: Picture,
    stop: Stop,
    look: Look,
    view: View,
    spotlight: Spotlight = OFF,
) -> list[Line]:
    """The lines of a picture in a view.

    Args:
        picture: what no step changes.
        stop: what the boxes hold and which wires are lit.
        look: the characters to draw with.
        view: the part to draw.
        spotlight: what everything beside is dim; its wires are lit as if the step used them.
    """
    canvas = Canvas(picture.rows_in(stop.phase), view)
    wires = [
        each
        for each in lit_wires(picture, stop)
        if spotlight.touches(each.wire.source, each.wire.target)
    ]
    used = {each.wire for each in wires}
    wires += [
        LitWire(wire, None)
        for wire in picture.layout.wires
        if (wire.source, wire.target) in spotlight.wires and wire not in used
    ]
    lit = lit_cells(wires, picture, stop.phase, look, view)
    for (x, y), node in _entering(picture.layout, view):
        cells = [(x + i, y) for i in range(len(look.name(node, stop.program)) + 1)]
        if all(_is_plain(picture, cell, lit) for cell in cells):
            canvas.put(x, y, look.name(node, stop.program), "hot" if (x, y) in lit else "title")
            for cell in cells[:-1]:
                lit.pop(cell, None)
    for x, y, text in runs(lit):
        canvas.put(x, y, text, "hot")
    boxes = {node: box for node, box in picture.layout.boxes.items() if view.shows(box)}
    names = _names(boxes, stop, look)
    for node, box in boxes.items():
        canvas.roles = _roles(node, spotlight)
        _fill(canvas, node, names[node], box, stop, look)
    return canvas.lines()


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


def _is_plain(picture: Picture, cell: Cell, lit: Mapping[Cell, str]) -> bool:
    """Whether nothing but a level wire runs through a cell."""
    if picture.layout.bits.get(cell) != EAST | WEST:
        return False
    return cell not in lit or lit[cell] in LEVEL


def _names(boxes: Mapping[str, Box], stop: Stop, look: Look) -> Mapping[str, str]:
    """The names in boxes: cut where they have to be, and told apart as long as that can be."""
    relus, stops = stop.program.network.relus, stop.breakpoints.nodes
    by_room: dict[int, dict[str, str]] = {}
    for node, box in boxes.items():
        room = box.width - 2 - (node in relus) - (node in stops)
        by_room.setdefault(room, {})[node] = look.name(node, stop.program)
    found: dict[str, str] = {}
    for room, written in by_room.items():
        shown = told_apart(written.values(), room, look.cut)
        found |= {node: shown[name] for node, name in written.items()}
    return found


def _fill(canvas: Canvas, node: str, name: str, box: Box, stop: Stop, look: Look) -> None:
    """Write a node's name, value and gradient into its box, which its state colours."""
    state, inner = stop.state, box.width - 2
    current = node == stop.node
    backward = current and stop.phase is Phase.BACKWARD
    assigned = stop.step is not None and stop.step.symbol == node
    x = box.x + 1
    for text, role in _heading(node, name, inner, stop, look):
        canvas.put(x, box.y, text, role)
        x += len(text)
    mark = look.by_hand(node, stop).strip()
    room = inner - len(mark)
    change = changed(stop, node, look, room) if assigned else ""
    change = HIDDEN if stop.hides(node) else change
    value = mark + (change or look.value(shown_in(state, node), room)[:room])
    canvas.put(box.x + 1, box.row, value, "strong" if assigned or mark else "text")
    if _has_gradient(node, stop):
        gradient_symbol = gradient_name(stop.program.network.loss, node)
        gradient = _gradient(shown_in(state, gradient_symbol), inner, look)
        if stop.hides(gradient_symbol):
            gradient = (look.glyphs.gradient + HIDDEN)[-inner:]
        if look.ascii:
            gradient = gradient.ljust(inner)  # a minus sign looks like the frame, blanks do not
        canvas.put(box.x + 1, box.bottom - 1, gradient, "hot" if backward else "text")


def _gradient(value: Value | None, width: int, look: Look) -> str:
    """A gradient with its sign, which tells it from a value, as far as both have room."""
    sign = look.glyphs.gradient
    for before in (sign if width >= ROOMY_BOX else sign.strip(), sign.strip(), ""):
        text = before + look.value(value, width - len(before))
        if len(text) <= width and UNFIT not in text:
            break
    return text[:width]


def _roles(node: str, spotlight: Spotlight) -> Callable[[str], str]:
    """What becomes of the roles in a box where there is a spotlight."""
    if not spotlight.is_on:
        return str
    if node in spotlight.nodes:
        return lambda role: "strong" if role in ("text", "title") else role
    return lambda _: "dim"


def _heading(node: str, name: str, width: int, stop: Stop, look: Look) -> Line:
    """A node's name and, for a ReLU, the signs of its units."""
    units = stop.state.units(node)
    room = width - (node in stop.program.network.relus)
    name += look.glyphs.stops if node in stop.breakpoints.nodes else ""
    name += look.glyphs.noted if node in stop.notes else ""
    gap = " " if len(units) > 1 and len(name) < room else ""
    signs = look.units(units, width - len(name) - len(gap))
    if node == stop.node:
        return ((name + gap + "".join(sign for sign, _ in signs), "here"),)
    return ((name + gap, _name_role(node, stop, overall(units))), *signs)


def _name_role(node: str, stop: Stop, relu: ReluState | None) -> str:
    if node == stop.selected and stop.is_selection:
        return "selected"
    return "title" if relu is None else STATE_ROLES[relu]


def _has_gradient(node: str, stop: Stop) -> bool:
    """Whether the box has a place for a gradient: from the backward pass on, if it gets one."""
    return stop.phase in (Phase.BACKWARD, Phase.UPDATE) and stop.program.has_gradient(node)
