"""A curve by columns of dots: in each of them the values that share it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tui.drawing.chart_axis import Axis
from tui.drawing.chart_data import Plotted


class Bin(NamedTuple):
    """The values that share a column of dots.

    Args:
        x: the column.
        span: the lowest and the highest value that can be drawn, if any can.
        entry: the first value, if it can be drawn.
        leave: the last value, if it can be drawn.
        gap: the first value that cannot be drawn, if there is one.
    """

    x: int
    span: tuple[float, float] | None
    entry: float | None
    leave: float | None
    gap: float | None


def bins_of(curve: Plotted, axis: Axis, across: int, floor: float) -> list[Bin]:
    """The values by columns of dots, where there are any; what exceeds a floor can be drawn."""
    import numpy as np

    places = np.array([_place(curve.iterations, begin) for begin in axis.begins(across)])
    low, high, gap = (each.tolist() for each in curve.values.extremes(places, floor))
    values = curve.values.values
    return [
        Bin(
            x,
            span=(low[x], high[x]) if low[x] < math.inf else None,
            entry=_shown(values[start], floor),
            leave=_shown(values[end - 1], floor),
            gap=None if gap[x] < 0 else float(values[gap[x]]),
        )
        for x, (start, end) in enumerate(pairwise(places.tolist()))
        if start < end
    ]


def _place(iterations: Sequence[int], begin: int) -> int:
    if isinstance(iterations, range):
        return min(max(begin - iterations.start, 0), len(iterations))
    return bisect_left(iterations, begin)


def _shown(value: float, floor: float) -> float | None:
    return float(value) if floor < value < math.inf else None


def span_of(bins: Sequence[Bin]) -> tuple[float, float] | None:
    """The lowest and the highest value that can be drawn; None where none can."""
    spans = [one.span for one in bins if one.span]
    return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None
