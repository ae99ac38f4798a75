"""The divergence of training: the first iteration that NaN or infinity spoilt."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence


def first_spoilt(
    losses: Sequence[float], first: int, starts_finite: Callable[[int], bool]
) -> int | None:
    """The first iteration whose loss is not finite, or what it left; None where there is none.

    Args:
        losses: the loss of every iteration that has been run.
        first: the iteration from which on it is looked; those before are not spoilt.
        starts_finite: whether what training has changed is finite where an iteration starts.
    """
    if all(map(math.isfinite, losses[first:])) and starts_finite(len(losses)):
        return None
    numbers = range(first, len(losses))
    lost = next((at for at in numbers if not math.isfinite(losses[at])), len(losses))
    # An update adds to what was there, which is never finite again once it is not.
    return first + bisect_left(
        range(first, lost), True, key=lambda number: not starts_finite(number + 1)
    )
