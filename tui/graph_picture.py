"""A layout and a stop as lines of text: boxes with their values, wires, and what is lit up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.debugger import Stop
from engine.program import Phase
from engine.trace import ReluState
from engine.values import Value, is_array
from tui.graph_grid import Cell
from tui.graph_layout import Box, Layout, Wire
from tui.look import STATE_ROLES, Glyphs, Line, Look, Span

BOX_HEIGHT = 3
NUMBER_WIDTH = 7
"""The most columns of a number on a wire."""

ROOMY_BOX = 8
"""From this inner width on a box has room for the sign of the gradient beside its number."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of a layout that a panel shows; it begins before 0 where there is room to spare."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LitWire:
    """A wire that the step uses, with the contribution that came over it, if it has arrived."""

    wire: Wire
    contribution: Value | None


def view_of(layout: Layout, focus: str, width: int, height: int) -> View:
    """The part of a layout of this size in which a node can be seen, moved in large strides."""
    box = layout.boxes[focus]
    return View(
        _offset(box.x, box.width, layout.width, width),
        _offset(box.y, BOX_HEIGHT, layout.height, height),
        width,
        height,
    )


def node_at(layout: Layout, x: int, y: int) -> str | None:
    """The node whose box covers a cell."""
    for node, box in layout.boxes.items():
        if box.x <= x < box.x + box.width and box.y <= y < box.y + BOX_HEIGHT:
            return node
    return None


def static_rows(layout: Layout, glyphs: Glyphs) -> list[str]:
    """The wires and frames of a layout, a text for each row; where wires cross, one passes over."""
    rows = [[" "] * layout.width for _ in range(layout.height)]
    for (x, y), bits in layout.bits.items():
        rows[y][x] = glyphs.vertical if (x, y) in layout.crossings else glyphs.wires[bits]
    for box in layout.boxes.values():
        for y, line in enumerate(_frame(box.width, glyphs), box.y):
            rows[y][box.x : box.x + box.width] = line
    for wire in layout.wires:
        x, y = wire.head
        rows[y][x] = glyphs.head
        x, y = wire.corners[0]
        rows[y][x] = glyphs.leaves
    return ["".join(row) for row in rows]


def _frame(width: int, glyphs: Glyphs) -> tuple[str, str, str]:
    upper_left, upper_right, lower_left, lower_right = glyphs.corners
    edge, inside = glyphs.horizontal * (width - 2), " " * (width - 2)
    return (
        upper_left + edge + upper_right,
        glyphs.vertical + inside + glyphs.vertical,
        lower_left + edge + lower_right,
    )


def lit_wires(layout: Layout, stop: Stop) -> list[LitWire]:
    """The wires that the step reads over, or that its contributions came over."""
    step = stop.step
    if step is None or step.phase is Phase.UPDATE:
        return []
    if step.phase is Phase.FORWARD:
        return [LitWire(wire, None) for wire in layout.wires if wire.target == step.node]
    arrived = stop.cursor.arrived
    values = {
        (term.source, term.position): arrival.value
        for term, arrival in list(zip(step.equation.terms, step.terms, strict=True))[:arrived]
    }
    return [
        LitWire(wire, values[wire.target, wire.position])
        for wire in layout.wires
        if wire.source == step.node and (wire.target, wire.position) in values
    ]


def draw(layout: Layout, rows: Sequence[str], stop: Stop, look: Look, view: View) -> list[Line]:
    """The lines of the picture in a view.

    Args:
        layout: where everything is.
        rows: its wires and frames, from `static_rows`.
        stop: what the boxes hold and which wires are lit.
        look: the characters to draw with.
        view: the part to draw.
    """
    canvas = Canvas(rows, view)
    for x, y, text in _runs(_lit_cells(lit_wires(layout, stop), rows, look)):
        canvas.put(x, y, text, "hot")
    for node, box in layout.boxes.items():
        if canvas.shows(box):
            _fill(canvas, node, box, stop, look)
    return canvas.lines()


class Canvas:
    """The still part of the picture, and what is written over it."""

    def __init__(self, rows: Sequence[str], view: View) -> None:
        self._view = view
        left, width = " " * max(-view.x, 0), view.width
        shown = [left + row[max(view.x, 0) :] for row in rows[max(view.y, 0) :]]
        above = [""] * max(-view.y, 0)
        self._rows = [row[:width] for row in [*above, *shown][: view.height]]
        self._spans: list[list[tuple[int, str, str]]] = [[] for _ in self._rows]

    def shows(self, box: Box) -> bool:
        """Whether the whole width of a box is in the view; a part of a number would mislead."""
        view = self._view
        return (
            view.x <= box.x <= view.x + view.width - box.width
            and view.y - BOX_HEIGHT < box.y < view.y + view.height
        )

    def put(self, x: int, y: int, text: str, role: str) -> None:
        """Write a text, which begins at a cell of the layout and overlaps no other."""
        row, start = y - self._view.y, x - self._view.x
        if start < 0:
            text, start = text[-start:], 0
        text = text[: max(self._view.width - start, 0)]
        if text and 0 <= row < len(self._spans):
            self._spans[row].append((start, text, role))

    def lines(self) -> list[Line]:
        """The picture, line by line."""
        return [tuple(self._line(*pair)) for pair in zip(self._rows, self._spans, strict=True)]

    def _line(self, row: str, spans: list[tuple[int, str, str]]) -> Iterator[Span]:
        column = 0
        for start, text, role in sorted(spans):
            if column < start:
                yield row[column:start], "dim"
            yield text, role
            column = start + len(text)
        if column < len(row):
            yield row[column:], "dim"


def _lit_cells(wires: Sequence[LitWire], rows: Sequence[str], look: Look) -> dict[Cell, str]:
    """The cells of lit wires, with the contributions that are numbers written on them."""
    cells: dict[Cell, str] = {}
    for lit in wires:
        for x, y in (*((x, y) for x, y, _ in lit.wire.cells), lit.wire.head):
            cells[x, y] = rows[y][x]
    for lit in wires:
        number_known = lit.contribution is not None and not is_array(lit.contribution)
        if number_known and lit.wire.label is not None:
            x, y, room = lit.wire.label
            number = look.value(lit.contribution, min(room, NUMBER_WIDTH))
            if len(number) + 2 <= room:
                number = f" {number} "  # so that no sign runs into the wire
            start = x + (room - len(number)) // 2
            cells.update({(start + i, y): character for i, character in enumerate(number)})
    return cells


def _runs(cells: Mapping[Cell, str]) -> Iterator[tuple[int, int, str]]:
    """Cells that stand side by side, as texts."""
    start, text = (0, 0), ""
    for x, y in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if text and (x, y) == (start[0] + len(text), start[1]):
            text += cells[x, y]
        else:
            if text:
                yield *start, text
            start, text = (x, y), cells[x, y]
    if text:
        yield *start, text


def _fill(canvas: Canvas, node: str, box: Box, stop: Stop, look: Look) -> None:
    """Write a node's name, value and gradient into its box, which its state colours."""
    state, inner = stop.state, box.width - 2
    relu = state.relu(node)
    current = node == stop.node
    backward = current and stop.phase is Phase.BACKWARD
    name = look.name(node, stop.program)[: inner - 1] + look.state(relu)
    value = look.value(state.value(node), inner)[:inner]
    canvas.put(box.x + 1, box.y, name, _name_role(node, current, stop, relu))
    canvas.put(box.x + 1, box.y + 1, value, "strong" if current and not backward else "text")
    if _has_gradient(node, stop):
        sign = look.glyphs.gradient if inner >= ROOMY_BOX else ""
        gradient = (sign + look.value(state.gradient(node), inner - len(sign)))[:inner]
        if look.ascii:
            gradient = gradient.ljust(inner)  # a minus sign looks like the frame, blanks do not
        canvas.put(box.x + 1, box.y + 2, gradient, "hot" if backward else "text")


def _name_role(node: str, current: bool, stop: Stop, relu: ReluState | None) -> str:
    if current:
        return "here"
    if node == stop.selected and stop.is_selection:
        return "selected"
    return "title" if relu is None else STATE_ROLES[relu]


def _offset(start: int, size: int, extent: int, room: int) -> int:
    if extent <= room:
        return (extent - room) // 2  # in the middle: the view begins before the layout does
    stride = max(room // 2, 1)
    wanted = (start + size // 2) // stride * stride - stride // 2
    return min(max(wanted, 0), extent - room)


def _has_gradient(node: str, stop: Stop) -> bool:
    """Whether the box has a place for a gradient: from the backward pass on, if it gets one."""
    return stop.phase in (Phase.BACKWARD, Phase.UPDATE) and stop.program.has_gradient(node)
