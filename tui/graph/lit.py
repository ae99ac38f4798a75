"""Lit wires: those that the step uses, with their contributions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.stop import Stop
from engine.frozen import frozen
from engine.language.values import Value
from engine.network.parts import Edge
from engine.program.program import Phase, Program
from tui.drawing.look import Look, Span
from tui.graph.bodies import Body
from tui.graph.canvas import View
from tui.graph.detail import Detail
from tui.graph.grid import Cell
from tui.graph.labels import Around, Beside, label_of, places_around, places_beside
from tui.graph.layout import Layout, Wire
from tui.graph.scene import Scene
from tui.graph.window import Window
from tui.graph.wires import Stroke, ends, line_of, lit_stroke, seen_cells
from tui.graph.written import Written

if TYPE_CHECKING:
    from tui.graph.carriers import Carrier, Contribution
    from tui.graph.frames import GroupFrame
    from tui.graph.gone import GoneOver


@frozen(eq=False, repr=False)
class Picture:
    """The part of the picture that no step changes.

    Args:
        program: what it is a picture of.
        window: the part of it that is shown.
        layout: where everything is.
        rows: the wires and frames, a text for each row; where wires cross, one passes over.
        turned: the same in the backward pass, with the arrow heads the way the gradient goes.
        stride: how many columns lie between a view of it and the next.
        detail: how much it shows.
        flat: the picture that was folded to make this one, if it was.
        folds: the columns of that at which a row begins anew.
        bodies: what each box holds, and where; nothing for chips.
        frames: those around groups.
    """

    program: Program
    window: Window
    layout: Layout
    rows: Sequence[str]
    turned: Sequence[str]
    stride: int
    detail: Detail
    flat: Picture | None = None
    folds: Sequence[int] = ()
    bodies: Mapping[str, Body] = MappingProxyType({})
    frames: Sequence[GroupFrame] = ()

    def use(self, wire: Wire) -> Edge:
        """The use of a node that a wire stands for."""
        return self.window.uses[wire.target][wire.position]

    def rows_in(self, phase: Phase | None) -> Sequence[str]:
        """The wires and frames in a phase."""
        return self.turned if phase is Phase.BACKWARD else self.rows

    @cached_property
    def carriers(self) -> Mapping[int, Sequence[Carrier]]:
        """The wires that carry contributions, by the step that adds these up."""
        from tui.graph.carriers import carriers  # not before there is a backward pass

        return carriers(
            self.program, [(wire, self.use(wire)) for wire in self.layout.wires], self.layout
        )

    @cached_property
    def beside(self) -> Beside:
        """Where numbers have room beside wires."""
        return places_beside(self.turned)

    @cached_property
    def around(self) -> Around:
        """Where texts have room around boxes."""
        return places_around(self.layout, self.turned)

    @cached_property
    def written(self) -> Written:
        """What is written in the boxes as it was last."""
        framed = frozenset(frame.group.name for frame in self.frames)
        return Written(self.bodies, self.layout.boxes, self.window.scene, framed)

    @cached_property
    def gone(self) -> GoneOver:
        """The wires gone over as they were drawn last."""
        from tui.graph.gone import GoneOver

        return GoneOver(self.layout, self.turned, self.carriers, self.beside)


class LitWire(NamedTuple):
    """A wire that the step uses, with the contribution that came over it, if it has arrived."""

    wire: Wire
    contribution: Value | None


def lit_wires(picture: Picture, stop: Stop) -> list[LitWire]:
    """The wires shown that the step reads over, or that its contributions came over."""
    step, wires = stop.step, picture.layout.wires
    if stop.phase is Phase.FORWARD:
        nodes = {stop.program.equations[index].node for index in _indices(stop)}
        return [LitWire(wire, None) for wire in wires if picture.use(wire).target in nodes]
    if step is None or step.phase is Phase.UPDATE:
        return []
    from tui.graph.carriers import contributions

    lit: list[LitWire] = []
    for index in _indices(stop):
        if carriers := picture.carriers.get(index):
            found = contributions(step.run, index)[: stop.cursor.arrived]
            lit += [
                LitWire(each.wire, found[each.term].value)
                for each in carriers
                if each.term < len(found)
            ]
    return lit


def _indices(stop: Stop) -> range:
    """The step, counted from 0; where a folded group was gone over, all of its steps."""
    last = stop.cursor.step
    return range(last - 1 if stop.over is None else stop.over.first - 1, last)


def count_wires(stop: Stop, scene: Scene) -> int:
    """How many wires the step uses, shown or not, but for those within a folded group."""
    step, program = stop.step, stop.program
    if step is None or step.phase is Phase.UPDATE:
        return 0
    if step.phase is Phase.FORWARD:
        nodes = {program.equations[index].node for index in _indices(stop)}
        heads = dict.fromkeys(map(scene.shown, nodes))
        return sum(use.target in nodes for head in heads for use in scene.uses(head))
    found = 0
    for index in _indices(stop):
        equation = program.equations[index]
        here = scene.shown(equation.node)
        if index not in step.run.given:
            terms = equation.terms[: stop.cursor.arrived]
            found += sum(scene.shown(term.child) != here for term in terms)
    return found


def lit_cells(
    wires: Sequence[tuple[Wire, Contribution | None]],
    picture: Picture,
    phase: Phase | None,
    look: Look,
    view: View,
    taken: Callable[[Cell], bool],
) -> dict[int, dict[int, Span]]:
    """What is drawn of lit wires, by rows and columns, with their contributions where seen.

    A number stands on its wire, and where that has no room for it in the view, beside the wire.

    Args:
        wires: the wires, with what is written on each, if anything is.
        picture: what no step changes.
        phase: the part of the iteration.
        look: the characters to draw with.
        view: the part that is seen.
        taken: tells whether something else is drawn in a cell.
    """
    wires = [each for each in wires if view.meets(each[0].corners)]
    cells = _lines(wires, picture, phase, look)
    found: dict[int, dict[int, Span]] = {}
    for (x, y), span in cells.items():
        found.setdefault(y, {})[x] = span
    for wire, contribution in wires:
        if contribution is not None:
            (x, y), text = label_of(
                wire,
                contribution,
                look,
                view,
                picture.beside,
                lambda cell: taken(cell) or cell[0] in found.get(cell[1], ()),
            )
            for at, character in enumerate(text, x):
                found.setdefault(y, {})[at] = character, "hot"
    return found


def _lines(
    wires: Sequence[tuple[Wire, Contribution | None]],
    picture: Picture,
    phase: Phase | None,
    look: Look,
) -> dict[Cell, Span]:
    """The cells of lit wires and of their heads; where they run together, idle ones lie below."""
    layout, rows = picture.layout, picture.rows_in(phase)
    heavy: dict[Cell, int] = {}
    strokes: dict[Cell, Stroke] = {}
    over: dict[Cell, Span] = {}
    idle = [each is not None and each.size == 0.0 for _, each in wires]
    for is_idle, (wire, _) in sorted(zip(idle, wires, strict=True), key=lambda each: not each[0]):
        stroke = lit_stroke(look, is_idle)
        for cell, directions in seen_cells(wire, layout):
            heavy[cell] = heavy.get(cell, 0) | (directions if stroke.is_heavy else 0)
            strokes[cell] = stroke
        if phase is Phase.BACKWARD:
            over |= ends(wire, stroke, rows, look)
        else:
            x, y = wire.head
            over[x, y] = rows[y][x], stroke.role
    lines: dict[Cell, Span] = {}
    for (x, y), stroke in strokes.items():
        joint = layout.joined((x, y)), heavy[x, y]
        lines[x, y] = line_of(joint, stroke, look.ascii, rows[y][x]), stroke.role
    return lines | over
