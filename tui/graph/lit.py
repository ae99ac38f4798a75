"""Lit wires: those that the step uses, with their contributions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.iterations.step import Step
from engine.language.values import Value, is_array
from engine.program.program import Phase
from tui.drawing.look import EAST, NORTH, SOUTH, UNFIT, WEST, Look
from tui.graph.grid import Cell
from tui.graph.layout import Layout, Wire
from tui.graph.window import Window
from tui.graph.wires import lit_wire

NUMBER_WIDTH = 7
"""The most columns of a number on a wire."""


class Picture(NamedTuple):
    """The part of the picture that no step changes.

    Args:
        window: what it shows.
        layout: where everything is.
        rows: the wires and frames, a text for each row; where wires cross, one passes over.
        turned: the same in the backward pass, with the arrow heads the way the gradient goes.
        stride: how many columns lie between a view of it and the next.
    """

    window: Window
    layout: Layout
    rows: Sequence[str]
    turned: Sequence[str]
    stride: int

    def rows_in(self, phase: Phase | None) -> Sequence[str]:
        """The wires and frames in a phase."""
        return self.turned if phase is Phase.BACKWARD else self.rows


class LitWire(NamedTuple):
    """A wire that the step uses, with the contribution that came over it, if it has arrived."""

    wire: Wire
    contribution: Value | None


def lit_wires(picture: Picture, stop: Stop) -> list[LitWire]:
    """The wires shown that the step reads over, or that its contributions came over."""
    step, wires = stop.step, picture.layout.wires
    if step is None or step.phase is Phase.UPDATE:
        return []
    if step.phase is Phase.FORWARD:
        return [LitWire(wire, None) for wire in wires if wire.target == step.node]
    values, arrived = step.run.terms(step.index), count_wires(stop)
    lit = []
    for wire in wires:
        if wire.source == step.node:
            position = picture.window.positions[wire.target][wire.position]
            term = _find_term(step, wire.target, position)
            if term is not None and term < arrived:
                lit.append(LitWire(wire, values[term]))
    return lit


def count_wires(stop: Stop) -> int:
    """How many wires the step uses, shown or not."""
    step = stop.step
    if step is None or step.phase is Phase.UPDATE:
        return 0
    if step.phase is Phase.FORWARD:
        return len(stop.program.network.operands[step.node])
    arrived = stop.cursor.arrived
    return len(step.equation.terms) if arrived is None else arrived


def _find_term(step: Step, source: str, position: int) -> int | None:
    """The place of a term in a fan-in sum: they stand in the order of the walk from the loss."""
    terms, index = step.equation.terms, step.run.program.index
    place = bisect_left(terms, -index[source], key=lambda term: -index[term.child])
    while place < len(terms) and terms[place].child == source:
        if terms[place].position == position:
            return place
        place += 1
    return None


def lit_cells(
    wires: Sequence[LitWire], picture: Picture, phase: Phase | None, look: Look
) -> dict[Cell, str]:
    """The cells of lit wires, with the contributions that are numbers written on them."""
    cells = _lit_lines(wires, picture, phase, look)
    for lit in wires:
        number_known = lit.contribution is not None and not is_array(lit.contribution)
        if number_known and lit.wire.label is not None:
            x, y, room = lit.wire.label
            number = look.value(lit.contribution, min(room, NUMBER_WIDTH))
            if UNFIT in number:
                number = look.value(lit.contribution, room)
            if UNFIT in number:
                continue  # the card has it
            if len(number) + 2 <= room:
                number = f" {number} "  # so that no sign runs into the wire
            start = x + (room - len(number)) // 2
            cells.update({(start + i, y): character for i, character in enumerate(number)})
    return cells


def _lit_lines(
    wires: Sequence[LitWire], picture: Picture, phase: Phase | None, look: Look
) -> dict[Cell, str]:
    """The cells of lit wires and of their heads, without what is written on them."""
    layout, lit, lines = picture.layout, dict[Cell, int](), dict[Cell, str]()
    rows = picture.rows_in(phase)
    for each in wires:
        for x, y, directions in each.wire.cells:
            lit[x, y] = lit.get((x, y), 0) | directions
    for (x, y), directions in lit.items():
        joined = NORTH | SOUTH if (x, y) in layout.crossings else layout.bits[x, y]
        line = lit_wire((joined, directions & joined), look.ascii)
        lines[x, y] = rows[y][x] if line is None else line
    level = (EAST | WEST, EAST | WEST)
    for each in wires:
        x, y = each.wire.head
        if phase is Phase.BACKWARD:
            lines[x, y] = lit_wire(level, look.ascii) or rows[y][x]
            x, y = each.wire.corners[0]
        lines[x, y] = rows[y][x]
    return lines


def runs(cells: Mapping[Cell, str]) -> Iterator[tuple[int, int, str]]:
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
