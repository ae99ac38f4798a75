"""A layout and a stop as lines of text: boxes with their values, wires, and what is lit up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.debugger import Stop
from engine.program import Phase
from engine.trace import ReluState
from engine.values import Value
from tui.graph_layout import Box, Layout, Wire
from tui.look import Glyphs, Look

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """The part of a layout that a panel shows."""

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
        _offset(box.y, 3, layout.height, height),
        width,
        height,
    )


def node_at(layout: Layout, x: int, y: int) -> str | None:
    """The node whose box covers a cell."""
    for node, box in layout.boxes.items():
        if box.x <= x < box.x + box.width and box.y <= y < box.y + 3:
            return node
    return None


def static_rows(layout: Layout, glyphs: Glyphs) -> list[str]:
    """The wires of a layout, one text a row; where two cross, one passes over the other."""
    rows = [[" "] * layout.width for _ in range(layout.height)]
    for (x, y), bits in layout.bits.items():
        rows[y][x] = glyphs.vertical if (x, y) in layout.crossings else glyphs.wires[bits]
    for wire in layout.wires:
        x, y = wire.head
        rows[y][x] = glyphs.head
    return ["".join(row) for row in rows]


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


def draw(
    layout: Layout, rows: Sequence[str], stop: Stop, look: Look, view: View
) -> list[list[Span]]:
    """The lines of the picture in a view."""
    canvas = _Canvas(rows, view)
    for lit in lit_wires(layout, stop):
        _draw_wire(canvas, lit, look)
    names = stop.program.network.names
    for node, box in layout.boxes.items():
        if canvas.shows(box):
            _draw_box(canvas, node, box, stop, look, names)
    return canvas.lines()


def _offset(start: int, size: int, extent: int, room: int) -> int:
    if extent <= room:
        return 0
    stride = max(room // 2, 1)
    wanted = (start + size // 2) // stride * stride - stride // 2
    return min(max(wanted, 0), extent - room)


class _Canvas:
    """Cells with a character and a role each."""

    def __init__(self, rows: Sequence[str], view: View) -> None:
        self._view = view
        blank = " " * view.width
        shown = rows[view.y : view.y + view.height]
        self._texts = [
            list((row[view.x : view.x + view.width] + blank)[: view.width]) for row in shown
        ]
        self._roles = [["dim"] * view.width for _ in shown]

    def shows(self, box: Box) -> bool:
        """Whether any of a box is in the view."""
        view = self._view
        return (
            view.x - box.width < box.x < view.x + view.width
            and view.y - 3 < box.y < view.y + view.height
        )

    def put(self, x: int, y: int, text: str, role: str) -> None:
        """Write a text that begins at a cell of the layout."""
        row = y - self._view.y
        if not 0 <= row < len(self._texts):
            return
        start = x - self._view.x
        for column, character in enumerate(text, start):
            if 0 <= column < self._view.width:
                self._texts[row][column] = character
                self._roles[row][column] = role

    def light(self, x: int, y: int, role: str) -> None:
        """Give a cell another role and leave its character."""
        row, column = y - self._view.y, x - self._view.x
        if 0 <= row < len(self._texts) and 0 <= column < self._view.width:
            self._roles[row][column] = role

    def lines(self) -> list[list[Span]]:
        """The cells as spans."""
        return [list(self._spans(row)) for row in range(len(self._texts))]

    def _spans(self, row: int) -> Iterator[Span]:
        texts, column = self._texts[row], 0
        for role, run in groupby(self._roles[row]):
            size = sum(1 for _ in run)
            yield "".join(texts[column : column + size]), role
            column += size


def _draw_wire(canvas: _Canvas, lit: LitWire, look: Look) -> None:
    for x, y, _ in lit.wire.cells:
        canvas.light(x, y, "hot")
    canvas.light(*lit.wire.head, "hot")
    if lit.contribution is not None and lit.wire.label is not None:
        x, y, room = lit.wire.label
        number = look.value(lit.contribution, room)
        canvas.put(x + (room - len(number)) // 2, y, number[:room], "hot")


def _draw_box(
    canvas: _Canvas, node: str, box: Box, stop: Stop, look: Look, names: Mapping[str, str]
) -> None:
    glyphs, state = look.glyphs, stop.state
    relu = state.relu(node)
    frame = _FRAMES.get(relu, "dim")
    inner = box.width - 2
    upper_left, upper_right, lower_left, lower_right = glyphs.corners
    current = stop.step is not None and stop.step.node == node
    backward = current and stop.phase is Phase.BACKWARD
    written = node if look.ascii else names.get(node, node)
    label = (written[: inner - 1] + look.state(relu))[:inner]
    edge = glyphs.horizontal * inner
    leaves = glyphs.leaves if stop.program.network.consumers[node] else glyphs.vertical

    canvas.put(box.x, box.y, upper_left + edge + upper_right, frame)
    canvas.put(box.x + 1, box.y, label, "here" if current else _name_role(node, stop, relu))
    value = look.value(state.value(node), inner)
    canvas.put(box.x, box.y + 1, glyphs.vertical, frame)
    canvas.put(
        box.x + 1, box.y + 1, value.ljust(inner)[:inner],
        "strong" if current and not backward else "text",
    )  # fmt: skip
    canvas.put(box.x + inner + 1, box.y + 1, leaves, frame)
    canvas.put(box.x, box.y + 2, lower_left + edge + lower_right, frame)
    if _has_gradient(node, stop):
        gradient = look.value(state.gradient(node), inner)
        canvas.put(box.x + 1, box.y + 2, gradient[:inner], "hot" if backward else "text")


_FRAMES = {
    ReluState.ACTIVE: "active",
    ReluState.DEAD: "dead",
    ReluState.KINK: "kink",
    ReluState.MIXED: "mixed",
}


def _name_role(node: str, stop: Stop, relu: ReluState | None) -> str:
    if node == stop.selected:
        return "selected"
    return _FRAMES.get(relu, "title")


def _has_gradient(node: str, stop: Stop) -> bool:
    """Whether the box has a place for a gradient: from the backward pass on, if the node gets one."""
    return stop.phase in (Phase.BACKWARD, Phase.UPDATE) and stop.program.has_gradient(node)
