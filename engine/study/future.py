"""The future of many runs: followed on as `engine.diagnosis.ahead` follows one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.claims.statement import looked_at
from engine.diagnosis.movable import Flags
from engine.language.values import Array
from engine.study.readings import Readings
from engine.sweeps.sweep import Sweep

SLICE = 100
"""So many iterations are run from one look at the losses to the next."""


class Future:
    """The future of runs, of which each is dropped that does not stay what it should be.

    Args:
        sweep: the runs; it is gone on with.
        readings: reads them.
        low: what the loss of each run is not to fall below.
        high: what it is not to rise above.
        is_right: whether the predictions of each run are to be right wherever they are looked at.
    """

    def __init__(
        self, sweep: Sweep, readings: Readings, low: Array, high: Array, is_right: Flags
    ) -> None:
        self.sweep = sweep
        """The runs that are left."""
        self.places = np.arange(sweep.count)
        """Which of the runs they are."""
        self.loss = np.full(sweep.count, np.nan)
        """The last loss of each that is left at the end; NaN of any other."""
        self.half, self.end = self.loss.copy(), self.loss.copy()
        """The largest entry of a gradient half way, and at the end."""
        self._readings = readings
        self._low, self._high, self._is_right = low, high, is_right

    def follow(self, first: int, count: int) -> Iterator[int]:
        """Follow the runs on, saying now and then how many iterations they have been.

        Args:
            first: the iteration that they would go on with.
            count: how many iterations.
        """
        half, end = first + count // 2, first + count
        place = first
        for look in sorted({*looked_at(first, end), half}):
            while place < look:
                losses = self.sweep.advance(min(SLICE, look - place))
                place = min(place + SLICE, look)
                self._drop(losses.min(axis=0), losses.max(axis=0))
                yield place - first
                if not self.sweep.count:
                    return
            self._look()
            if look == half:
                self.half[self.places] = self._gradient()
        loss = self.sweep.loss
        self._drop(loss, loss)
        self.loss[self.places] = self.sweep.loss
        self.end[self.places] = self._gradient()

    def _gradient(self) -> Array:
        """The largest entry of a gradient of any parameter."""
        found: Array = np.max([*self._readings.gradients(self.sweep).values()], axis=0)
        return found

    def _look(self) -> None:
        """Drop the runs whose predictions are wrong and are to be right."""
        if self._is_right[self.places].any():
            right = self._readings.all_right(self.sweep)
            self._keep(right | ~self._is_right[self.places])

    def _drop(self, low: Array, high: Array) -> None:
        """Drop the runs whose loss left what it was to stay within."""
        self._keep((low >= self._low[self.places]) & (high <= self._high[self.places]))

    def _keep(self, kept: Flags) -> None:
        if not kept.all():
            self.sweep = self.sweep.select(np.flatnonzero(kept).tolist())
            self.places = self.places[kept]
