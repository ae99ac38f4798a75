"""Courses of the loss of many runs: of each what it takes to decide about it, and no more."""

from __future__ import annotations

import numpy as np

from engine.diagnosis.course import WINDOW, as_good_as_0, first_recent, stays
from engine.diagnosis.movable import Flags
from engine.language.values import Array


class Courses:
    """The courses of runs of so many iterations, each as `engine.diagnosis.course.Course`.

    Args:
        runs: how many runs.
        iterations: how many iterations; the loss of the next is the last of the course.
    """

    def __init__(self, runs: int, iterations: int) -> None:
        self._end = iterations
        self._first_recent = first_recent(iterations + 1)
        self._number = 0
        self.first = np.zeros(runs)
        self.before = np.zeros(runs)
        """The last loss but one."""
        self.last = np.zeros(runs)
        self._low, self._high = np.full(runs, np.inf), np.full(runs, -np.inf)
        self._recent_low, self._recent_high = self._low.copy(), self._high.copy()
        self.solved_in = np.zeros(runs, np.int32)
        """The iteration since which it has been as good as 0."""
        self.is_spoilt = np.zeros(runs, np.bool_)
        """Whether a loss was NaN or infinity."""

    def take(self, losses: Array) -> None:
        """Take in the losses of the next iterations, (iterations, runs)."""
        first, count = self._number, len(losses)
        self._number += count
        if first == 0:
            self.first = losses[0].copy()
        self.before = losses[-2].copy() if count > 1 else self.last
        self.last = losses[-1].copy()
        low, high = losses.min(axis=0), losses.max(axis=0)
        np.minimum(self._low, low, out=self._low)
        np.maximum(self._high, high, out=self._high)
        recent = losses[max(0, self._first_recent - first) :]
        if len(recent):
            np.minimum(self._recent_low, recent.min(axis=0), out=self._recent_low)
            np.maximum(self._recent_high, recent.max(axis=0), out=self._recent_high)
        above = ~(high <= as_good_as_0(self.first))
        if above.any():
            is_above = ~(losses[:, above] <= as_good_as_0(self.first[above]))
            back = np.argmax(is_above[::-1], axis=0)
            self.solved_in[above] = first + count - back
        self.is_spoilt |= ~(np.isfinite(low) & np.isfinite(high))

    @property
    def is_flat(self) -> Flags:
        """As `Course.is_flat`."""
        flat = stays(self.last, self._recent_low) & stays(self.last, self._recent_high)
        return flat & (self._end + 1 > WINDOW)

    @property
    def has_moved(self) -> Flags:
        """Whether the loss was ever anything else, as `Course.since` says."""
        return ~(stays(self.last, self._low) & stays(self.last, self._high))
