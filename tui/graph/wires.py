"""The look of wires that are drawn over the still picture: those lit, and those gone over.

They differ by their lines, so that they are told apart without colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.drawing.look import EAST, NORTH, SOUTH, WEST, Look, Span
from tui.drawing.wire_glyphs import wire_glyphs
from tui.graph.grid import Cell
from tui.graph.layout import Layout, Wire

Joint = tuple[int, int]
"""The directions that are joined in a cell, and those of them that are lit: N=1, E=2, S=4, W=8."""

_WEIGHTS = "╵╹╶╺└┖┕┗╷╻│╿╽┃┌┍┎┏├┞┝┡┟┠┢┣╴╸┘┚┙┛─╼╾━┴┸┶┺┵┹┷┻┐┒┑┓┤┦┧┨┥┩┪┫┬┮┰┲┭┯┱┳┼╀┾╄╁╂╆╊┽╃┿╇╅╉╈╋"

_JOINTS = [
    (joined, lit) for joined in range(1, 16) for lit in range(joined + 1) if lit & ~joined == 0
]

HEAVY: Mapping[Joint, str] = dict(zip(_JOINTS, _WEIGHTS, strict=True))
"""A line for each joint, heavy in the directions that are lit."""

LEVEL, UPRIGHT = EAST | WEST, NORTH | SOUTH
"""The directions that straight wires join."""


class Stroke(NamedTuple):
    """How a wire is drawn.

    Args:
        level: where it runs level.
        upright: where it runs upright.
        is_heavy: whether it is heavy where it turns or meets others.
        back: its arrow head in the backward pass.
        role: the role it plays.
    """

    level: str
    upright: str
    is_heavy: bool
    back: str
    role: str


def lit_stroke(look: Look, is_idle: bool = False) -> Stroke:
    """How a wire is drawn that the step uses; one that carries 0 is idle."""
    glyphs = wire_glyphs(look)
    if is_idle:
        return Stroke(*glyphs.idle, is_heavy=False, back=glyphs.stops_short, role="hot")
    return Stroke(*glyphs.lit, is_heavy=True, back=look.glyphs.back, role="hot")


def line_of(joint: Joint, stroke: Stroke, ascii_only: bool, still: str) -> str:
    """How a wire looks in a cell.

    Args:
        joint: what is joined there, and what of it is heavy.
        stroke: how the wire is drawn.
        ascii_only: whether lines have but one weight where they meet.
        still: how the cell looks where nothing is drawn over it.
    """
    joined, heavy = joint
    if joined == LEVEL:
        return stroke.level
    if joined == UPRIGHT:
        return stroke.upright
    return still if ascii_only else HEAVY[joined, heavy & joined]


def ends(wire: Wire, stroke: Stroke, rows: Sequence[str], look: Look) -> dict[Cell, Span]:
    """The cells in which a wire ends in the backward pass.

    Its arrow head is at the box whose gradient it is, unless that has wires that are not drawn.
    """
    x, y = wire.corners[0]
    head = rows[y][x]
    if head == look.glyphs.back:
        head = stroke.back
    return {wire.head: (stroke.level, stroke.role), (x, y): (head, stroke.role)}


def seen_cells(wire: Wire, layout: Layout) -> list[tuple[Cell, int]]:
    """The cells of a wire with the directions that it joins, but where it runs below another."""
    crossings = layout.crossings
    return [
        ((x, y), directions)
        for x, y, directions in wire.cells
        if directions & UPRIGHT or (x, y) not in crossings
    ]
