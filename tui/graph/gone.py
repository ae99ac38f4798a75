"""Wires gone over: those that the gradient has come over before the step, in this backward pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.iterations.run import Run
from engine.language.figures import Figures, figures
from tui.drawing.look import Line, Look, Span
from tui.drawing.spotlight import Spotlight
from tui.drawing.wire_glyphs import wire_glyphs
from tui.graph.canvas import Stretch, View, stretches
from tui.graph.carriers import Carrier, Contribution, contributions
from tui.graph.grid import Cell
from tui.graph.labels import Beside, label_of
from tui.graph.layout import Layout
from tui.graph.scale import EVEN, Scaling, Weight, key, scale_of
from tui.graph.wires import Stroke, ends, line_of

ROLES: Mapping[Weight, str] = {
    Weight.ZERO: "dim",
    Weight.LIGHT: "text",
    Weight.MIDDLE: "text",
    Weight.HEAVY: "strong",
    Weight.NOT_FINITE: "error",
}
"""The role of a wire by its weight."""


class Setting(NamedTuple):
    """What wires gone over are drawn for, besides how far the gradient has come.

    Args:
        run: the iteration.
        look: how to draw.
        view: the part that is seen.
        spotlight: what wires have to touch.
        scaling: how their sizes become weights.
        figures: how numbers are written.
    """

    run: Run
    look: Look
    view: View
    spotlight: Spotlight
    scaling: Scaling
    figures: Figures


class GoneWire(NamedTuple):
    """A wire that the gradient has gone over, and what came over it."""

    carrier: Carrier
    contribution: Contribution


class GoneOver:
    """The wires gone over as they are drawn, of which a step only adds some.

    Args:
        layout: where all wires run.
        rows: the still picture in the backward pass.
        carriers: the wires that carry contributions, by the step that adds these up.
        beside: where numbers have room beside wires.
    """

    def __init__(
        self,
        layout: Layout,
        rows: Sequence[str],
        carriers: Mapping[int, Sequence[Carrier]],
        beside: Beside,
    ) -> None:
        self._layout, self._rows, self._beside = layout, rows, beside
        self._carriers, self._steps = carriers, sorted(carriers)
        self._setting: Setting | None = None
        self._clear()
        self.scale = EVEN

    def _clear(self) -> None:
        """Go back to where nothing has been gone over."""
        self._done = 0  # so many of the steps
        self.wires: list[GoneWire] = []
        self._cells: dict[int, dict[int, Span]] = {}
        self._weights: dict[Cell, Weight] = {}
        self._heavy: dict[Cell, int] = {}
        self._stretches: dict[int, list[Stretch]] = {}

    def go(self, stop: Stop, look: Look, view: View, light: Spotlight, scaling: Scaling) -> None:
        """Go to a stop in the backward pass."""
        here = stop.cursor.step - 1
        setting = Setting(stop.state.run, look, view, light, scaling, figures())
        if setting != self._setting or (self._done and self._steps[self._done - 1] >= here):
            self._clear()
            self._setting = setting
        added = []
        while self._done < len(self._steps) and self._steps[self._done] < here:
            added += self._gone_over(self._steps[self._done], setting)
            self._done += 1
        if not added and self.wires:
            return
        links = {_link(each) for each in self.wires}
        runs_along = not links.isdisjoint(map(_link, added))  # and would cover what is written
        self.wires += added
        scale = scale_of([each.contribution.size for each in self.wires], scaling)
        if scale != self.scale or runs_along:
            self.scale, added = scale, self.wires
            self._cells, self._weights, self._heavy = {}, {}, {}
            self._stretches = {}
        self._draw(added, setting)

    def key(self, look: Look, width: int) -> Line:
        """The key to the weights of the wires; empty where there is none, or no room."""
        return key(self.scale, look, width) if self.wires else ()

    def row(self, y: int) -> Mapping[int, Span]:
        """What is drawn in a row, by columns."""
        return self._cells.get(y, {})

    @property
    def rows(self) -> Set[int]:
        """The rows in which anything is drawn."""
        return self._cells.keys()

    def stretches(self, y: int) -> Sequence[Stretch]:
        """What is drawn in a row, in as few pieces as there are roles."""
        if y not in self._stretches:
            self._stretches[y] = list(stretches(self._cells[y]))
        return self._stretches[y]

    def covers(self, cell: Cell) -> bool:
        """Whether anything is drawn in a cell."""
        return cell[0] in self._cells.get(cell[1], {})

    def _gone_over(self, step: int, setting: Setting) -> list[GoneWire]:
        found = contributions(setting.run, step)
        return [
            GoneWire(carrier, found[carrier.term])
            for carrier in self._carriers[step]
            if found and setting.spotlight.touches(carrier.wire.source, carrier.wire.target)
        ]

    def _draw(self, wires: Sequence[GoneWire], setting: Setting) -> None:
        """Draw wires, and then what is written of them: what is older keeps its place."""
        look = setting.look
        strokes = {weight: stroke_of(weight, look) for weight in Weight}
        seen = [each for each in wires if setting.view.meets(each.carrier.wire.corners)]
        for carrier, contribution in seen:
            weight = self.scale.weight(contribution.size)
            self._draw_wire(carrier, weight, strokes, setting)
        for (wire, _, _), contribution in seen:
            (x, y), text = label_of(
                wire, contribution, look, setting.view, self._beside, self.covers
            )
            is_finite = self.scale.weight(contribution.size) is not Weight.NOT_FINITE
            for at, character in enumerate(text, x):
                self._put((at, y), (character, "text" if is_finite else "error"))

    def _draw_wire(
        self, carrier: Carrier, weight: Weight, strokes: Mapping[Weight, Stroke], setting: Setting
    ) -> None:
        """Draw what is seen of a wire; where it runs together with others, the heaviest."""
        look, view = setting.look, setting.view
        for cell, directions in carrier.cells:
            if not view.holds(cell):
                continue
            stroke = strokes[self._outweigh(cell, weight)]
            if weight >= Weight.HEAVY:
                self._heavy[cell] = self._heavy.get(cell, 0) | directions
            joint = self._layout.joined(cell), self._heavy.get(cell, 0)
            line = line_of(joint, stroke, look.ascii, self._rows[cell[1]][cell[0]])
            self._put(cell, (line, stroke.role))
        for cell, span in ends(carrier.wire, strokes[weight], self._rows, look).items():
            if view.holds(cell) and self._outweigh(cell, weight) is weight:
                self._put(cell, span)

    def _outweigh(self, cell: Cell, weight: Weight) -> Weight:
        """The weight of the heaviest wire in a cell, this one among them."""
        heaviest = max(weight, self._weights.get(cell, weight))
        self._weights[cell] = heaviest
        return heaviest

    def _put(self, cell: Cell, span: Span) -> None:
        x, y = cell
        self._cells.setdefault(y, {})[x] = span
        self._stretches.pop(y, None)


def _link(gone: GoneWire) -> tuple[str, str]:
    """The boxes between which a wire runs, and all that run along it."""
    return gone.carrier.wire.source, gone.carrier.wire.target


def stroke_of(weight: Weight, look: Look) -> Stroke:
    """How a wire of a weight is drawn."""
    glyphs, is_idle = wire_glyphs(look), weight is Weight.ZERO
    level, upright = (signs[weight] for signs in glyphs.weights)
    back = glyphs.stops_short if is_idle else look.glyphs.back
    return Stroke(level, upright, weight >= Weight.HEAVY, back, ROLES[weight])
