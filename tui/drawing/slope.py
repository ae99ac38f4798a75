"""The loss over a line as lines of text: the curve, its kinks, the tangent and the next update."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.landscape.line import Curve
from engine.language.figures import fit_number
from tui.drawing.bands import DECADES
from tui.drawing.chart_axis import pen
from tui.drawing.chart_scale import Scale, fit_scale
from tui.drawing.look import Line, Look, Span
from tui.drawing.terrain import GUTTER, LEAST, Size, coordinate, marks_of, nearest, runs

KINK, ASCII_KINK = "◇", "K"
"""The mark of a kink."""

TANGENT = "·", "."
"""The dots of the tangent, in Unicode and in ASCII."""

BELOW = 0.1
"""So much room is left below the curve, as a part of its height, for the tangent to be seen."""


def size_of(width: int, height: int) -> Size | None:
    """The size of the picture in a room, beside its losses; None where there is none."""
    size = Size(width - GUTTER - 1, height - 2)
    return size if size.columns >= LEAST[0] and size.rows >= LEAST[1] else None


def places_in(size: Size, look: Look) -> int:
    """How many places a curve of this size shows: one for each column of dots."""
    return size.columns * pen(look).across


def kink_mark(look: Look) -> str:
    """The mark of a kink in a look."""
    return ASCII_KINK if look.ascii else KINK


class _Spot(NamedTuple):
    """A cell of the picture, by its column and its row from above."""

    x: int
    y: int


def slope_lines(curve: Curve, cursor: float, look: Look, size: Size) -> list[Line]:
    """The lines of the picture, and below it the way of training and the coordinates."""
    return _Picture(curve, look, size).lines(cursor)


class _Picture:
    """The cells of a picture.

    Args:
        curve: what to draw.
        look: the characters to draw with.
        size: how many cells there are.
    """

    def __init__(self, curve: Curve, look: Look, size: Size) -> None:
        self._curve, self._look, self._size = curve, look, size
        self._cells: list[list[Span]] = [[(" ", "text")] * size.columns for _ in range(size.rows)]
        finite = curve.losses[np.isfinite(curve.losses)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        is_log = low > 0 and high > DECADES * low
        if not is_log:
            low -= BELOW * (high - low)
        self._scale: Scale = fit_scale(low, high, size.rows, is_log)

    def lines(self, cursor: float) -> list[Line]:
        """All lines."""
        self._draw_tangent()
        self._draw_curve()
        self._draw_update()
        self._draw_marks(cursor)
        labels = self._labels()
        rows = [(label, *runs(row)) for label, row in zip(labels, self._cells, strict=True)]
        return [*rows, self._way(), self._below()]

    def _draw_curve(self) -> None:
        """The curve in dots, joined from one place to the next."""
        across, down, characters, _ = pen(self._look)
        rows = self._size.rows * down
        losses = self._curve.losses.tolist()
        # There may be more columns than losses were computed: the nearest is taken.
        shown = nearest(len(losses), self._size.columns * across)
        dots = [self._dot(losses[i], rows) for i in shown]
        for x in range(self._size.columns):
            columns = [self._stretch(dots, x * across + i) for i in range(across)]
            for y in range(self._size.rows):
                bits = sum(
                    1 << (i * down + k)
                    for i, (top, bottom) in enumerate(columns)
                    for k in range(down)
                    if top <= y * down + k <= bottom
                )
                if bits:
                    self._cells[y][x] = characters[bits], "text"
            if any(dots[x * across + i] is None for i in range(across)):
                self._cells[0][x] = "!", "error"

    def _dot(self, loss: float, rows: int) -> int | None:
        if not math.isfinite(loss):
            return None
        return round((rows - 1) * (1 - min(max(self._scale.height(loss), 0.0), 1.0)))

    def _stretch(self, dots: Sequence[int | None], i: int) -> tuple[int, int]:
        """The rows of dots of a place: to half of the way to those beside it."""
        here = dots[i]
        if here is None:
            return 0, -1
        beside = [dots[k] for k in (i - 1, i + 1) if 0 <= k < len(dots)]
        halves = [here + math.trunc((other - here) / 2) for other in beside if other is not None]
        return min(here, *halves), max(here, *halves)

    def _draw_tangent(self) -> None:
        """The tangent at the point, by the gradient that the program has."""
        here, slope = self._curve.here, self._curve.slope
        if not (math.isfinite(here.loss) and math.isfinite(slope)):
            return
        axis, last = self._curve.axis, self._size.columns - 1
        for x in range(self._size.columns):
            at = axis.low + (axis.high - axis.low) * x / last
            height = self._height(here.loss + slope * (at - here.at))
            if height is not None:
                self._cells[height][x] = TANGENT[self._look.ascii], "kink"

    def _draw_update(self) -> None:
        """An arrow from the point to where the next update takes it."""
        here, there = self._spot(self._curve.here.at, self._curve.here.loss), self._curve.update
        end = self._column(there)
        if here is None or end is None or end == here.x:
            return
        glyphs = self._look.glyphs
        way = 1 if end > here.x else -1
        for x in range(here.x + way, end, way):
            self._cells[here.y][x] = glyphs.horizontal, "hot"
        self._cells[here.y][end] = (glyphs.head if way > 0 else glyphs.back), "hot"

    def _draw_marks(self, cursor: float) -> None:
        marks = marks_of(self._look)
        x = self._column(cursor)
        if x is not None:
            for row in self._cells:
                row[x] = (self._look.glyphs.vertical if row[x][0] == " " else row[x][0]), "hot"
        for each in self._curve.breaks:
            self._put(each.at, each.loss, kink_mark(self._look), "kink")
        self._put(self._curve.here.at, self._curve.here.loss, marks.here, "hot")

    def _put(self, at: float, loss: float, glyph: str, role: str) -> None:
        spot = self._spot(at, loss)
        if spot is not None:
            self._cells[spot.y][spot.x] = glyph, role

    def _spot(self, at: float, loss: float) -> _Spot | None:
        x, y = self._column(at), self._height(loss)
        return None if x is None or y is None else _Spot(x, y)

    def _column(self, at: float) -> int | None:
        axis, last = self._curve.axis, self._size.columns - 1
        place = (at - axis.low) / (axis.high - axis.low) * last
        return round(place) if -0.5 <= place <= last + 0.5 else None  # NaN is nowhere

    def _height(self, loss: float) -> int | None:
        """The row of a loss, as dots have it; None outside of the picture."""
        if not math.isfinite(loss):
            return None
        height = self._scale.height(loss)
        down = pen(self._look).down
        if not -1e-9 <= height <= 1 + 1e-9:
            return None
        dot = round((self._size.rows * down - 1) * (1 - min(max(height, 0.0), 1.0)))
        return dot // down

    def _labels(self) -> list[Span]:
        texts = [" " * GUTTER] * self._size.rows
        for label in self._scale.labels:
            y = self._height(label)
            if y is not None:
                text = fit_number(label, GUTTER - 1, self._look.glyphs.minus)
                texts[y] = text.rjust(GUTTER - 1) + " "
        return [(text, "dim") for text in texts]

    def _way(self) -> Line:
        """Where the iterations start, along the line."""
        marks, cells = marks_of(self._look), [(" ", "text")] * self._size.columns
        places = self._curve.path.places[:, 0].tolist()
        glyphs = [marks.start, *[marks.way] * (len(places) - 2), marks.end]
        for at, glyph in [*zip(places[1:], glyphs[1:], strict=False), (places[0], glyphs[0])]:
            x = self._column(at)
            if x is not None:
                cells[x] = glyph, "strong" if glyph != marks.way else "text"
        return (("training".rjust(GUTTER - 1) + " ", "dim"), *runs(cells))

    def _below(self) -> Line:
        axis, columns = self._curve.axis, self._size.columns
        low, high = (coordinate(end, axis, self._look) for end in (axis.low, axis.high))
        name = self._look.shortened(axis.way.name, columns - len(low) - len(high) - 2)
        gap = columns - len(low) - len(high) - len(name)
        return (
            (" " * GUTTER + low, "dim"), (" " * (gap // 2) + name, "title"),
            (" " * (gap - gap // 2) + high, "dim"),
        )  # fmt: skip
