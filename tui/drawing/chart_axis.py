"""The axis of iterations of a chart, and the pen that its curves are drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from tui.drawing.chart_scale import LABEL
from tui.drawing.look import Look

GUTTER = LABEL + 1
"""The columns left of the plot, always as many: charts stand in line and do not move sideways."""


NARROWEST, LOWEST = GUTTER + 12, 3
"""The smallest room for a picture."""


class Pen(NamedTuple):
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


_BRAILLE = Pen(2, 4, [" ", *map(_braille, range(1, 256))], "●")


_ASCII = Pen(1, 2, " '.:", "o")


def pen(look: Look) -> Pen:
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

    def begins(self, across: int = 1) -> list[int]:
        """Where each column begins, and where what is behind the last does."""
        places = [self.begin(place, across) for place in range(self.columns * across)]
        return [*places, self.last + 1]

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
