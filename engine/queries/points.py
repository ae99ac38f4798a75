"""Points of curves: values in iterations that have been run, found a few at a time, and kept."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from engine.iterations.run import Run
from engine.iterations.spliced import Spliced
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.values import Value, is_array
from engine.program.program import Program

Points = tuple[Sequence[int], Sequence[float]]
"""Iterations, ascending, and a value for each."""


class Followed(ABC):
    """What is followed over the iterations, as one number in each."""

    __slots__ = ()

    @property
    def first(self) -> int:
        """The first iteration in which it has a value."""
        return 0

    def is_loss_of(self, program: Program) -> bool:
        """Whether it is the loss, which is kept for every iteration."""
        del program
        return False

    @abstractmethod
    def value(self, run: Run, before: Run | None = None) -> float:
        """Its value in an iteration, given the one before where its first is not the first."""

    def here(self, state: State, timeline: Timeline) -> float:
        """The value in the iteration of a state, wherever in it that is."""
        number = state.run.number
        if number < self.first:
            return math.nan
        return self.value(state.run, timeline.run(number - 1) if self.first else None)

    def points(self, state: State, timeline: Timeline, iterations: Sequence[int]) -> Points:
        """The iterations in which the value is known, and its values.

        The iteration under way is among them if it has not been run to its end before. The loss,
        which is kept, is given for every iteration, whichever are asked for.
        """
        known: Sequence[int] = range(timeline.length)
        if self.is_loss_of(timeline.program):
            found = timeline.losses
        else:
            known = known_of(self, timeline, iterations)
            found = followed(self, timeline, known)
        number = state.run.number
        if number < max(timeline.length, self.first):
            return known, found
        # Of a million iterations no copies are made.
        return (
            Spliced([(known, len(known)), ([number], 1)]),
            Spliced([(found, len(found)), ([self.here(state, timeline)], 1)]),
        )


def known_of(curve: Followed, timeline: Timeline, iterations: Sequence[int]) -> Sequence[int]:
    """Those of the iterations that have been run to their end, in which a curve has a value."""
    return [number for number in iterations if curve.first <= number < timeline.length]


def followed(curve: Followed, timeline: Timeline, iterations: Sequence[int]) -> Sequence[float]:
    """The value of a curve in each of these iterations, remembered until others are asked for."""
    for _ in fill((curve,), timeline, iterations):
        pass
    known = timeline.followed[curve]
    timeline.followed[curve] = {number: known[number] for number in iterations}
    return [known[number] for number in iterations]


def missing(
    curves: Sequence[Followed], timeline: Timeline, iterations: Sequence[int]
) -> Sequence[int]:
    """The iterations in which the value of a curve is still to be found, the coarsest grid first.

    So what is found first is spread over all of them.
    """
    found = {
        number
        for curve in curves
        for number in iterations
        if number >= curve.first and number not in timeline.followed.get(curve, ())
    }
    return sorted(found, key=lambda number: (-(number & -number) or -math.inf, number))


def fill(
    curves: Sequence[Followed], timeline: Timeline, iterations: Sequence[int]
) -> Iterator[int]:
    """Find the values of curves in these iterations, and say after each how many are done.

    Each iteration is recorded once for all of them.
    """
    for curve in curves:
        timeline.followed.setdefault(curve, {})
    for done, number in enumerate(missing(curves, timeline, iterations), 1):
        run = timeline.anew(number)
        before = (
            timeline.anew(number - 1) if number and any(each.first for each in curves) else None
        )
        for curve in curves:
            if number >= curve.first:
                timeline.followed[curve][number] = curve.value(run, before)
        yield done


def measure(value: Value, entry: tuple[int, ...] | None) -> float:
    """A value as one number: an entry of an array, or its Euclidean norm where none is named."""
    if not is_array(value):
        return value
    return math.hypot(*value.ravel().tolist()) if entry is None else float(value[entry])
