"""Claims about the slope: how steep it is, how far down it leads, and how far an update goes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.claims.statement import place_of as step_of
from engine.curvature.bend_claims import CLOSE, moved
from engine.curvature.kinks import Kinks
from engine.curvature.local import Local, Move, direction, length, number, place_of, rounding
from engine.curvature.moves import FURTHER
from engine.curvature.proof import Proof
from engine.curvature.surface import labels_of
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.program.program import Program
from engine.slowly import at_once

NEAR = 1e-3
"""A critical point is where a gradient has at most this part of its length left."""


@dataclass(frozen=True)
class Slope(Local):
    """The loss has a slope.

    Args:
        steepness: the length of the gradient.
        down: against the gradient, of length 1.
    """

    steepness: float
    down: Move

    def holds(self, timeline: Timeline) -> bool:
        """By going a little way down, and up."""
        surface, down = self.surface(timeline), place_of(self.down)
        nearest, off = at_once(Kinks(surface).nearest()), rounding(surface)
        most = math.inf if nearest is None else nearest[0].away / 2.0
        size = max(1.0, float(abs(surface.entries).max()))
        for exponent in range(-14, -1):
            near = min(10.0**exponent * size, most)
            ends = [surface.loss(sign * near * down) for sign in (-1.0, 1.0)]
            found = (ends[0] - ends[1]) / (2.0 * near)
            if abs(found - self.steepness) <= 1e-2 * self.steepness + off / near:
                return True
        return False

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that computes the gradient of the entry that is largest in it."""
        sizes = [abs(each) for each in self.down]
        label = labels_of(timeline.program, self.parameters)[sizes.index(max(sizes))]
        gradient = gradient_name(timeline.program.network.loss, label.partition("[")[0])
        return step_of(gradient, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss falls by 0.97 a unit of length along −0.77·w0 − 0.52·w3."""
        where = direction(self.down, labels_of(program, self.parameters), style)
        return f"the loss falls by {number(self.steepness, style)} a unit along {where}"


@dataclass(frozen=True)
class StraightDown(Local):
    """Straight down the slope the loss falls so far, and no further.

    Args:
        move: to where it falls.
        loss: what it is there.
        before: what it is where the run stands.
        is_end: whether it rises from there; if not, no further was looked.
    """

    move: Move
    loss: float
    before: float
    is_end: bool

    def holds(self, timeline: Timeline) -> bool:
        """By going there, and a little further."""
        surface, place = self.surface(timeline), place_of(self.move)
        beyond = surface.loss(FURTHER * place)
        return (
            surface.run.loss == self.before
            and surface.loss(place) == self.loss < self.before
            and (not self.is_end or not beyond < self.loss - 2.0 * rounding(surface))
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: straight on it falls to 3, 0.65 away."""
        del program
        away, loss, before = (
            number(each, style) for each in (length(self.move), self.loss, self.before)
        )
        if loss == before:
            return f"straight on it falls by {number(self.before - self.loss, style)}, {away} away"
        how = "straight on it falls to" if self.is_end else "straight on it still falls at"
        return f"{how} {loss}, {away} away"


@dataclass(frozen=True)
class CriticalNear(Local):
    """There is no slope, here or at a place near by with about the same loss.

    Args:
        move: to where; empty where the run stands.
        slope: the length of the gradient that is left there.
        before: its length where the run stands.
        gain: how much lower the loss is there.
    """

    move: Move
    slope: float
    before: float
    gain: float

    def holds(self, timeline: Timeline) -> bool:
        """By the backward pass of the place itself."""
        import numpy as np

        surface = self.surface(timeline)
        place = place_of(self.move) if self.move else surface.here
        first = float(np.linalg.norm(surface.gradient(surface.here)))
        left = float(np.linalg.norm(surface.gradient(place)))
        return (first, left) == (self.before, self.slope) and (
            not self.move or left <= NEAR * first or left <= rounding(surface) * surface.size
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: 0.0106 away the gradient is 0, where the loss is lower by 9.6e-11."""
        del program
        if not self.move:
            return f"the gradient is 0{_but_for_rounding(self.slope)}"
        change = f"where the loss is {_change(self.gain, style)}"
        return f"{number(length(self.move), style)} away the gradient is 0, {change}"


def _but_for_rounding(left: float) -> str:
    return " but for rounding" if left else ""


def _change(gain: float, style: Style) -> str:
    if not gain:
        return "the same"
    return f"{'lower' if gain > 0.0 else 'higher'} by {number(abs(gain), style)}"


@dataclass(frozen=True)
class Across(Local):
    """The loss bends much more across the way down than along it.

    Args:
        along: how it bends along the gradient.
        across: how it bends in the steepest direction.
        down: against the gradient, of length 1.
        steepest: the steepest direction, of length 1.
        slack: how far both may be off by rounding.
    """

    along: float
    across: float
    down: Move
    steepest: Move
    slack: float

    def holds(self, timeline: Timeline) -> bool:
        """By the complex step along both."""
        proof, off = Proof(self.surface(timeline)), self.slack + CLOSE * abs(self.across)
        ways = ((self.down, self.along), (self.steepest, self.across))
        return all(abs(proof.bend(place_of(way)) - said) <= off for way, said in ways)

    def words(self, program: Program, style: Style) -> str:
        """As in: it bends by 0.5 across the way down, along w0, and by 1e-5 along it."""
        across, along = number(self.across, style), number(self.along, style)
        where = direction(self.steepest, labels_of(program, self.parameters), style)
        return f"across the way down, along {where}, it bends by {across}, and along it by {along}"


@dataclass(frozen=True)
class TooFast(Local):
    """Gradient descent jumps over the floor of the steepest direction, ever further.

    Args:
        rate: the learning rate.
        bend: the largest eigenvalue; up to 2 divided by it a learning rate is stable.
        move: where; empty where the run stands.
        steepest: the direction that bends so.
    """

    rate: float
    bend: float
    move: Move
    steepest: Move

    def holds(self, timeline: Timeline) -> bool:
        """By an update from there and one from next to it: what lies between them grows."""
        import numpy as np

        surface, along = moved(self.surface(timeline), self.move), place_of(self.steepest)
        after = along - self.rate * Proof(surface).product(along)
        is_rate = timeline.start(self.iteration)[-1] == self.rate
        return is_rate and float(np.linalg.norm(after)) > 1.0

    def words(self, program: Program, style: Style) -> str:
        """As in: the learning rate 10 is above 2/0.5 = 4, so updates overshoot along w0."""
        where = direction(self.steepest, labels_of(program, self.parameters), style)
        rate, limit = number(self.rate, style), number(2.0 / self.bend, style)
        bend = number(self.bend, style)
        if not self.move:
            return (
                f"the learning rate {rate} is above 2/{bend} = {limit}: along {where} each update "
                f"overshoots, further than the one before, as long as the loss bends so"
            )
        return (
            f"at that floor it bends by {bend} along {where}: the learning rate {rate} is above "
            f"2/{bend} = {limit}, so updates jump over it and never settle there"
        )
