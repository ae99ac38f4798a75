"""Lit wires: those that the step uses, with their contributions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.iterations.step import Step
from engine.language.values import Value, is_array
from engine.program.program import Phase
from tui.drawing.look import EAST, NORTH, SOUTH, UNFIT, WEST, Look
from tui.graph.bodies import Body
from tui.graph.canvas import View
from tui.graph.contents import NUMBER_WIDTH
from tui.graph.detail import Detail
from tui.graph.grid import Cell
from tui.graph.layout import Layout, Wire
from tui.graph.window import Window
from tui.graph.wires import lit_wire


class Picture(NamedTuple):
    """The part of the picture that no step changes.

    Args:
        window: what it shows.
        layout: where everything is.
        rows: the wires and frames, a text for each row; where wires cross, one passes over.
        turned: the same in the backward pass, with the arrow heads the way the gradient goes.
        stride: how many columns lie between a view of it and the next.
        detail: how much it shows.
        flat: the picture that was folded to make this one, if it was.
        folds: the columns of that at which a row begins anew.
        bodies: what each box holds, and where; nothing for chips.
    """

    window: Window
    layout: Layout
    rows: Sequence[str]
    turned: Sequence[str]
    stride: int
    detail: Detail
    flat: Picture | None = None
    folds: Sequence[int] = ()
    bodies: Mapping[str, Body] = MappingProxyType({})

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
    if stop.asked is not None and stop.phase is Phase.FORWARD:
        return [LitWire(wire, None) for wire in wires if wire.target == stop.node]
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
    wires: Sequence[LitWire], picture: Picture, phase: Phase | None, look: Look, view: View
) -> dict[Cell, str]:
    """The cells of lit wires, with the contributions that are numbers written where they are seen.

    A number stands on its wire, and where that has no room for it in the view, beside the wire.
    """
    cells = _lit_lines(wires, picture, phase, look)
    rows = picture.rows_in(phase)
    for lit in wires:
        if lit.contribution is None or is_array(lit.contribution):
            continue
        label = lit.wire.label_in(view.clipped)
        number = "" if label is None else _number_on(lit.contribution, label[2], look)
        if label is not None and number:
            x, y, room = label
            start = x + (room - len(number)) // 2
        else:
            number = look.value(lit.contribution, NUMBER_WIDTH)
            place = _place_beside(lit.wire, len(number), rows, cells, view)
            if place is None or UNFIT in number:
                continue  # the card has it
            start, y = place
        cells.update({(start + i, y): character for i, character in enumerate(number)})
    return cells


def _number_on(value: Value, room: int, look: Look) -> str:
    """A number as it is written on a wire; empty where it has no room."""
    number = look.value(value, min(room, NUMBER_WIDTH))
    if UNFIT in number:
        number = look.value(value, room)
    if UNFIT in number:
        return ""
    return f" {number} " if len(number) + 2 <= room else number  # no sign runs into the wire


def _place_beside(
    wire: Wire, length: int, rows: Sequence[str], cells: Mapping[Cell, str], view: View
) -> Cell | None:
    """Where beside an upright part of a wire a number is seen, the nearest to its middle."""
    seen = [(x, y) for x, y in wire.upright if view.y <= y < view.y + view.height]
    middle = sum(y for _, y in seen) / max(len(seen), 1)
    for x, y in sorted(seen, key=lambda cell: (abs(cell[1] - middle), cell)):
        for start in (x + 1, x - length):
            blank = range(start - (start < x), start + length + (start > x))
            is_shown = view.clipped((start, y, length))[2] == length
            if is_shown and all(
                rows[y][at : at + 1] in ("", " ") and (at, y) not in cells for at in blank
            ):
                return start, y
    return None


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
