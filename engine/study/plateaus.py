"""Plateaus: the losses at which runs of a study are stuck, found from these losses alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.diagnosis.course import SETTLED

GAP = 2.0 * SETTLED
"""Losses with a gap between them of more than this part of the larger one are two plateaus.

A run is stuck at a loss that stays within `SETTLED` of what it is, so two runs at one plateau may
differ by twice as much.
"""

SMALL = 1e-2
"""Of losses below this part of the first loss the gap is measured as if they were as large."""


@dataclass(frozen=True)
class Plateau:
    """A plateau: a group of losses, with no gap within it.

    Args:
        low: the least of them.
        high: the largest.
        loss: the one in the middle.
        count: how many runs are stuck there.
    """

    low: float
    high: float
    loss: float
    count: int


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
        Plateau(float(part[0]), float(part[-1]), float(part[len(part) // 2]), len(part))
        for part in np.split(ordered, ends)
    )


def which(plateaus: tuple[Plateau, ...], losses: NDArray[np.float64]) -> NDArray[np.intp]:
    """Which of the plateaus each loss belongs to, if it is one of theirs."""
    return np.searchsorted([each.low for each in plateaus], losses, side="right") - 1
