"""Numbers as printed: intervals around what stands on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.language.values import Value, is_array, shape_of

SLACK = 1e-9
"""So much more than half a unit, relative to the value, is rounding of floats."""

RESIDUE = 1e-15
"""What rounding may have left where 0 is printed."""

CLOSE = 1e-8
"""Two values that differ by no more than half of so much of them are equal but for rounding."""


@dataclass(frozen=True, eq=False)
class Printed:
    """A number, or the entries of an array, as printed.

    >>> Printed(0.33, 0.01).holds(1 / 3), Printed(0.34, 0.01).holds(1 / 3)
    (True, False)

    Args:
        value: what it is; NaN for an entry that is not on the page.
        unit: one unit of the last digit, 0.01 of `0.37`, for each entry or for all of them; 0 where
            the number is exact.
        text: the number as written, where it is one.
    """

    value: Value
    unit: Value = 0.0
    text: str = ""

    @classmethod
    def about(cls, value: Value, share: float = CLOSE) -> Printed:
        """A value, and all that differ from it by no more than half of a share of it."""
        return cls(value, value * share)

    def holds(self, value: Value) -> bool:
        """Whether a value, rounded as this is, would be printed like it."""
        return self.misses(value) == []

    def misses(self, value: Value) -> list[tuple[int, ...]] | None:
        """The places of the entries that do not hold those of a value; None for another shape."""
        if not is_array(self.value):
            if is_array(value):
                return None
            unit = self.unit
            assert not is_array(unit)  # noqa: S101  (one number has one unit)
            return [] if _is_held(self.value, unit, value) else [()]
        if shape_of(value) != self.value.shape:
            return None
        import numpy as np

        with np.errstate(all="ignore"):
            room = np.abs(self.unit) / 2 + SLACK * np.abs(value) + RESIDUE * (self.value == 0)
            held = (np.abs(self.value - value) <= room) | np.isnan(self.value)
            held |= self.value == value
        return [tuple(map(int, place)) for place in np.argwhere(~held)]

    def at(self, place: tuple[int, ...]) -> Printed:
        """One entry of an array."""
        if not is_array(self.value):
            return self
        unit = self.unit[place] if is_array(self.unit) and self.unit.shape else self.unit
        return Printed(float(self.value[place]), float(unit))

    @property
    def decimals(self) -> int | None:
        """How many decimal places a number has; None where it is exact."""
        if is_array(self.unit) or self.unit <= 0:
            return None
        return round(-math.log10(self.unit))

    @property
    def written(self) -> str:
        """A number as the page has it; empty for an array."""
        if self.text or is_array(self.value):
            return self.text
        places = self.decimals
        text = f"{self.value:.12g}" if places is None else f"{self.value:.{max(places, 0)}f}"
        return text.replace("-", "−")


def _is_held(printed: float, unit: float, value: float) -> bool:
    if printed == value:
        return True
    return abs(printed - value) <= abs(unit) / 2 + SLACK * abs(value) + RESIDUE * (printed == 0)
