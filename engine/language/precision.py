"""Precisions: what numbers are kept in where a network comes from, and how these are rounded.

The engine computes in float64. What became of the same numbers in fewer bits is asked by rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from engine.language.values import Array, Value, is_array, unwarned

DOUBLE = "float64"
"""What the engine computes in."""


class Precision(NamedTuple):
    """A format of floating-point numbers (IEEE 754; bfloat16 is the upper half of float32).

    Args:
        name: as numpy and torch call it.
        largest: its largest number.
        smallest: its smallest number above 0.
        round_array: the nearest numbers of this format, infinity beyond the largest.
    """

    name: str
    largest: float
    smallest: float
    round_array: Callable[[Array], Array]

    def rounded(self, value: Value) -> Value:
        """A value with each entry rounded to this format, ties to even."""
        import numpy as np

        if self.name == DOUBLE:
            return value
        with unwarned():
            found = self.round_array(np.asarray(value))
        if not is_array(value):
            return float(found)
        found.setflags(write=False)
        return found


def _as(dtype: str) -> Callable[[Array], Array]:
    def rounded(value: Array) -> Array:
        found: Array = value.astype(dtype).astype(DOUBLE)
        return found

    return rounded


def _as_bfloat16(value: Array) -> Array:
    """The upper 16 bits of float32, rounded by what is below them."""
    import numpy as np

    single = value.astype(np.float32)
    bits = single.view(np.uint32).astype(np.uint64)
    upper = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    found = upper.astype(np.uint32).view(np.float32).astype(np.float64)
    return np.asarray(np.where(np.isfinite(single), found, single), np.float64)


PRECISIONS: Mapping[str, Precision] = {
    each.name: each
    for each in (
        Precision(DOUBLE, 1.7976931348623157e308, 5e-324, _as(DOUBLE)),
        Precision("float32", 3.4028234663852886e38, 1.401298464324817e-45, _as("float32")),
        Precision("float16", 65504.0, 5.960464477539063e-08, _as("float16")),
        Precision("bfloat16", 3.3895313892515355e38, 9.183549615799121e-41, _as_bfloat16),
    )
}
"""Every precision, by name."""
