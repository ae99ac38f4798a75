"""Claims about how the loss bends: eigenvalues, flat directions, and what is lower or is not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.curvature.local import (
    Local,
    Move,
    direction,
    length,
    number,
    place_of,
    rounding,
    vector,
)
from engine.curvature.proof import Proof
from engine.curvature.surface import Surface, labels_of
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.program.program import Program

CLOSE = 1e-9
"""The part of the largest eigenvalue by which what is found in two ways may differ."""

ROUNDINGS = 16.0
"""Both are rounded, and functions of complex numbers by more than once."""

FUNCTIONS = 1e-12
"""What functions of complex numbers are off by, as a part of the loss that they make up."""

SHARE = 1e-9
"""A place is called lower where it is so by more than this part of the loss."""

SPREAD = 100.0
"""Flat directions are flat however they are turned, but what is left of the change may be more."""

TRIES = 200
"""So many places are tried to prove that nothing is lower."""


@dataclass(frozen=True)
class Bends(Local):
    """The loss bends so, in the directions of the eigenvectors of its Hessian.

    Args:
        values: the eigenvalues, ascending; of a large network the outermost only.
        slack: what counts as 0.
        move: how far away that is; empty where the run stands there.
        highest: the direction with the highest eigenvalue, where that is above 0; else empty.
        lowest: the one with the lowest, where that is below 0; else empty.
        is_whole: whether there are no other eigenvalues.
    """

    values: tuple[float, ...]
    slack: float
    move: Move
    highest: Move
    lowest: Move
    is_whole: bool

    def holds(self, timeline: Timeline) -> bool:
        """By the complex step: entry by entry, or along the outermost directions."""
        import numpy as np

        surface = moved(self.surface(timeline), self.move)
        proof, off = Proof(surface), CLOSE * max(map(abs, self.values)) + ROUNDINGS * self.slack
        off += FUNCTIONS * abs(surface.run.loss)
        if not self.is_whole:
            ends = ((self.lowest, self.values[0]), (self.highest, self.values[-1]))
            return all(abs(proof.bend(place_of(way)) - value) <= off for way, value in ends if way)
        found = proof.hessian()
        values = np.linalg.eigvalsh((found + found.T) / 2.0)
        return bool((abs(values - np.array(self.values)) <= off).all())

    def words(self, program: Program, style: Style) -> str:
        """As in: of 12 directions 3 bend up, up to 0.5 along w0; 9 are flat."""
        labels, count = labels_of(program, self.parameters), len(self.values)
        least, highest = self.values[0], self.values[-1]
        if not self.is_whole:
            ends = f"from {number(least, style)} to {number(highest, style)}"
            return f"of {len(labels):,} directions the outermost bend {ends}"
        if count == 1:
            return f"it bends by {number(highest, style)} along {style.name(labels[0])}"
        up, down, flat = self.counts
        parts = []
        if up:
            where = f" along {direction(self.highest, labels, style)}"
            parts.append(f"{_verb(up, 'bend')} up, by {number(highest, style)} at most{where}")
        if down:
            where = f" along {direction(self.lowest, labels, style)}"
            parts.append(f"{_verb(down, 'bend')} down, by {number(-least, style)} at most{where}")
        if flat:
            parts.append("all are flat" if flat == count else f"{flat} {_are(flat)} flat")
        return f"{'there, ' * bool(self.move)}of {count} directions {'; '.join(parts)}"

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many directions bend up, bend down and are flat."""
        up = sum(value > self.slack for value in self.values)
        down = sum(value < -self.slack for value in self.values)
        return up, down, len(self.values) - up - down


def _verb(count: int, verb: str) -> str:
    return f"{count} {verb}{'s' if count == 1 else ''}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


@dataclass(frozen=True)
class BendsAlong(Local):
    """The slope of the loss along a direction, and how it bends.

    Args:
        along: the direction, of length 1.
        slope: how it rises.
        bend: how it bends, vᵀ H v.
        product: H v, how the gradient changes along it.
        slack: how far these may be off by rounding.
    """

    along: Move
    slope: float
    bend: float
    product: Move
    slack: float

    def holds(self, timeline: Timeline) -> bool:
        """The slope by the gradient, the others by the complex step through it."""
        import numpy as np

        surface, along = self.surface(timeline), place_of(self.along)
        found, said = Proof(surface).product(along), place_of(self.product)
        off = ROUNDINGS * self.slack + CLOSE * float(np.linalg.norm(said))
        return (
            float(surface.gradient(surface.here) @ along) == self.slope
            and float(np.linalg.norm(found - said)) <= off
            and abs(float(along @ found) - self.bend) <= off
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: along w0 the slope is 0.75, and the loss bends by 0: H v = 0.5·w1 + 0.5·w2."""
        labels = labels_of(program, self.parameters)
        slope, bend = number(self.slope, style), number(self.bend, style)
        where, product = direction(self.along, labels, style), vector(self.product, labels, style)
        return f"along {where} the slope is {slope}, and the loss bends by {bend}: H v = {product}"


@dataclass(frozen=True)
class FlatAlong(Local):
    """The loss stays what it is along the directions that do not bend.

    Args:
        count: how many they are.
        slack: what counts as 0 of an eigenvalue.
        move: from where; empty where the run stands.
        distance: so far along each, to both sides.
        most: the loss changes by no more.
    """

    count: int
    slack: float
    move: Move
    distance: float
    most: float

    def holds(self, timeline: Timeline) -> bool:
        """By moving along the directions that the complex step finds to be flat."""
        import numpy as np

        surface = moved(self.surface(timeline), self.move)
        found = Proof(surface).hessian()
        values, vectors = np.linalg.eigh((found + found.T) / 2.0)
        flattest = np.argsort(abs(values), kind="stable")[: self.count]
        allowed = SPREAD * self.most + 4.0 * rounding(surface)
        return all(
            abs(surface.loss(sign * self.distance * vectors[:, each]) - surface.run.loss) <= allowed
            for each in flattest
            for sign in (1.0, -1.0)
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: 0.00281 along any of the 9 flat directions the loss changes by 1e-12 at most."""
        del program
        which = (
            "the flat direction" if self.count == 1 else f"any of the {self.count} flat directions"
        )
        change = f"changes by {number(self.most, style)} at most" if self.most else "stays the same"
        return f"{number(self.distance, style)} along {which} the loss {change}"


@dataclass(frozen=True)
class NothingLower(Local):
    """No place near is lower, as far as rounding lets one tell.

    Args:
        distance: how near.
        move: to where; empty where the run stands.
        gain: how much lower a place may be for what is left of the slope.
    """

    distance: float
    move: Move
    gain: float

    def holds(self, timeline: Timeline) -> bool:
        """By trying other places than those that were tried when it was found."""
        import numpy as np

        surface, rng = moved(self.surface(timeline), self.move), np.random.default_rng(2)
        least = surface.run.loss - slack_of(surface, self.gain, rounding(surface))
        for _ in range(TRIES):
            vector = rng.normal(size=surface.size)
            vector *= self.distance * rng.uniform() ** 2 / np.linalg.norm(vector)
            if surface.loss(vector) < least:
                return False
        return True

    def words(self, program: Program, style: Style) -> str:
        """As in: nothing is lower within 0.0056 of it."""
        del program
        where = "of there" if self.move else "of here"
        lower = "lower"
        if self.gain and not self.move:
            lower = f"lower by more than {number(self.gain, style)}"
        return f"nothing {lower} was found within {number(self.distance, style)} {where}"


@dataclass(frozen=True)
class Lower(Local):
    """A place is lower.

    Args:
        start: than which; empty for where the run stands.
        move: where it lies from there.
        loss: what the loss is there.
        before: what it is at the start.
    """

    start: Move
    move: Move
    loss: float
    before: float

    def holds(self, timeline: Timeline) -> bool:
        """By going there: it is lower than rounding alone could make it."""
        surface = moved(self.surface(timeline), self.start)
        found = surface.loss(place_of(self.move))
        return (
            found == self.loss < self.before - 2.0 * rounding(surface)
            and surface.run.loss == self.before
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: 0.3 along 0.71·w0 − 0.71·w1 the loss is lower by 0.02."""
        where = direction(self.move, labels_of(program, self.parameters), style)
        fall, away = number(self.before - self.loss, style), number(length(self.move), style)
        return (
            f"{'from there, ' * bool(self.start)}{away} along {where} the loss is lower by {fall}"
        )


def slack_of(surface: Surface, gain: float, off: float) -> float:
    """By how much a place may be lower and still count as no lower.

    Args:
        surface: where.
        gain: what is left of the slope may make of it.
        off: how far the loss may be off by rounding.
    """
    return max(2.0 * (gain + off), SHARE * abs(surface.run.loss))


def moved(surface: Surface, move: Move) -> Surface:
    """The surface from a place on it."""
    return Surface(surface.at(place_of(move)), surface.parameters) if move else surface
