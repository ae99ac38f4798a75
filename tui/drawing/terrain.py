"""A landscape as lines of text: shades of losses, kinks as lines, the way of training on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from engine.landscape.plane import Axis, Landscape, Signs
from engine.language.figures import fit_number
from tui.drawing.bands import WIDTH, Bands
from tui.drawing.look import EAST, NORTH, SOUTH, WEST, Line, Look, Span

GUTTER = 9
"""The columns left of the picture, for coordinates."""

LEAST = 20, 3
"""The columns and rows of the smallest picture."""

CROWDED = 0.4
"""With kinks in more of the cells than this no lines are drawn: they would hide all else."""


class Marks(NamedTuple):
    """The marks on a landscape, in Unicode or in ASCII: told apart by their forms."""

    here: str
    start: str
    way: str
    end: str
    update: str
    cursor: str


MARKS = Marks("◉", "○", "•", "●", "◎", "✛")
ASCII_MARKS = Marks("@", "S", "o", "E", "U", "X")


def marks_of(look: Look) -> Marks:
    """The marks of a look."""
    return ASCII_MARKS if look.ascii else MARKS


class Size(NamedTuple):
    """The columns and rows of a picture."""

    columns: int
    rows: int


def size_of(width: int, height: int) -> Size | None:
    """The size of the picture in a room, beside its coordinates and scale; None without any."""
    size = Size(width - GUTTER - WIDTH, height - 1)
    return size if size.columns >= LEAST[0] and size.rows >= LEAST[1] else None


def terrain_lines(
    landscape: Landscape, cursor: Sequence[float], look: Look, size: Size
) -> list[Line]:
    """The lines of the picture: a row for each of its rows, and the coordinates below it."""
    return _Terrain(landscape, look, size).lines(cursor)


def coordinate(value: float, axis: Axis, look: Look) -> str:
    """A coordinate beside a picture, with the digits that its axis is worth."""
    digits = 2 - math.floor(math.log10(axis.high - axis.low))
    return fit_number(round(value, digits) + 0.0, GUTTER - 1, look.glyphs.minus)


def places_at(x: int, y: int, axes: Sequence[Axis], size: Size) -> Sequence[float] | None:
    """The coordinates of a cell of the panel, one for each axis; None beside the picture."""
    column = x - GUTTER
    if not (0 <= column < size.columns and 0 <= y < size.rows):
        return None
    shares = column / (size.columns - 1), 1 - y / (size.rows - 1)
    pairs = zip(axes, shares, strict=False)
    return [axis.low + share * (axis.high - axis.low) for axis, share in pairs]


def is_crowded(landscape: Landscape) -> bool:
    """Whether kinks are too many to be drawn."""
    return bool(max(landscape.beside.mean(), landscape.above.mean()) > CROWDED)


class _Terrain:
    """The cells of a picture.

    Args:
        landscape: what to draw.
        look: the characters to draw with.
        size: how many cells there are.
    """

    def __init__(self, landscape: Landscape, look: Look, size: Size) -> None:
        self._landscape, self._look, self._size = landscape, look, size
        rows, columns = landscape.losses.shape
        # A picture may have more cells than losses were computed: the nearest is taken.
        self._columns = nearest(columns, size.columns)
        self._rows = nearest(rows, size.rows)[::-1]
        self._bands = Bands.of(landscape.losses)
        self._is_crowded = is_crowded(landscape)

    def lines(self, cursor: Sequence[float]) -> list[Line]:
        """All lines."""
        cells = [[self._cell(row, column) for column in self._columns] for row in self._rows]
        self._mark(cells, cursor)
        scale = self._bands.scale(self._look)
        labels = self._labels()
        lines = [
            (labels[y], *runs(row), *(scale[y] if y < len(scale) else ()))
            for y, row in enumerate(cells)
        ]
        return [*lines, self._below()]

    def _cell(self, row: int, column: int) -> Span:
        glyph = self._line(row, column)
        return (glyph, "strong") if glyph else self._shade(row, column)

    def _shade(self, row: int, column: int) -> Span:
        return self._bands.span(float(self._landscape.losses[row, column]), self._look)

    def _line(self, row: int, column: int) -> str:
        """The line of the kinks that meet at the upper right corner of an entry, if any do."""
        if self._is_crowded:
            return ""
        beside, above = self._landscape.beside, self._landscape.above
        directions = (
            SOUTH * _at(beside, row, column) + NORTH * _at(beside, row + 1, column)
            + WEST * _at(above, row, column) + EAST * _at(above, row, column + 1)
        )  # fmt: skip
        return self._look.glyphs.wires[directions].strip()

    def _mark(self, cells: list[list[Span]], cursor: Sequence[float]) -> None:
        """Put the way of training, the point and the cursor on the picture."""
        marks, landscape = marks_of(self._look), self._landscape
        places = landscape.path.places
        for place in places[1:-1]:
            self._put(cells, place, marks.way, "text")
        self._put(cells, places[-1], marks.end, "strong")
        self._put(cells, places[0], marks.start, "strong")
        self._put(cells, landscape.update, marks.update, "hot")
        self._put(cells, landscape.here, marks.here, "hot")
        x, y = (self._place(cursor[0], 0), self._place(cursor[1], 1))
        if x is not None and y is not None:
            glyph, role = cells[y][x]
            is_marked = role in ("hot",) or glyph in marks
            cells[y][x] = (glyph if is_marked else marks.cursor), "here"

    def _put(self, cells: list[list[Span]], place: Sequence[float], glyph: str, role: str) -> None:
        x, y = self._place(place[0], 0), self._place(place[1], 1)
        if x is not None and y is not None:
            cells[y][x] = glyph, role

    def _place(self, coordinate: float, axis: int) -> int | None:
        """The column, or the row from above, of a coordinate; None outside of the picture."""
        low, high = self._landscape.axes[axis].low, self._landscape.axes[axis].high
        share = (coordinate - low) / (high - low)
        last = self._size[axis] - 1
        if not -0.5 <= share * last <= last + 0.5:  # NaN is nowhere either
            return None
        place = min(max(round(share * last), 0), last)
        return last - place if axis else place

    def _labels(self) -> list[Span]:
        """The coordinates left of the rows: at both ends and in the middle, and the name."""
        axis = self._landscape.axes[1]
        rows = self._size.rows
        texts = [""] * rows
        for place in {0, rows - 1, (rows - 1) // 2 if rows > 6 else 0}:
            value = axis.high - (axis.high - axis.low) * place / (rows - 1)
            texts[place] = coordinate(value, axis, self._look)
        name = self._look.shortened(axis.way.name, GUTTER - 1)
        texts[1] = name
        roles = ["title" if y == 1 else "dim" for y in range(rows)]
        texts = [text.rjust(GUTTER - 1) + " " for text in texts]
        return list(zip(texts, roles, strict=True))

    def _below(self) -> Line:
        """The coordinates below the columns: both ends, and the name of the axis in the middle."""
        axis, columns = self._landscape.axes[0], self._size.columns
        low, high = (coordinate(end, axis, self._look) for end in (axis.low, axis.high))
        name = self._look.shortened(axis.way.name, columns - len(low) - len(high) - 2)
        gap = columns - len(low) - len(high) - len(name)
        return (
            (" " * GUTTER + low, "dim"), (" " * (gap // 2) + name, "title"),
            (" " * (gap - gap // 2) + high, "dim"),
        )  # fmt: skip


def _at(marks: Signs, row: int, column: int) -> bool:
    rows, columns = marks.shape
    return bool(row < rows and column < columns and marks[row, column])


def nearest(count: int, cells: int) -> list[int]:
    """For each cell the nearest of so many entries, both evenly spread over the same range."""
    return [math.floor(i * (count - 1) / (cells - 1) + 0.5) for i in range(cells)]


def runs(cells: Sequence[Span]) -> Iterator[Span]:
    """Cells with those of one role made one span."""
    for role, group in groupby(cells, itemgetter(1)):
        yield "".join(text for text, _ in group), role
