"""The final losses of a column of a census as a histogram, with the letters of its plateaus."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.language.figures import grouped
from tui.drawing.census.census import Census, short
from tui.drawing.look import Line, Look, Span

BARS, ASCII_BARS = " ▁▂▃▄▅▆▇█", " .:#"
"""The cells of a bar, from empty to full."""

SPREAD = 50.0
"""Losses of which the largest is so many times the least are drawn by their logarithms."""

LEAST = 1e-12
"""A loss below is drawn as this one where logarithms are."""

LOWEST, NARROWEST = 4, 12
"""The least lines and columns of a histogram."""


def histogram_lines(census: Census, column: int, look: Look, width: int, height: int) -> list[Line]:
    """A bar for each range of losses, below it the letter of the outcome that it has most of.

    Lines: what it is of, the bars, the letters, and the losses at both ends.
    """
    if height < LOWEST or width < NARROWEST:
        return []
    outcome, loss = census.outcome[column], census.loss[column]
    finite = (outcome >= 0) & np.isfinite(loss)
    others = int((outcome >= 0).sum() - finite.sum())
    if not finite.any():
        return [(("no final loss is finite" if others else "no run is made yet", "dim"),)]
    values, kinds = loss[finite], outcome[finite]
    low, high = float(values.min()), float(values.max())
    is_log = low >= 0.0 and high > SPREAD * max(low, LEAST)
    if is_log:
        values = np.log10(np.maximum(values, LEAST))
        low, high = math.log10(max(low, LEAST)), math.log10(max(high, LEAST))
    span = high - low
    places = np.zeros(len(values), int)
    if span > 0.0:
        places = np.minimum(((values - low) / span * width).astype(int), width - 1)
    counts = np.bincount(places, minlength=width)
    table = np.zeros((width, len(census.kinds)), int)
    np.add.at(table, (places, kinds), 1)
    most = table.argmax(axis=1)
    roles = [census.kinds[kind].role for kind in most]
    title = f"final losses{', logarithmic' if is_log else ''}"
    title += f", {grouped(others)} not finite" if others else ""
    ends = [10.0**end if is_log else end for end in (low, high)]
    left, right = map(short, ends)
    bars = _bars(counts, roles, look, height - 3)
    letters = [
        (census.kinds[kind].letter, census.kinds[kind].role) if count else (" ", "text")
        for kind, count in zip(most, counts, strict=True)
    ]
    return [
        ((look.shortened(title, width), "dim"),),
        *bars,
        letters,
        ((left + right.rjust(width - len(left)) if span > 0.0 else left, "dim"),),
    ]


def _bars(counts: NDArray[np.intp], roles: list[str], look: Look, rows: int) -> list[Line]:
    """The bars, the highest as high as there is room; whatever there is one of can be seen."""
    signs = ASCII_BARS if look.ascii else BARS
    full = len(signs) - 1
    heights = np.ceil(counts / max(counts.max(), 1) * rows * full).astype(int)
    lines: list[Line] = []
    for row in range(rows - 1, -1, -1):
        filled = np.clip(heights - row * full, 0, full)
        spans: list[Span] = [(signs[n], role) for n, role in zip(filled, roles, strict=True)]
        lines.append(spans)
    return lines
