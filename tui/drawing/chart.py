"""Curves over the iterations as lines of text: their axes, what happened, and where one stands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from engine.iterations.state import ReluState
from engine.language.figures import fit_number, format_number
from tui.drawing.chart_axis import GUTTER, LOWEST, NARROWEST, Axis, pen
from tui.drawing.chart_bins import Bin, bins_of
from tui.drawing.chart_curves import Cells, Placed
from tui.drawing.chart_data import Chart
from tui.drawing.chart_legend import entries, legend_lines
from tui.drawing.chart_placed import notes_of, placed
from tui.drawing.chart_scale import LABEL
from tui.drawing.look import EAST, NORTH, SOUTH, STATE_ROLES, WEST, Line, Look, Span

ROOMY = 8
"""From this height on the plot has a line below it, on which rises are marked."""


def chart_lines(chart: Chart, look: Look, width: int, height: int) -> list[Line]:
    """The lines of the picture, which fill the room; none where it is too small for a picture."""
    if width < NARROWEST or height < LOWEST:
        return []
    axis = Axis(chart.first, chart.last, width - GUTTER)
    bins = [bins_of(curve, axis, pen(look).across, chart.floor) for curve in chart.curves]
    legend: Sequence[Line] = ()
    if len(chart.curves) > 1 and height > LOWEST:
        notes = notes_of(chart, bins, look)
        legend = legend_lines(entries(chart, notes, look), look, width, height)
    below = height - len(legend)
    plot = range(1 if chart.marks else 0, below - (2 if below >= ROOMY else 1))
    curves = placed(chart, bins, len(plot))
    if not curves:
        empty = look.shortened(_why_empty(chart, bins), width).ljust(width)
        return [*legend, ((empty, "dim"),)]
    return [*legend, *_Picture(chart, look, axis, curves, plot, below).draw()]


def iteration_at(chart: Chart, x: int, width: int) -> int | None:
    """The iteration that a column of the picture stands for; None beside the plot."""
    if width < NARROWEST or not GUTTER <= x < width:
        return None
    return Axis(chart.first, chart.last, width - GUTTER).iteration(x - GUTTER)


def sample_iterations(first: int, last: int, width: int) -> Sequence[int]:
    """The iterations whose values a picture of this width has room for.

    They are all, or else the first, the last, and one or two for each column, a power of two apart,
    so that nearly all of them stay when another iteration has been run.
    """
    span, pieces = last - first, 2 * (max(width, NARROWEST) - GUTTER - 1)
    stride = 1
    while span > pieces * stride:
        stride *= 2
    return sorted({*range(first, last + 1, stride), last})


def _why_empty(chart: Chart, bins: Sequence[Sequence[Bin]]) -> str:
    if not any(bins):
        return "nothing to draw yet"
    if chart.log:
        return "no finite value above 0, which a log scale needs"
    return "no finite value to draw"


class _Picture:
    """The cells of a picture.

    Args:
        chart: what to draw.
        look: the characters to draw with.
        axis: where the iterations are.
        curves: where the values are; those of the first are written beside the plot.
        plot: the lines of the plot; the iterations are written on the last line of the picture.
        height: how many lines the picture has.
    """

    def __init__(
        self,
        chart: Chart,
        look: Look,
        axis: Axis,
        curves: Sequence[Placed],
        plot: range,
        height: int,
    ) -> None:
        self._chart, self._look, self._axis = chart, look, axis
        self._curves, self._plot = curves, plot
        self._pen = pen(look)
        self._cells = Cells(look, axis, len(plot))
        self._width = GUTTER + axis.columns
        self._characters = [[" "] * self._width for _ in range(height)]
        # Blanks have the role of the cursor's line: what changes when it moves is then of one role
        # in every line, and two fifths of the bytes are saved.
        self._roles = [["hot"] * self._width for _ in range(height)]

    @property
    def _is_alone(self) -> bool:
        return len(self._chart.curves) == 1

    def draw(self) -> list[Line]:
        """Draw everything; what comes later covers what came before."""
        self._draw_curves()
        if self._is_alone:
            self._draw_gaps(self._curves[0].bins)
        self._draw_cursor()
        self._draw_events()
        self._draw_values()
        self._draw_iterations()
        self._draw_rises()
        return [
            tuple(_spans(characters, roles))
            for characters, roles in zip(self._characters, self._roles, strict=True)
        ]

    def _put(self, x: int, y: int, text: str, role: str) -> None:
        end = x + len(text)
        self._characters[y][x:end] = text
        self._roles[y][x:end] = [role] * len(text)

    def _draw_curves(self) -> None:
        for curve in self._curves:
            self._cells.add(curve, self._is_alone)
        for x, y, span in self._cells.drawn(self._is_alone):
            self._put(GUTTER + x, self._plot[y], *span)
        if not self._is_alone and not self._look.ascii:  # else letters are all there is
            for x, y, span in self._cells.ends(self._curves):
                self._put(GUTTER + x, self._plot[y], *span)

    def _draw_gaps(self, bins: Sequence[Bin]) -> None:
        """Where the curve ends, tell what came instead of a number that can be drawn."""
        inside, behind = False, 0
        for one in bins:
            if one.gap is not None and not (inside and one.entry is None):
                text, role = self._gap(one.gap)
                x = min(GUTTER + one.x // self._pen.across, self._width - len(text))
                if x >= behind:
                    self._put(x, self._free_line(x, len(text), one.gap <= 0), text, role)
                    behind = x + len(text) + 1
            inside = one.leave is None

    def _gap(self, value: float) -> Span:
        if math.isfinite(value):
            return ("<=0" if self._look.ascii else "≤0"), "dim"
        return format_number(value, minus=self._look.glyphs.minus), "error"

    def _free_line(self, x: int, length: int, is_low: bool) -> int:
        """The first line from the top, or from the bottom, where a text covers nothing."""
        order = self._plot[::-1] if is_low else self._plot
        free = (y for y in order if set(self._characters[y][x : x + length]) == {" "})
        return next(free, order[0])

    def _draw_cursor(self) -> None:
        chart = self._chart
        if not chart.first <= chart.cursor <= chart.last:
            return
        x = GUTTER + self._axis.place(chart.cursor)
        for y in self._plot:
            if self._characters[y][x] == " ":
                self._put(x, y, self._look.glyphs.vertical, "hot")
            else:
                self._roles[y][x] = "hot" if self._roles[y][x] != "error" else "error"
        for curve in reversed(self._curves):
            value = chart.curves[curve.number].at(chart.cursor)
            if value is not None and chart.floor < value < math.inf:
                point = self._pen.point if self._is_alone else curve.letter
                self._put(x, self._plot[self._cells.row(curve, value)], point, "hot")

    def _draw_events(self) -> None:
        """Put a sign over every column in which something happened, and what it was beside it."""
        found = list(self._chart.marks.columns(self._axis))
        columns = [GUTTER + column for column, _, _ in found]
        taken = GUTTER
        for (x, following), (_, event, count) in zip(
            pairwise([*columns, self._width + 2]), found, strict=True
        ):
            self._put(x, 0, _sign(event.role, self._look), event.role)
            end, room = x + 2, max(following - 4 - x, x - 1 - taken)
            if room >= 1 and (label := event.label + (f" +{count - 1}" if count > 1 else "")):
                if end + len(label) <= following - 2:
                    self._put(end, 0, label, "dim")
                    end += len(label) + 2
                elif x - 1 - len(label) >= taken:
                    self._put(x - 1 - len(label), 0, label, "dim")
            taken = end

    def _draw_values(self) -> None:
        wires, curve = self._look.glyphs.wires, self._curves[0]
        for y in self._plot:
            self._put(LABEL, y, wires[NORTH | SOUTH], "dim")
        for value in curve.scale.labels:
            text = fit_number(value, LABEL, self._look.glyphs.minus).rjust(LABEL)
            line = self._plot[self._cells.row(curve, value * curve.size)]
            self._put(0, line, text + wires[NORTH | SOUTH | WEST], "dim")

    def _draw_iterations(self) -> None:
        below, bottom = self._plot.stop, len(self._characters) - 1
        wires = self._look.glyphs.wires
        if below < bottom:
            line = wires[NORTH | EAST] + wires[EAST | WEST] * self._axis.columns
            self._put(LABEL, below, line, "dim")
        for tick in self._axis.ticks():
            x, text = GUTTER + self._axis.place(tick), str(tick)
            if below < bottom:
                self._put(x, below, wires[EAST | SOUTH | WEST], "dim")
            self._put(min(x - len(text) // 2, self._width - len(text)), bottom, text, "dim")

    def _draw_rises(self) -> None:
        """Mark the columns in which the loss rose, on the line below the plot, if there is one."""
        rises, below = self._chart.rises, self._plot.stop
        if rises is None or below >= len(self._characters) - 1:
            return
        for x, (start, end) in enumerate(pairwise(map(rises.before, self._axis.begins()))):
            if start < end:
                self._put(GUTTER + x, below, rise_sign(self._look), "mixed")


def rise_sign(look: Look) -> str:
    """The sign of a rise of the loss."""
    return "^" if look.ascii else "↑"


def _sign(role: str, look: Look) -> str:
    signs = {STATE_ROLES[state]: look.glyphs.states[state] for state in ReluState}
    signs["title"] = look.glyphs.set_by_hand
    return signs.get(role, "!")


def _spans(characters: Sequence[str], roles: Sequence[str]) -> Iterator[Span]:
    for role, cells in groupby(zip(characters, roles, strict=True), itemgetter(1)):
        yield "".join([character for character, _ in cells]), role
