"""Claims about kinks: one on which a run stands, the next one, and what lies beyond."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.claims.statement import place_of as step_of
from engine.curvature.kinks import Kinks
from engine.curvature.local import Local, Move, direction, length, number, place_of, rounding
from engine.curvature.surface import labels_of
from engine.iterations.timeline import Place, Timeline
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.table.comparisons import COMPARING
from engine.program.program import Program

LOOKS = 100
"""So many places before a kink are looked at to prove that it is the next one."""

NEARER = 16.0
"""What is a jump is as high so many times nearer."""

OPS = {
    "relu": "the ReLU", "leaky_relu": "the leaky ReLU", "abs": "the absolute value",
    "minimum": "the minimum", "maximum": "the maximum", "step": "the step", "sign": "the sign",
    "max": "the maximum", "min": "the minimum", "floor": "the rounding",
    **dict.fromkeys(COMPARING, "the comparison"),
}  # fmt: skip
"""What has a kink, or a jump, as it is called."""


class Which(StrEnum):
    """Which kink: the first down the slope, the first along another way, the nearest of all."""

    DOWN = "down the slope the next"
    ALONG = "the next"
    NEAREST = "the nearest"


@dataclass(frozen=True)
class OnKink(Local):
    """The loss has no derivative: it has another slope on each side of a kink.

    Args:
        node: in whose equation the kink is.
        op: what has it.
        entry: which entry of that.
        across: across the kink, of length 1.
        left: the slope against that direction's sense, just before the kink.
        right: the slope just behind it.
    """

    node: str
    op: str
    entry: Index
    across: Move
    left: float
    right: float

    def holds(self, timeline: Timeline) -> bool:
        """By differences of losses a little to both sides, and half as far."""
        surface, across = self.surface(timeline), place_of(self.across)
        here, off = surface.run.loss, rounding(surface)

        def slope(away: float) -> float:
            return (surface.loss(away * across) - here) / away

        for exponent in range(-20, -2):
            probe = 10.0**exponent
            steepest = max(abs(self.left), abs(self.right))
            slack = 1e-2 * steepest + 8.0 * off / probe
            if slack > 0.25 * steepest:
                continue  # rounding would hide any slope
            sides = [2.0 * slope(near / 2.0) - slope(near) for near in (-probe, probe)]
            if abs(sides[0] - self.left) <= slack and abs(sides[1] - self.right) <= slack:
                return True
        return False

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that computes the node."""
        return step_of(self.node, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the ReLU of h1 is at its kink: along w1 the slope is 0 before and 0.5 behind."""
        where = direction(self.across, labels_of(program, self.parameters), style)
        left, right = number(self.left, style), number(self.right, style)
        sides = f"the slope is {left} on one side and {right} on the other"
        return (
            f"{named(self.op, self.node, self.entry, style)} is at its kink: along {where} {sides}"
        )


@dataclass(frozen=True)
class OnJump(Local):
    """The loss jumps.

    Args:
        node: in whose equation the jump is.
        op: what jumps.
        entry: which entry of that.
        move: to one side, so near; to the other it is as far.
        left: the loss on the other side.
        right: the loss on this side.
    """

    node: str
    op: str
    entry: Index
    move: Move
    left: float
    right: float

    def holds(self, timeline: Timeline) -> bool:
        """By going to both sides, and as near again."""
        surface, move = self.surface(timeline), place_of(self.move)
        sides = [surface.loss(sign * move) for sign in (-1.0, 1.0)]
        nearer = [surface.loss(sign * move / NEARER) for sign in (-1.0, 1.0)]
        rise = abs(self.right - self.left)
        return sides == [self.left, self.right] and abs(nearer[1] - nearer[0]) > 0.5 * rise

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that computes the node."""
        return step_of(self.node, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the step of z is at its jump: along w the loss is 1 on one side, 2 behind."""
        where = direction(self.move, labels_of(program, self.parameters), style)
        left, right = number(self.left, style), number(self.right, style)
        who = named(self.op, self.node, self.entry, style)
        sides = f"the loss is {left} on one side, {right} on the other"
        return f"{who} is at its jump: along {where} {sides}"


@dataclass(frozen=True)
class NextKink(Local):
    """A kink lies near; beyond it nothing follows from a gradient or a Hessian.

    Args:
        node: in whose equation it is.
        op: what has it.
        entry: which entry of that.
        move: to just behind it.
        which: which kink it is.
    """

    node: str
    op: str
    entry: Index
    move: Move
    which: Which

    def holds(self, timeline: Timeline) -> bool:
        """By looking at all places on the way, and just behind it."""
        surface, place = self.surface(timeline), place_of(self.move)
        kinks = Kinks(surface)
        before = 1.0 - 1e-9
        return not kinks.same_piece((1.0 + 1e-9) * place) and all(
            kinks.same_piece(before * part / LOOKS * place) for part in range(LOOKS + 1)
        )

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that computes the node."""
        return step_of(self.node, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the nearest kink, of the ReLU of H[3,1], lies 0.0056 away, along −b1[1]."""
        away, who = number(length(self.move), style), named(self.op, self.node, self.entry, style)
        said = f"{self.which} kink, of {who}, lies {away} away"
        if self.which is Which.DOWN:
            return said
        return f"{said}, along {direction(self.move, labels_of(program, self.parameters), style)}"


@dataclass(frozen=True)
class LowerBeyond(Local):
    """Beyond the kinks a place is lower.

    Args:
        move: where it lies.
        loss: what the loss is there.
        before: what it is where the run stands.
    """

    move: Move
    loss: float
    before: float

    def holds(self, timeline: Timeline) -> bool:
        """By going there: it is on another piece, and lower than rounding could make it."""
        surface, place = self.surface(timeline), place_of(self.move)
        return (
            surface.run.loss == self.before
            and surface.loss(place) == self.loss < self.before - 2.0 * rounding(surface)
            and not Kinks(surface).same_piece(place)
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: beyond a kink, 0.0113 away, the loss is lower by 6.7e-06."""
        del program
        fall = number(self.before - self.loss, style)
        return (
            f"beyond a kink, {number(length(self.move), style)} away, the loss is lower by {fall}"
        )


def named(op: str, node: str, index: Index, style: Style) -> str:
    """What has a kink, as in: the ReLU of H[3,1]."""
    return f"{OPS[op]} of {style.name(entry_name(node, index))}"
