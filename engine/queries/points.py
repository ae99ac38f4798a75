"""Points of curves: values in iterations that have been run, found a few at a time, and kept."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.language.values import Value, is_array
from engine.program.program import Program


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


def known_of(curve: Followed, timeline: Timeline, iterations: Sequence[int]) -> Sequence[int]:
    """Those of the iterations that have been run to their end, in which a curve has a value."""
    return [number for number in iterations if curve.first <= number < timeline.length]


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
