"""Claims about the gradient on its way through the layers: it shrinks, grows, or is lost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.claims.statement import Statement, place_of
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import gradient_name
from engine.language.figures import format_number, grouped
from engine.language.notation import Style
from engine.language.values import unwarned
from engine.program.program import Program

FAR = 1e3
"""A gradient that is so many times smaller, or larger, at the first layer than at the last."""

LIKE = 1.05
"""Sizes that differ less are said to be the same."""

DIRECTIONS = 3
"""So many directions are gone in for the proof."""

NOTHING = 1e-6
"""The part of the gradient at the last layer that counts as nothing, where it is said to be 0."""

SLACK = 1e-6
"""The part by which what a proof finds may differ."""


@dataclass(frozen=True)
class Flow(Statement):
    """The norms of the gradient by what goes out of the last layer, and of the first.

    Args:
        head: what goes out of the last layer.
        stem: what goes out of the first.
        at_head: the norm of the gradient there.
        at_stem: and here.
    """

    head: str
    stem: str
    at_head: float
    at_stem: float

    @property
    def times(self) -> float:
        """How many times it shrinks on its way back; below 1 where it grows."""
        if self.at_stem == 0.0:
            return math.inf if self.at_head else 1.0
        return self.at_head / self.at_stem

    def holds(self, timeline: Timeline) -> bool:
        """By moving in a few directions, in complex numbers: no backward pass is run."""
        run = timeline.anew(self.iteration)
        with unwarned():
            if not _is_norm(run, self.head, self.at_head, self.at_head):
                return False
            return _is_norm(run, self.stem, self.at_stem, self.at_stem or NOTHING * self.at_head)

    def shown_at(self, timeline: Timeline) -> Place:
        """The gradient at the first layer."""
        loss = timeline.program.network.loss
        return place_of(gradient_name(loss, self.stem), self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the gradient shrinks 8,100 times from fc8 back to fc1."""
        del program
        way = f"from {style.name(self.head)} back to {style.name(self.stem)}"
        if self.at_stem == 0.0:
            return f"no gradient gets {way}"
        factor = max(self.times, 1.0 / self.times)
        if factor < LIKE:
            return f"the gradient stays as large {way}"
        verb = "shrinks" if self.times >= 1.0 else "grows"
        return f"the gradient {verb} {_times(factor, style)} times {way}"


class Blocked(Flow):
    """The gradient is 0 at the first layer, and is not at the last."""

    def holds(self, timeline: Timeline) -> bool:
        """By its norms."""
        return self.at_stem == 0.0 < self.at_head and super().holds(timeline)


class Vanishes(Flow):
    """The gradient is a thousand times smaller at the first layer than at the last, or more."""

    def holds(self, timeline: Timeline) -> bool:
        """By its norms."""
        return FAR <= self.times < math.inf and super().holds(timeline)


class Explodes(Flow):
    """The gradient is a thousand times larger at the first layer than at the last, or more."""

    def holds(self, timeline: Timeline) -> bool:
        """By its norms."""
        return self.times <= 1.0 / FAR and super().holds(timeline)


class Arrives(Flow):
    """The gradient is of a like size at both."""

    def holds(self, timeline: Timeline) -> bool:
        """By its norms."""
        return 1.0 / FAR < self.times < FAR and super().holds(timeline)


def flow(iteration: int, head: str, stem: str, at_head: float, at_stem: float) -> Flow:
    """What is said of these norms."""
    kind: type[Flow] = Arrives
    found = Flow(iteration, head, stem, at_head, at_stem)
    if found.times == math.inf:
        kind = Blocked
    elif found.times >= FAR:
        kind = Vanishes
    elif found.times <= 1.0 / FAR:
        kind = Explodes
    return kind(iteration, head, stem, at_head, at_stem)


def _times(factor: float, style: Style) -> str:
    """As in: 1.9, 87, 8,100, 10^12."""
    minus = "-" if style.kind == "text" else "−"
    if factor < 1e6:
        digits = 2 if factor < 100.0 else 3
        number = float(f"{factor:.{digits}g}")
        return format_number(number, digits, minus) if number < 1e3 else grouped(round(number))
    return f"10^{round(math.log10(factor))}"


def _is_norm(run: Run, node: str, size: float, scale: float) -> bool:
    """Whether the loss changes along directions as a gradient with this norm says.

    Of a gradient that agrees with the slopes in random directions, the norm is that of the true one
    but for directions that all of these happen to be at right angles to.
    """
    import numpy as np

    from engine.claims.probe import slopes_along

    program = run.program
    network = program.network
    values = {**network.constants, **{name: run.start[slot] for name, slot in program.base.items()}}
    values |= {name: run.value(program.index[name]) for name, _ in network.equations}
    gradient = np.asarray(run.value(program.index[gradient_name(network.loss, node)]))
    rng = np.random.default_rng(0)
    directions = [gradient, *(rng.normal(size=gradient.shape) for _ in range(DIRECTIONS))]
    for direction in directions:
        length = float(np.linalg.norm(direction.ravel()))
        if length == 0.0:
            continue
        found = slopes_along(network, values, {node: direction / length}).get(network.loss, 0.0)
        expected = float((gradient * (direction / length)).sum())
        if not abs(float(found) - expected) <= SLACK * scale:
            return False
    return math.isclose(float(np.linalg.norm(gradient.ravel())), size, rel_tol=SLACK, abs_tol=0.0)
