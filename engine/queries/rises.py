"""Rises of the loss: in which iterations it is higher than in the one before, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.iterations.timeline import Timeline
from engine.language.values import Array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.intp]
else:
    Places = Any

ROUNDING = 1e-12
"""A loss that is higher by no more than this part of itself is taken for rounding, and no rise."""


class Rise(NamedTuple):
    """A rise.

    Args:
        iteration: the one whose loss is higher; the update of the one before has raised it.
        height: by how much; infinity where it rose to that.
    """

    iteration: int
    height: float


@dataclass(frozen=True, eq=False)
class Rises:
    """The rises of a run.

    Args:
        places: the iterations in which the loss rose, ascending.
        heights: by how much each.
    """

    places: Places
    heights: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.places)

    def __getitem__(self, place: int) -> Rise:
        """The rise at a place, counted from 0."""
        return Rise(int(self.places[place]), float(self.heights[place]))

    @property
    def largest(self) -> Rise | None:
        """The largest, the first of these if there are several; None where there is none."""
        return self[int(self.heights.argmax())] if self.count else None

    def before(self, iteration: int) -> int:
        """How many come before an iteration."""
        return int(self.places.searchsorted(iteration))

    def from_here(self, here: int, count: int) -> int | None:
        """The iteration of the `count`-th rise from here, or of the last that there is.

        A negative count looks back. None where none comes.
        """
        if count > 0:
            place = min(self.before(here + 1) + count, self.count) - 1
            return self[place].iteration if self.before(here + 1) <= place else None
        last = self.before(here)
        return self[max(last + count, 0)].iteration if last else None


def rises(losses: Sequence[float] | Array, first: int = 0) -> Rises:
    """The rises in losses of iterations, one behind the other.

    A loss that is NaN neither rises nor has anything risen from it.

    Args:
        losses: the loss of each iteration.
        first: the number of the first of them.

    >>> found = rises([1.0, 0.5, 0.75, 0.75, 2.0, 0.1])
    >>> found.count, found.places.tolist(), found.largest
    (2, [2, 4], Rise(iteration=4, height=1.25))
    """
    import numpy as np

    values = np.asarray(losses, np.float64)
    (places,) = (values[1:] > values[:-1]).nonzero()
    before, after = values[places], values[places + 1]
    with np.errstate(over="ignore"):
        heights = after - before
    size = np.maximum(np.abs(before), np.abs(after))
    is_rise = heights > ROUNDING * np.where(np.isinf(size), 0.0, size)
    return Rises(places[is_rise] + (first + 1), heights[is_rise])


def rises_of(timeline: Timeline) -> tuple[Rises, int]:
    """The rises of the iterations that have been run, and in how many there might have been one.

    The loss of the iteration behind them is known as well, unless NaN or infinity has ended them.
    """
    losses = list(timeline.losses)
    if timeline.divergence is None:
        losses.append(timeline.anew(timeline.length).loss)
    return rises(losses), max(len(losses) - 1, 0)
