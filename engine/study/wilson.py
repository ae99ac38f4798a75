"""Confidence in a fraction that was counted."""

from __future__ import annotations

import math

Z = 1.959963984540054
"""The standard deviations on either side within which 95 % of a normal distribution lie."""


def wilson(count: int, total: int) -> tuple[float, float]:
    """The ends of Wilson's 95 % interval of a fraction (Wilson, 1927, JASA 22, 209-212).

    >>> low, high = wilson(3799, 10_000)
    >>> round(low, 4), round(high, 4)
    (0.3704, 0.3895)
    """
    if not total:
        return 0.0, 1.0
    part, spread = count / total, Z * Z / total
    middle = (part + spread / 2.0) / (1.0 + spread)
    half = math.sqrt(part * (1.0 - part) * spread + spread * spread / 4.0) / (1.0 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if count == 0 else low), (1.0 if count == total else high)
