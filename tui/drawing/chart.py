"""A curve over the iterations as lines of text: its axes, what happened, and where one stands."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter, or_

from engine.iterations.state import ReluState
from engine.language.figures import fit_number, format_number
from tui.drawing.chart_axis import GUTTER, LOWEST, NARROWEST, Axis, Bin, Chart, Event, bins_of, pen
from tui.drawing.chart_scale import LABEL, Scale, fit_scale
from tui.drawing.look import EAST, NORTH, SOUTH, STATE_ROLES, WEST, Line, Look, Span

ROOMY = 8
"""From this height on the plot has a line below it."""

SERIOUS = ("error", "title", "dead", "kink", "mixed", "active")
"""The roles of events, the most serious first."""


def chart_lines(chart: Chart, look: Look, width: int, height: int) -> list[Line]:
    """The lines of the picture, which fill the room; none where it is too small for a picture."""
    if width < NARROWEST or height < LOWEST:
        return []
    axis = Axis(chart.first, chart.last, width - GUTTER)
    bins = list(bins_of(chart, axis, pen(look).across))
    spans = [one.span for one in bins if one.span]
    if not spans:
        return [((look.shortened(_why_empty(chart, bins), width).ljust(width), "dim"),)]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    plot = range(1 if chart.events else 0, height - (2 if height >= ROOMY else 1))
    scale = fit_scale(low, high, len(plot), chart.log)
    return _Picture(chart, look, axis, scale, plot, height).draw(bins)


def iteration_at(chart: Chart, x: int, width: int) -> int | None:
    """The iteration that a column of the picture stands for; None beside the plot."""
    if width < NARROWEST or not GUTTER <= x < width:
        return None
    return Axis(chart.first, chart.last, width - GUTTER).iteration(x - GUTTER)


def sample_iterations(first: int, last: int, width: int) -> list[int]:
    """The iterations whose values a picture of this width has room for.

    They are all, or else the first, the last, and one or two for each column.
    """
    span, pieces = last - first, 2 * (max(width, NARROWEST) - GUTTER - 1)
    if span <= pieces:
        return list(range(first, last + 1))
    return [first - (-piece * span // pieces) for piece in range(pieces + 1)]


def _why_empty(chart: Chart, bins: Sequence[Bin]) -> str:
    if not bins:
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
        scale: where the values are.
        plot: the lines of the plot; the iterations are written on the last line of the picture.
        height: how many lines the picture has.
    """

    def __init__(
        self, chart: Chart, look: Look, axis: Axis, scale: Scale, plot: range, height: int
    ) -> None:
        self._chart = chart
        self._look = look
        self._pen = pen(look)
        self._axis = axis
        self._scale = scale
        self._plot = plot
        self._width = GUTTER + axis.columns
        self._characters = [[" "] * self._width for _ in range(height)]
        # Blanks have the role of the cursor's line: what changes when it moves is then of one role
        # in every line, and two fifths of the bytes are saved.
        self._roles = [["hot"] * self._width for _ in range(height)]

    def draw(self, bins: Sequence[Bin]) -> list[Line]:
        """Draw everything; what comes later covers what came before."""
        self._draw_curve(bins)
        self._draw_gaps(bins)
        self._draw_cursor()
        self._draw_events()
        self._draw_values()
        self._draw_iterations()
        return [
            tuple(_spans(characters, roles))
            for characters, roles in zip(self._characters, self._roles, strict=True)
        ]

    def _put(self, x: int, y: int, text: str, role: str) -> None:
        end = x + len(text)
        self._characters[y][x:end] = text
        self._roles[y][x:end] = [role] * len(text)

    def _dot(self, value: float) -> int:
        """The row of dots of a value, from the top of the plot."""
        rows = len(self._plot) * self._pen.down
        return round((rows - 1) * (1 - min(max(self._scale.height(value), 0), 1)))

    def _line(self, value: float) -> int:
        """The line of a value."""
        return self._plot[self._dot(value) // self._pen.down]

    def _draw_curve(self, bins: Sequence[Bin]) -> None:
        columns = self._dots(bins)
        across, down, characters, _ = self._pen
        mask = (1 << down) - 1
        for x in range(self._axis.columns):
            cell = columns[x * across : (x + 1) * across]
            union = reduce(or_, cell)
            for i, y in enumerate(self._plot):
                if union >> i * down & mask:
                    parts = ((dots >> i * down & mask) << k * down for k, dots in enumerate(cell))
                    self._put(GUTTER + x, y, characters[sum(parts)], "text")

    def _dots(self, bins: Sequence[Bin]) -> list[int]:
        """The columns of dots, a bit for every row, the lowest for the uppermost."""
        columns = [0] * (self._axis.columns * self._pen.across)
        end: tuple[int, int] | None = None
        for one in bins:
            if one.span:
                low, high = map(self._dot, one.span)
                columns[one.x] |= _stretch(high, low)
            if end is not None and one.entry is not None:
                _join(columns, *end, one.x, self._dot(one.entry))
            end = None if one.leave is None else (one.x, self._dot(one.leave))
        return columns

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
            elif self._roles[y][x] == "text":
                self._roles[y][x] = "hot"
        at = bisect_left(chart.iterations, chart.cursor)
        if at < len(chart.iterations) and chart.iterations[at] == chart.cursor:
            value = chart.values[at]
            if chart.floor < value < math.inf:
                self._put(x, self._line(value), self._pen.point, "hot")

    def _draw_events(self) -> None:
        """Put a sign over every column in which something happened, and what it was beside it."""
        signs = list(_signs(self._chart, self._axis))
        columns = [GUTTER + column for column, _ in signs]
        taken = GUTTER
        for (x, following), (_, events) in zip(
            pairwise([*columns, self._width + 2]), signs, strict=True
        ):
            event = min(events, key=lambda event: _seriousness(event.role))
            label = event.label + (f" +{len(events) - 1}" if len(events) > 1 else "")
            self._put(x, 0, _sign(event.role, self._look), event.role)
            end = x + 2
            if end + len(label) <= following - 2:
                self._put(end, 0, label, "dim")
                end += len(label) + 2
            elif x - 1 - len(label) >= taken:
                self._put(x - 1 - len(label), 0, label, "dim")
            taken = end

    def _draw_values(self) -> None:
        wires = self._look.glyphs.wires
        for y in self._plot:
            self._put(LABEL, y, wires[NORTH | SOUTH], "dim")
        for value in self._scale.labels:
            text = fit_number(value, LABEL, self._look.glyphs.minus).rjust(LABEL)
            self._put(0, self._line(value), text + wires[NORTH | SOUTH | WEST], "dim")

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


def _signs(chart: Chart, axis: Axis) -> Iterator[tuple[int, Sequence[Event]]]:
    """The columns in which something happened, with what."""
    iteration = attrgetter("iteration")
    at = bisect_left(chart.events, chart.first, key=iteration)
    while at < len(chart.events) and chart.events[at].iteration <= chart.last:
        column = axis.place(chart.events[at].iteration)
        limit = min(axis.begin(column + 1), chart.last + 1)
        end = bisect_left(chart.events, limit, at, key=iteration)
        yield column, chart.events[at:end]
        at = end


def _seriousness(role: str) -> int:
    return SERIOUS.index(role) if role in SERIOUS else len(SERIOUS)


def _sign(role: str, look: Look) -> str:
    signs = {STATE_ROLES[state]: look.glyphs.states[state] for state in ReluState}
    signs["title"] = look.glyphs.set_by_hand
    return signs.get(role, "!")


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


def _spans(characters: Sequence[str], roles: Sequence[str]) -> Iterator[Span]:
    for role, cells in groupby(zip(characters, roles, strict=True), itemgetter(1)):
        yield "".join([character for character, _ in cells]), role
