"""The scale of a chart: the range that is shown, and the round numbers beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from engine.language.figures import fit_number

LABEL = 7
"""The columns of a number beside the plot."""

FLAT = 1e-3
"""A curve that varies by less than this part of its magnitude is drawn flat."""

LEAST, MOST = 1e-300, 1e300
"""Magnitudes beyond these are drawn as these, so that no scale overflows."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of the values, and those of them that are written beside the plot."""

    low: float
    high: float
    labels: Sequence[float]
    log: bool

    def height(self, value: float) -> float:
        """How high a value is, 0 at the low and 1 at the high end of the scale."""
        low, high, at = map(self._measure, (self.low, self.high, value))
        return (at - low) / (high - low)

    def _measure(self, value: float) -> float:
        return math.log10(max(value, LEAST)) if self.log else value

    def suits(self, rows: int) -> bool:
        """Whether the labels are few enough for so many rows, and say where they stand."""
        if len(self.labels) > 2 + min(rows // 6, 5):
            return False
        heights = [self.height(label) for label in self.labels]
        labels = [fit_number(label, LABEL, "-").replace(",", ".") for label in self.labels]
        written = list(map(float, labels))
        apart = min(2 / rows, 1)  # a single row has both ends
        return all(lower + apart <= upper for lower, upper in pairwise(heights)) and all(
            abs(self.height(number) - height) < 0.5 / rows
            for number, height in zip(written, heights, strict=True)
        )


def fit_scale(low: float, high: float, rows: int, log: bool) -> Scale:
    """A scale for values in this range, with a few round numbers beside it."""
    low, high = (min(max(end, LEAST if log else -MOST), MOST) for end in (low, high))
    if not log or high < 3 * low:
        low, high = _widened(low, high)
        power = math.floor(math.log10((high - low) / rows))
        steps = (mantissa * 10.0**i for i in count(power) for mantissa in (1, 2, 5))
        scales = (_round_steps(low, high, step, log) for step in steps)
        scale = next(scale for scale in scales if scale.suits(rows))
        if scale.low > 0 or not log:
            return scale
    return _decades(low, high, rows)


def _widened(low: float, high: float) -> tuple[float, float]:
    """A range that rounding errors and other small changes do not fill."""
    magnitude = max(abs(low), abs(high))
    if magnitude < LEAST:
        return -1, 1
    if high - low < FLAT * magnitude:
        return low - magnitude / 10, high + magnitude / 10
    return low, high


def _round_steps(low: float, high: float, step: float, log: bool) -> Scale:
    """A scale with the multiples of a step, or with its two ends where it has not two of them."""
    part = step / 5
    bottom, top = math.floor(low / part + 1e-9), math.ceil(high / part - 1e-9)
    labels = [i * step for i in range(-(-bottom // 5), top // 5 + 1)]
    ends = bottom * part, top * part
    return Scale(*ends, labels if len(labels) > 1 else ends, log)


def _decades(low: float, high: float, rows: int) -> Scale:
    """A logarithmic scale with 1, 2, 5, 10 and so on, or with powers of ten if these are many."""
    bottom, top = _one_digit(low, math.floor), _one_digit(high, math.ceil)
    powers = range(math.floor(math.log10(bottom)), math.ceil(math.log10(top)) + 1)
    ladders = [
        [mantissa * 10.0**power for power in powers for mantissa in (1, 2, 5)],
        *(
            [10.0**power for power in powers if power % stride == 0]
            for stride in (1, 2, 5, 10, 20, 50, 100, 200)
        ),
    ]
    for ladder in ladders:
        labels = [value for value in ladder if bottom * 0.999 < value < top * 1.001]
        scale = Scale(bottom, top, labels, log=True)
        if len(labels) > 1 and scale.suits(rows):
            return scale
    return Scale(bottom, top, (bottom, top), log=True)


def _one_digit(value: float, rounded: Callable[[float], int]) -> float:
    """A number rounded to its first digit."""
    unit = 10.0 ** math.floor(math.log10(value))  # a bit below a power of ten: of that power
    return max(rounded(value / unit), 1) * unit
