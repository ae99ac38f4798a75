"""Values that are equal but for rounding, which is what floats can prove of a sum or a product."""

from __future__ import annotations

from engine.language.values import Array, Value

ROUNDING = 1e-9
"""The part of what is added up or multiplied by which results may differ."""


def entries(value: Value) -> Array:
    """A value as an array, a single number as one without axes."""
    import numpy as np

    return np.asarray(value, np.float64)


def is_close(found: Value, wanted: Value, size: Value = 0.0) -> bool:
    """Whether two values are equal but for rounding; NaN equals NaN.

    Args:
        found: the one.
        wanted: the other.
        size: how large what was added up is, where that is larger than the result.
    """
    import numpy as np

    left, right = entries(found), entries(wanted)
    if left.shape != right.shape:
        return False
    with np.errstate(all="ignore"):
        largest = np.maximum(np.maximum(abs(left), abs(right)), entries(size))
        near = abs(left - right) <= ROUNDING * largest
    return bool((near | (left == right) | ~(np.isfinite(left) | np.isfinite(right))).all())
