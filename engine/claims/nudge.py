"""Nudges: a derivative proved by changing a number a little."""

from __future__ import annotations

import math
from collections.abc import Callable

NUDGES = (1e-6, 1e-8)
"""The parts by which a number is changed, or these numbers where it is 0; one has to do."""

SLACK = 1e-3
"""The part by which what is found may differ from what is said."""


def changes_by(function: Callable[[float], float], at: float, slope: float) -> bool:
    """Whether a function has a slope at a number, or on a kink slopes on both sides of that.

    At a jump, where no derivative is passed, that is 0.
    """
    nudges = [part * (abs(at) or 1.0) for part in NUDGES]
    if any(_changes_by(function, at, nudge, slope) for nudge in nudges):
        return True
    # Where a curve is flat, as that of a cube at 0, what is found comes nearer with the nudge.
    coarse, fine = (
        abs((function(at + nudge) - function(at - nudge)) / (2.0 * nudge) - slope)
        for nudge in nudges
    )
    return fine <= 1e-3 * coarse


def _changes_by(function: Callable[[float], float], at: float, nudge: float, slope: float) -> bool:
    below, here, above = function(at - nudge), function(at), function(at + nudge)
    nearer = function(at + nudge / 1e3) - function(at - nudge / 1e3)
    largest = max(abs(below), abs(here), abs(above))
    if not (math.isfinite(largest) and math.isfinite(slope)):
        return True  # no change is told of what is not finite
    if 1e-9 * largest < abs(above - below) <= 2.0 * abs(nearer):
        return slope == 0.0
    if below == here == above and abs(slope * nudge) <= 1e-15:
        return True  # less than floats tell next to 1
    left, right = sorted([(here - below) / nudge, (above - here) / nudge])
    slack = right - left + SLACK * abs(slope) + (1e-13 * largest + 1e-15 * abs(at)) / nudge
    return not math.isfinite(slack) or left - slack <= slope <= right + slack
