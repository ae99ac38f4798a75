"""Curves in a chart: the dots of each, and what tells several of them apart but their colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from tui.drawing.chart_axis import Axis, Pen, pen
from tui.drawing.chart_bins import Bin
from tui.drawing.chart_scale import Scale
from tui.drawing.look import Look, Span

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""What the curves are called, at their ends and in the legend."""

PATTERNS = ("#", "####  ", "# ", "###### # ", "##  ", "#   ")
"""How curves are dashed: a sign for a column of dots that is drawn, a blank for one that is not."""

ROLES = ("text", "title", "active", "mixed", "dead", "dim")
"""The roles of the curves, one after the other."""

STEEP = 4
"""A stretch of a column of so many dots is drawn whatever the pattern: a spike is never lost."""

SAMPLE = 4
"""The cells of a curve that are drawn in the legend."""


class Placed(NamedTuple):
    """A curve, and where its values are.

    Args:
        number: which of the curves it is, counted from 0.
        bins: its values, by columns of dots.
        scale: where they are.
        size: what they are divided by first.
    """

    number: int
    bins: Sequence[Bin]
    scale: Scale
    size: float = 1.0

    def height(self, value: float) -> float:
        """How high a value is: 0 at the low and 1 at the high end of the plot."""
        return min(max(self.scale.height(value / self.size), 0.0), 1.0)

    @property
    def letter(self) -> str:
        """What it is called."""
        return LETTERS[self.number]

    @property
    def role(self) -> str:
        """The role of its cells."""
        return role_of(self.number)


def role_of(number: int) -> str:
    """The role of a curve, by its number."""
    return ROLES[number % len(ROLES)]


class Cells:
    """The cells of all curves.

    Args:
        look: the characters to draw with.
        axis: where iterations are.
        rows: how many rows of cells there are.
    """

    def __init__(self, look: Look, axis: Axis, rows: int) -> None:
        self._pen, self._is_ascii, self._axis, self._rows = pen(look), look.ascii, axis, rows
        self._found: dict[tuple[int, int], tuple[int, list[Placed]]] = {}

    def dot(self, curve: Placed, value: float) -> int:
        """The row of dots of a value, from the top of the plot."""
        return round((self._rows * self._pen.down - 1) * (1 - curve.height(value)))

    def row(self, curve: Placed, value: float) -> int:
        """The row of cells of a value."""
        return self.dot(curve, value) // self._pen.down

    def add(self, curve: Placed, is_alone: bool) -> None:
        """Draw a curve, dashed unless it is alone."""
        columns = self._columns(curve)
        across, down = self._pen.across, self._pen.down
        if not (is_alone or self._is_ascii):
            columns = [
                dots if drawn or dots.bit_count() >= STEEP else 0
                for dots, drawn in zip(columns, pattern(curve.number, len(columns)), strict=True)
            ]
        mask = (1 << down) - 1
        for x in range(self._axis.columns):
            cell = columns[x * across : (x + 1) * across]
            left = reduce(or_, cell)
            while left:
                y = ((left & -left).bit_length() - 1) // down
                left &= -(1 << (y + 1) * down)
                bits = sum((dots >> y * down & mask) << k * down for k, dots in enumerate(cell))
                known, curves = self._found.get((x, y), (0, []))
                self._found[x, y] = known | bits, [*curves, curve]

    def drawn(self, is_alone: bool) -> Iterator[tuple[int, int, Span]]:
        """The cells that are not blank; the first curve lies over the others.

        In ASCII several are drawn with their letters, in turn where they share a cell.
        """
        for (x, y), (bits, curves) in self._found.items():
            if self._is_ascii and not is_alone:
                one = curves[x % len(curves)]
                yield x, y, (one.letter, one.role)
            else:
                yield x, y, (self._pen.characters[bits], curves[0].role)

    def _columns(self, curve: Placed) -> list[int]:
        """The columns of dots, a bit for every row, the lowest for the uppermost."""
        columns = [0] * (self._axis.columns * self._pen.across)
        end: tuple[int, int] | None = None
        for one in curve.bins:
            if one.span:
                low, high = (self.dot(curve, value) for value in one.span)
                columns[one.x] |= _stretch(high, low)
            if end is not None and one.entry is not None:
                _join(columns, *end, one.x, self.dot(curve, one.entry))
            end = None if one.leave is None else (one.x, self.dot(curve, one.leave))
        return columns

    def ends(self, curves: Sequence[Placed]) -> Iterator[tuple[int, int, Span]]:
        """The letters of curves, each near its end, one beside the other where ends meet."""
        taken: set[tuple[int, int]] = set()
        for curve in curves:
            places = [
                (one.x // self._pen.across, self.row(curve, one.leave))
                for one in reversed(curve.bins)
                if one.leave is not None
            ]
            place = next((each for each in places if each not in taken), None)
            if place is not None:
                x, y = place
                taken |= {(x + shift, y) for shift in (-1, 0, 1)}
                yield x, y, (curve.letter, curve.role)


def pattern(number: int, columns: int) -> Iterator[bool]:
    """Whether each column of dots is drawn of a curve."""
    dashes = PATTERNS[number % len(PATTERNS)]
    return (dashes[x % len(dashes)] != " " for x in range(columns))


def sample(number: int, look: Look) -> str:
    """A few cells of a curve that is flat, for the legend."""
    if look.ascii:
        return LETTERS[number] * SAMPLE
    drawn: Pen = pen(look)
    flat = [1 if is_drawn else 0 for is_drawn in pattern(number, SAMPLE * drawn.across)]
    middle = drawn.down // 2
    cells = zip(flat[::2], flat[1::2], strict=True)
    return "".join(
        drawn.characters[(left << middle) | (right << drawn.down + middle)] for left, right in cells
    )


def _stretch(start: int, end: int) -> int:
    """The bits of rows from one to another, both included."""
    return (2 << end) - (1 << start)


def _join(columns: list[int], x0: int, y0: int, x1: int, y1: int) -> None:
    """Draw a straight line that is one dot thick, in whole numbers so that it has no holes."""
    width, rise = x1 - x0, y1 - y0
    low, high = min(y0, y1), max(y0, y1)
    # The rows between two columns, rounded up.
    borders = [y0 - (rise * (1 - 2 * i) // (2 * width)) for i in range(width + 2)]
    for i, (left, right) in enumerate(pairwise(borders)):
        start, end = max(min(left, right), low), min(max(left, right) - 1, high)
        if start > end:  # no row lies between the borders, but one is near
            start = end = y0 + (2 * rise * i + width) // (2 * width)
        columns[x0 + i] |= _stretch(start, end)
