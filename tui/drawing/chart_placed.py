"""The scales of the curves of a chart, and what there is to know of each beside its name."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.language.figures import format_number
from tui.drawing.chart_bins import Bin, span_of
from tui.drawing.chart_curves import Placed
from tui.drawing.chart_data import Chart, Scaling
from tui.drawing.chart_scale import fit_scale
from tui.drawing.look import Look

DIGITS = 3
"""The digits of a range in the legend."""


def placed(chart: Chart, bins: Sequence[Sequence[Bin]], rows: int) -> list[Placed]:
    """The curves that have something to draw, each with its scale for so many rows."""
    spans = {number: span for number, each in enumerate(bins) if (span := span_of(each))}
    sizes = {number: _size(span, chart.scaling) for number, span in spans.items()}
    scaled = {
        number: (low / sizes[number], high / sizes[number]) for number, (low, high) in spans.items()
    }
    if not scaled:
        return []
    ends = min(low for low, _ in scaled.values()), max(high for _, high in scaled.values())
    shared = fit_scale(*ends, rows, chart.log)
    is_own = chart.scaling is Scaling.OWN
    return [
        Placed(
            number,
            bins[number],
            fit_scale(*span, rows, chart.log) if is_own else shared,
            sizes[number],
        )
        for number, span in scaled.items()
    ]


def _size(span: tuple[float, float], scaling: Scaling) -> float:
    """What values of this range are divided by."""
    largest = max(map(abs, span))
    return largest if scaling is Scaling.NORMALISED and largest > 0.0 else 1.0


def notes_of(chart: Chart, bins: Sequence[Sequence[Bin]], look: Look) -> Sequence[str]:
    """What there is to know of each curve: how it is scaled, and what of it is not drawn."""
    return [_note(chart, each, look) for each in bins]


def _note(chart: Chart, bins: Sequence[Bin], look: Look) -> str:
    span, minus = span_of(bins), look.glyphs.minus
    said = []
    if span is not None and chart.scaling is Scaling.OWN:
        low, high = (format_number(end, DIGITS, minus) for end in span)
        said.append(f"[{low}{'..' if look.ascii else '…'}{high}]")
    elif span is not None and chart.scaling is Scaling.NORMALISED:
        sign = "/" if look.ascii else "÷"
        said.append(f"{sign}{format_number(max(map(abs, span)), DIGITS, minus)}")
    gaps = [one.gap for one in bins if one.gap is not None]
    if any(math.isfinite(gap) for gap in gaps):
        said.append("<=0 not drawn" if look.ascii else "≤0 not drawn")
    if not all(map(math.isfinite, gaps)):
        said.append("NaN or inf not drawn" if look.ascii else "NaN or ∞ not drawn")
    return ", ".join(said)
