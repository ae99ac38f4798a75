"""The legend of a chart of several curves: what each is, and its value where one stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.language.figures import format_number
from tui.drawing.chart_curves import LETTERS, role_of, sample
from tui.drawing.chart_data import Chart
from tui.drawing.look import Line, Look, Span

DIGITS = 4
"""The digits of a value in the legend."""

SHARE = 3
"""The legend takes at most this part of the rows."""

BETWEEN = 2
"""The blanks between two entries."""


class Entry(NamedTuple):
    """An entry of the legend.

    Args:
        number: that of the curve.
        text: its name and its value.
        note: what else there is to know of it.
    """

    number: int
    text: str
    note: str

    def spans(self, look: Look, width: int) -> Sequence[Span]:
        """The entry in so many columns."""
        key = f"{LETTERS[self.number]} {sample(self.number, look)} "
        note = f" {self.note}" if self.note else ""
        text = look.shortened(self.text + note, max(width - len(key), 1))
        return (key, role_of(self.number)), (text.ljust(width - len(key)), "text")

    @property
    def length(self) -> int:
        """The columns that it takes."""
        return len("a  ") + 4 + len(self.text) + (len(self.note) + 1 if self.note else 0)


def entries(chart: Chart, notes: Sequence[str], look: Look) -> Sequence[Entry]:
    """An entry for each curve, given what else there is to know of each."""
    found = []
    for number, (curve, note) in enumerate(zip(chart.curves, notes, strict=True)):
        value = curve.at(chart.cursor)
        minus = look.glyphs.minus
        shown = look.glyphs.pending if value is None else format_number(value, DIGITS, minus)
        found.append(Entry(number, f"{curve.name} = {shown}", note))
    return found


def legend_lines(found: Sequence[Entry], look: Look, width: int, height: int) -> list[Line]:
    """The legend in columns, in no more than its share of the rows; what is left out is said."""
    most = max(height // SHARE, 1)
    wide = min(max(entry.length for entry in found), width)
    across = max((width + BETWEEN) // (wide + BETWEEN), 1)
    rows = min(-(-len(found) // across), most)
    shown = found[: rows * across]
    left = len(found) - len(shown)
    more = f" +{left} more" if left else ""
    lines: list[Line] = []
    for y in range(rows):
        row = shown[y * across : (y + 1) * across]
        spans: list[Span] = []
        for place, entry in enumerate(row):
            is_last = bool(more) and y == rows - 1 and place == len(row) - 1
            room = wide - max(_used(row, wide) + len(more) - width, 0) if is_last else wide
            spans += [(" " * BETWEEN * (place > 0), "text"), *entry.spans(look, room)]
        lines.append(spans)
    if more:
        lines[-1] = [*lines[-1], (more, "dim")]
    return lines


def _used(row: Sequence[Entry], wide: int) -> int:
    """The columns that a row takes."""
    return len(row) * (wide + BETWEEN) - BETWEEN
