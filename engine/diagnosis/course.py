"""The course of the loss: how far it has stayed, which way it went last.

What is said of numbers here holds for one run, and for arrays with a number for each of many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar, overload

from engine.diagnosis.movable import Flags
from engine.language.values import Array

WINDOW = 10
"""The last tenth of a run, and at least so many iterations, tells whether the loss still falls."""

SETTLED = 1e-3
"""A loss that stays within this part of itself has settled."""

BUMP = 0.1
"""A loss that has risen at the end by no more than this part of what it fell still falls."""

SOLVED = 1e-2
"""A loss that cannot be negative and is below this part of its first value is as good as 0."""

RISEN = 0.1
"""A loss that would be higher by this part after many more iterations does not stay what it is."""

Numbers = TypeVar("Numbers", float, Array)
"""A number, or an array with one for each run."""


@overload
def stays(loss: float, other: float) -> bool: ...


@overload
def stays(loss: Array, other: Array) -> Flags: ...


def stays(loss: Any, other: Any) -> Any:
    """Whether another loss is about the same as a loss."""
    return abs(other - loss) <= SETTLED * abs(loss)


def lowest(loss: Numbers) -> Numbers:
    """The least that is about the same as a loss."""
    return loss - SETTLED * abs(loss)


def highest(loss: Numbers) -> Numbers:
    """The most that a loss may be after many more iterations and count as the same."""
    return loss + RISEN * abs(loss)


def as_good_as_0(first: Numbers) -> Numbers:
    """What a loss has to stay below to count as 0, by the first that a run had."""
    return SOLVED * first


def first_recent(count: int) -> int:
    """The first of so many iterations that tells, with those behind it, what the loss does now."""
    return max(0, count - 1 - max(count // 10, WINDOW))


def still_falls(before: float, loss: float, tail: Sequence[float]) -> bool:
    """Whether a loss that fell has not risen again in the last iterations, or by little."""
    return loss - min(tail) <= BUMP * (before - loss) and loss < max(tail)


def still_rises(tail: Sequence[float]) -> bool:
    """Whether a loss has risen in each of the last iterations: many a run falls after a bump."""
    return all(before < after for before, after in pairwise(tail))


def direction_of(recent: Sequence[float], tail: Sequence[float]) -> int:
    """Which way a loss goes, as of `Course.direction`.

    Args:
        recent: what it was in the last iterations.
        tail: what it was in the very last of them.
    """
    moved = recent[-1] - recent[0]
    if abs(moved) < (max(recent) - min(recent)) / 2:
        return 0
    if moved < 0.0:
        return -1 if still_falls(recent[0], recent[-1], tail) else 0
    return 1 if moved > 0.0 and still_rises(tail) else 0


@dataclass(frozen=True)
class Course:
    """The course of the loss.

    Args:
        losses: the loss of every iteration, and of the one that training would go on with.
    """

    losses: Sequence[float]

    @property
    def last(self) -> float:
        """What it is."""
        return self.losses[-1]

    @property
    def first_recent(self) -> int:
        """The first of the iterations that tell whether it still falls."""
        return first_recent(len(self.losses))

    @property
    def recent(self) -> Sequence[float]:
        """What it was in the last iterations."""
        return self.losses[self.first_recent :]

    @property
    def since(self) -> int:
        """The iteration since which it has been about what it is."""
        for number in range(len(self.losses) - 1, -1, -1):
            if not stays(self.last, self.losses[number]):
                return number + 1
        return 0

    @property
    def is_flat(self) -> bool:
        """Whether it has settled, as far as it has been followed."""
        return len(self.losses) > WINDOW and self.since <= self.first_recent

    @property
    def direction(self) -> int:
        """Which way it goes: -1 down, 1 up, 0 where it turned or cannot be told.

        It has gone that way by at least half of what it moved in the last iterations, and still
        does in the very last of them.
        """
        return direction_of(self.recent, self.losses[max(0, len(self.losses) - 1 - WINDOW) :])

    @property
    def turn(self) -> int | None:
        """The last of the recent iterations from which on the loss only falls, or only rises.

        None where it does neither for more than one update.
        """
        losses, end = self.losses, len(self.losses) - 1
        step = losses[end] - losses[end - 1]
        turn = end - 1
        while turn > self.first_recent and (losses[turn] - losses[turn - 1]) * step > 0.0:
            turn -= 1
        return turn if end - turn > 1 and turn > self.first_recent else None
