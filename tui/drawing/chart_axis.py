"""A curve by columns of dots: where iterations and values fall."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import NamedTuple

from tui.drawing.chart_scale import LABEL
from tui.drawing.look import Look

GUTTER = LABEL + 1
"""The columns left of the plot, always as many: charts stand in line and do not move sideways."""


NARROWEST, LOWEST = GUTTER + 12, 3
"""The smallest room for a picture."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in an iteration.

    Args:
        iteration: when it happened.
        label: what happened, in characters one cell wide; written where there is room for it.
        role: one of `tui.drawing.themes.ROLES`; that of a ReLU state has the sign of the state,
            `title` that of what was done by hand, any other an exclamation mark.
    """

    iteration: int
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to draw.

    Args:
        iterations: the iterations whose values are known, ascending.
        values: their values, which need not be finite.
        first: the iteration at the left end.
        last: the iteration at the right end.
        cursor: the iteration where one stands.
        log: whether the scale is logarithmic.
        events: what happened, ascending by iteration.
    """

    iterations: Sequence[int]
    values: Sequence[float]
    first: int
    last: int
    cursor: int
    log: bool = False
    events: Sequence[Event] = ()

    @property
    def floor(self) -> float:
        """What a value has to exceed to be drawn."""
        return 0.0 if self.log else -math.inf


class _Pen(NamedTuple):
    """The pen that a curve is drawn with.

    Args:
        across: the dots of a cell from left to right.
        down: the dots of a cell from top to bottom.
        characters: one for each set of dots; the lowest bits are the left column's, from the top.
        point: the mark of the value at the cursor.
    """

    across: int
    down: int
    characters: Sequence[str]
    point: str


def _braille(dots: int) -> str:
    bits = (0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80)  # column by column
    return chr(0x2800 + sum(bit for i, bit in enumerate(bits) if dots >> i & 1))


_BRAILLE = _Pen(2, 4, [" ", *map(_braille, range(1, 256))], "●")


_ASCII = _Pen(1, 2, " '.:", "o")


def pen(look: Look) -> _Pen:
    """What a look draws curves with."""
    return _ASCII if look.ascii else _BRAILLE


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of iterations: the first amid the first column, the last amid the last.

    Reckoned in whole numbers, so that a column and its iterations always find each other.
    """

    first: int
    last: int
    columns: int

    @property
    def _span(self) -> int:
        return max(self.last - self.first, 1)

    def place(self, iteration: int, across: int = 1) -> int:
        """The column of an iteration, or of the dots in it where a cell has several across."""
        halves = 2 * (iteration - self.first) * (self.columns - 1) + self._span
        return across * halves // (2 * self._span)

    def begin(self, place: int, across: int = 1) -> int:
        """The first iteration that is in a column, or behind it where none is in it."""
        behind = (across - 2 * place) * self._span // (2 * across * (self.columns - 1))
        return max(self.first - behind, self.first)

    def iteration(self, column: int) -> int:
        """The iteration nearest to the middle of a column."""
        halves = 2 * column * self._span + self.columns - 1
        return min(self.first + halves // (2 * (self.columns - 1)), self.last)

    def ticks(self) -> list[int]:
        """The iterations to write below the plot: multiples of a round number, well apart."""
        length = len(str(self.last))
        # At the right end a number stands left of its place by half its length.
        room = length + max(length // 2 + 2, self.columns // 10, 3)
        steps = (mantissa * 10**power for power in count() for mantissa in (1, 2, 5))
        step = next(step for step in steps if step * (self.columns - 1) >= room * self._span)
        return list(range(-(-self.first // step) * step, self.last + 1, step)) or [self.first]


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


def bins_of(chart: Chart, axis: Axis, across: int) -> Iterator[Bin]:
    """The values by columns of dots, where there are any."""
    floor = chart.floor
    begins = [axis.begin(x, across) for x in range(axis.columns * across)]
    places = [bisect_left(chart.iterations, begin) for begin in (*begins, chart.last + 1)]
    for x, (start, end) in enumerate(pairwise(places)):
        if start == end:
            continue
        values = chart.values[start:end]
        shown = [value for value in values if floor < value < math.inf]
        others = (value for value in values if not floor < value < math.inf)
        yield Bin(
            x,
            span=(min(shown), max(shown)) if shown else None,
            entry=values[0] if floor < values[0] < math.inf else None,
            leave=values[-1] if floor < values[-1] < math.inf else None,
            gap=next(others) if len(shown) < len(values) else None,
        )
