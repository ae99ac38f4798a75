"""Plateaus: the losses at which runs of a study are stuck, found from these losses alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.diagnosis.course import SETTLED
from engine.language.figures import figures, format_number

GAP = 2.0 * SETTLED
"""Losses with a gap between them of more than this part of the larger one are two plateaus.

A run is stuck at a loss that stays within `SETTLED` of what it is, so two runs at one plateau may
differ by twice as much.
"""

SMALL = 1e-2
"""Of losses below this part of the first loss the gap is measured as if they were as large."""

WIDE = 10.0 * SETTLED
"""A plateau whose losses differ by more than this part is no point, but a range."""

PLACES = 3
"""So many decimal places the loss of a plateau is named by."""


@dataclass(frozen=True)
class Plateau:
    """A plateau: a group of losses, with no gap within it.

    Args:
        low: the least of them.
        high: the largest.
        count: how many runs are stuck there.
    """

    low: float
    high: float
    count: int

    @property
    def loss(self) -> float:
        """The least of them: runs come down to a plateau, and never quite reach it."""
        return self.low

    @property
    def name(self) -> str:
        """Its loss with three decimal places, or from where to where: 0.693; 0.120 to 0.350."""
        low, high = named(self.low), named(self.high)
        is_wide = self.high - self.low > WIDE * abs(self.high) and low != high
        return f"{low} to {high}" if is_wide else named(self.loss)


def named(loss: float) -> str:
    """The name of a loss, with three decimal places: 0.693; of a tiny or huge one with digits."""
    if loss == 0.0 or 10.0**-PLACES <= abs(loss) < 1e6:
        return figures().written(f"{loss:.{PLACES}f}".rstrip("0").rstrip("."))
    return format_number(loss, PLACES, "-")


def plateaus_of(losses: NDArray[np.float64], first: float) -> tuple[Plateau, ...]:
    """The plateaus of the losses of stuck runs, the lowest first.

    Args:
        losses: the losses, in any order.
        first: about what the losses were before training.
    """
    if not losses.size:
        return ()
    ordered = np.sort(losses)
    larger = np.maximum(abs(ordered[1:]), SMALL * abs(first))
    ends = np.flatnonzero(np.diff(ordered) > GAP * larger) + 1
    return tuple(
        Plateau(float(part[0]), float(part[-1]), len(part)) for part in np.split(ordered, ends)
    )


def which(plateaus: tuple[Plateau, ...], losses: NDArray[np.float64]) -> NDArray[np.intp]:
    """Which of the plateaus each loss belongs to, if it is one of theirs."""
    return np.searchsorted([each.low for each in plateaus], losses, side="right") - 1
