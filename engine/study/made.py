"""Runs made: many runs of one program trained to their end, with what is kept on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.diagnosis.rate_claims import TO_AND_FRO
from engine.diagnosis.settled import looks
from engine.language.values import Array
from engine.study.courses import Courses
from engine.study.readings import Readings
from engine.sweeps.sweep import Sweep

SLICE = 100
"""So many iterations are run from one look at the losses to the next."""


class Made:
    """Runs that are trained to their end.

    Args:
        readings: reads them.
        sweep: the runs, before their first iteration.
        iterations: how many iterations they are to have.
    """

    def __init__(self, readings: Readings, sweep: Sweep, iterations: int) -> None:
        self.program, self.iterations = readings.program, iterations
        self.readings = readings
        self.sweep = sweep
        """The runs, in the iteration that they would go on with."""
        self.courses = Courses(sweep.count, iterations)
        self.gradients: dict[str, Array] = {}
        """The largest entry that each gradient had in the iterations of `looks`, by its symbol."""
        self.parameters: list[Mapping[str, Array]] = []
        """What the last iterations, up to the one to go on with, start with; the last first."""

    def make(self) -> Iterator[int]:
        """Run all iterations, saying now and then how many are run."""
        gradients, end = set(looks(self.iterations)), self.iterations
        starts = set(range(max(0, end - TO_AND_FRO), end + 1))
        place = 0
        for stop in sorted({*gradients, *starts}):
            while place < stop:
                count = min(SLICE, stop - place)
                self.courses.take(self.sweep.advance(count))
                place += count
                yield place
            if place in gradients:
                self._look_at_gradients()
            if place in starts:
                self.parameters.insert(0, self.readings.parameters(self.sweep))
        self.courses.take(self.sweep.loss[None])

    def _look_at_gradients(self) -> None:
        for symbol, largest in self.readings.gradients(self.sweep).items():
            before = self.gradients.get(symbol)
            self.gradients[symbol] = largest if before is None else np.maximum(before, largest)
