"""The title of a chart: what it shows, its value where one stands, and how often the loss rose."""

from __future__ import annotations

from collections.abc import Iterator

from engine.debugger.plot import Plot, Recorded
from engine.debugger.stop import Stop
from engine.language.figures import format_number, grouped
from engine.queries.rises import Rises
from tui.drawing.chart import rise_sign
from tui.drawing.chart_data import Chart, Scaling
from tui.drawing.look import Look

DIGITS = 2
"""The digits of a rise."""


def chart_title(chart: Chart, plot: Plot, stop: Stop, updates: int, look: Look, room: int) -> str:
    """The title in so many columns: what there is no room for is left out.

    Args:
        chart: what is drawn.
        plot: what is plotted.
        stop: where one stands.
        updates: in how many iterations the loss might have risen.
        look: how to write.
        room: the columns.
    """
    said = [_shown(chart, plot, stop, look), *_scale(chart)]
    if plot.note:
        said.append(plot.note)
    title = ", ".join(said)
    sums = _rises(chart.rises, updates, look)
    told = (f"{title}; {each}" for each in sums)
    return next((each for each in told if len(each) <= room), look.shortened(title, room))


def _shown(chart: Chart, plot: Plot, stop: Stop, look: Look) -> str:
    style = look.style(stop.program)
    where = f"iteration {grouped(stop.cursor.iteration)}"
    if len(chart.curves) != 1:
        return f"{len(chart.curves)} curves in {where}"
    (one,) = plot.curves if len(plot.curves) == 1 else (None,)
    value = chart.curves[0].at(chart.cursor)
    shown = style.pending if value is None else style.number(value)
    if one is None or isinstance(one, Recorded):
        return f"{chart.curves[0].name} = {shown} in {where}"
    return f"{one.title(stop, style)} = {shown} {one.curve.when} {where}"


def _scale(chart: Chart) -> Iterator[str]:
    if chart.log:
        yield "logarithmic"
    if len(chart.curves) > 1 and chart.scaling is Scaling.OWN:
        yield "own scales, numbers of a"
    if len(chart.curves) > 1 and chart.scaling is Scaling.NORMALISED:
        yield "each by its largest |value|"


def _rises(rises: Rises | None, updates: int, look: Look) -> Iterator[str]:
    """How often the loss rose, and most when, in ever fewer words."""
    if rises is None or updates < 1:
        return
    largest, sign = rises.largest, rise_sign(look)
    if largest is None:
        yield "it never rose"
        return
    height = format_number(largest.height, DIGITS, look.glyphs.minus)
    where, count = grouped(largest.iteration), grouped(rises.count)
    yield f"{sign} rose in {count} of {grouped(updates)}, most by {height} in {where}"
    yield f"{sign} {count} of {grouped(updates)}, most {height} in {where}"
    yield f"{sign} {count}, most in {where}"
    yield f"{sign} {count}"
