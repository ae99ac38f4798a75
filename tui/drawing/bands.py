"""Bands of losses: which shade stands for which, and the scale that says so."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import count

import numpy as np

from engine.frozen import frozen
from engine.language.figures import fit_number
from engine.language.values import Array
from tui.drawing.look import Line, Look, Span

SHADES, ASCII_SHADES = " ·░▒▓█", " .:=#%"
"""The glyphs from the lowest band to the highest."""

ROLES = ("active", "active", "active", "title", "kink", "dead")
"""The role of each; the glyphs alone tell them apart."""

NOT_FINITE = "!"
"""The glyph of a loss that is no number, or infinite."""

DECADES = 100.0
"""From this ratio of the highest loss to the lowest on, the bands are logarithmic."""

DEEPEST = 1e5
"""So many times the lowest edge goes the highest, where the lowest loss is 0."""

LABEL = 7
"""The most columns of a loss on the scale."""

WIDTH = 3 + 4 + LABEL
"""The columns of the scale: two glyphs, the sign before the loss and the loss."""


@frozen(eq=False)
class Bands:
    """The bands of a picture.

    Args:
        edges: the losses at which one band ends and the next begins, ascending.
        low: the lowest loss of the picture.
        high: the highest that is finite.
        is_log: whether the edges are powers of a kind, not evenly apart.
        has_others: whether some losses are not finite.
    """

    edges: Sequence[float]
    low: float
    high: float
    is_log: bool
    has_others: bool

    @classmethod
    def of(cls, losses: Array) -> Bands:
        """The bands in which some losses can be told apart."""
        finite = losses[np.isfinite(losses)]
        has_others = finite.size < losses.size
        if not finite.size:
            return cls((), math.nan, math.nan, False, has_others)
        low, high = float(finite.min()), float(finite.max())
        most = float(np.percentile(finite, 98))  # a few that are huge do not hide all others
        least = float(finite[finite > 0].min(initial=math.inf)) if low == 0 else low
        least = max(least, most / DEEPEST)  # a loss that is 0 at one point has no end of decades
        is_log = low >= 0 and most > DECADES * least
        if most - low <= 1e-9 * max(abs(low), abs(most)):
            return cls((), low, high, False, has_others)
        edges = _decades(least, most) if is_log else _round(low, most)
        return cls(edges, low, high, is_log, has_others)

    def span(self, loss: float, look: Look) -> Span:
        """The glyph of a loss, and its role."""
        if not math.isfinite(loss):
            return NOT_FINITE, "error"
        return self._glyph(bisect_right(self.edges, loss), look)

    def _glyph(self, band: int, look: Look) -> Span:
        """The glyph of a band; few are as far apart as many."""
        shades = ASCII_SHADES if look.ascii else SHADES
        last = len(shades) - 1
        place = round(band * last / len(self.edges)) if self.edges else 1
        return shades[place], ROLES[place]

    def scale(self, look: Look) -> Sequence[Line]:
        """A line for each band, from the highest: its glyph, and the losses from which it goes."""
        lines: list[Line] = []
        if self.has_others:
            lines.append(((f" {NOT_FINITE * 2}", "error"), (" no number", "dim")))
        sign = ">=" if look.ascii else "≥"
        for band in reversed(range(len(self.edges) + 1)) if math.isfinite(self.low) else ():
            glyph, role = self._glyph(band, look)
            begin = self.edges[band - 1] if band else self.low
            number = fit_number(begin, LABEL, look.glyphs.minus)
            lines.append(((f" {glyph * 2}", role), (f" {sign} {number}", "dim")))
        return lines


def _round(low: float, high: float) -> Sequence[float]:
    """The multiples of a round number between two losses, as many as can be told apart."""
    power = math.floor(math.log10(high - low)) - 2
    steps = (mantissa * 10.0**i for i in count(power) for mantissa in (1, 2, 5))
    for step in steps:
        first, last = math.floor(low / step) + 1, math.ceil(high / step) - 1
        if last - first + 1 < len(SHADES):
            return [i * step for i in range(first, last + 1)]
    raise AssertionError  # no step is the last


def _decades(low: float, high: float) -> Sequence[float]:
    """The powers of ten between two losses, or 1, 2 and 5, or 1 and 3 times these."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ladders = [
        [mantissa * 10.0**power for power in powers for mantissa in (1, 2, 5)],
        [mantissa * 10.0**power for power in powers for mantissa in (1, 3)],
        *([10.0**power for power in powers if power % k == 0] for k in range(1, 700)),
    ]
    between = ([edge for edge in ladder if low < edge < high] for ladder in ladders)
    return next(edges for edges in between if len(edges) < len(SHADES))
