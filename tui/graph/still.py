"""The still part of a picture: frames, wires and labels, which no step changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.program.program import Program
from tui.drawing.look import EAST, NORTH, SOUTH, WEST, Glyphs
from tui.graph.bodies import Body
from tui.graph.contents import SIGN_LABEL, value_label
from tui.graph.grid import Run
from tui.graph.layout import Box, Layout
from tui.graph.window import Window

if TYPE_CHECKING:
    from tui.graph.frames import GroupFrame


def still_rows(
    window: Window,
    layout: Layout,
    bodies: Mapping[str, Body],
    frames: Sequence[GroupFrame],
    loss: str,
    glyphs: Glyphs,
) -> list[str]:
    """A text for each row; where wires cross, one passes over.

    Args:
        window: what is shown.
        layout: where everything is.
        bodies: what the boxes hold.
        frames: those around groups.
        loss: how the loss is written.
        glyphs: the characters to draw with.
    """
    folded = window.scene.groups
    rows = [[" "] * layout.width for _ in range(layout.height)]
    for (x, y), bits in layout.bits.items():
        rows[y][x] = glyphs.vertical if (x, y) in layout.crossings else glyphs.wires[bits]
    for frame in frames:
        for (x, y), bits in frame.cells.items():
            if rows[y][x] == " ":
                rows[y][x] = _side(bits, glyphs)
    for node, box in layout.boxes.items():
        for y, line in enumerate(_frame(box, glyphs, node in folded), box.y):
            rows[y][box.x : box.x + box.width] = line
        _write_labels(rows, bodies[node], loss, glyphs)
    for wire in layout.wires:
        x, y = wire.head
        rows[y][x] = glyphs.head
        x, y = wire.corners[0]
        rows[y][x] = glyphs.folded[6] if wire.source in folded else glyphs.leaves
    left, right = glyphs.stubs
    for node in window.hidden_operands:
        box = layout.boxes[node]
        rows[box.row][box.x] = left
    for node in window.hidden_consumers:
        box = layout.boxes[node]
        rows[box.row][box.x + box.width - 1] = right
    return ["".join(row) for row in rows]


def turned_rows(
    rows: Sequence[str], program: Program, window: Window, layout: Layout, glyphs: Glyphs
) -> list[str]:
    """The rows with every arrow head where the gradient arrives: at the box that a wire leaves."""
    turned, folded = [list(row) for row in rows], window.scene.groups
    for wire in layout.wires:
        x, y = wire.head
        turned[y][x] = glyphs.wires[EAST | WEST]
        if wire.target not in window.hidden_operands:
            turned[y][x + 1] = glyphs.folded[7] if wire.target in folded else glyphs.joins
        x, y = wire.corners[0]
        if program.has_gradient(wire.source) and wire.source not in window.hidden_consumers:
            turned[y][x] = glyphs.back
    return ["".join(row) for row in turned]


def _side(bits: int, glyphs: Glyphs) -> str:
    """A cell of a frame around a group, which joins these directions."""
    upper_left, upper_right, lower_left, lower_right, line, side, *_ = glyphs.folded
    joined = {
        EAST | SOUTH: upper_left,
        SOUTH | WEST: upper_right,
        NORTH | EAST: lower_left,
        NORTH | WEST: lower_right,
        EAST | WEST: line,
    }
    return joined.get(bits, side)


def _frame(box: Box, glyphs: Glyphs, is_folded: bool) -> tuple[str, ...]:
    usual = (*glyphs.corners, glyphs.horizontal, glyphs.vertical)
    upper_left, upper_right, lower_left, lower_right, line, side, *_ = (
        glyphs.folded if is_folded else usual
    )
    edge, inside = line * (box.width - 2), " " * (box.width - 2)
    return (
        upper_left + edge + upper_right,
        *[side + inside + side] * (box.height - 2),
        lower_left + edge + lower_right,
    )


def _write_labels(rows: list[list[str]], body: Body, loss: str, glyphs: Glyphs) -> None:
    """Write the shape, the formula and the labels of a box."""
    subject = body.subject
    _write(rows, body.shape, subject.shape)
    _write(rows, body.formula, subject.formula)
    if body.norm[2]:
        from tui.graph.group_box import norm_label  # not before a group is folded

        _write(rows, body.norm, norm_label(glyphs))
    if not body.label:
        return
    is_short = body.label == SIGN_LABEL
    x, y, _ = body.value
    _write(rows, (x - body.label, y, body.label), "=" if is_short else value_label(loss))
    x, y, _ = body.gradient
    if subject.has_gradient and not body.is_bordered:
        sign = glyphs.gradient.strip()
        label = sign if is_short or len(loss) + 3 >= body.label else f"{sign}{loss}/{sign}"
        _write(rows, (x - body.label, y, body.label), label)


def _write(rows: list[list[str]], run: Run, text: str) -> None:
    """Write a text where it begins; nothing where there is no room for it."""
    x, y, length = run
    if length:
        rows[y][x : x + len(text)] = text
