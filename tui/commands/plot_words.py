"""Curves in words: where they begin and end, their extremes, and how often the loss rose."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.language.figures import format_number, grouped
from engine.language.notation import Style
from engine.language.text import capitalised
from engine.queries.rises import rises_of
from tui.commands.happenings import say_rises
from tui.commands.plotting import parse_plot
from tui.drawing.chart_data import Plotted
from tui.drawing.charted import Charted
from tui.drawing.plotter import Plotter

WIDTH = 200
"""Curves are followed as closely as for a chart of so many columns."""

DIGITS = 4
"""The digits of a number."""


def answer_plot(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """What a chart shows, a line for each curve.

    Raises:
        DebuggerError: where it makes no sense.
    """
    plot, plotter = parse_plot(argument, stop), Plotter()
    for _ in plotter.work(plot, stop, WIDTH):
        pass
    chart = plotter.chart(Charted(plot), stop, WIDTH, style)
    lines = [
        _say(wanted.title(stop, style), each, style)
        for wanted, each in zip(plot.curves, chart.curves, strict=True)
    ]
    if not argument.strip():
        lines.append(f"{capitalised(say_rises(*rises_of(stop.timeline), style))}.")
    return [*lines, *([f"{capitalised(plot.note)}."] if plot.note else ())]


def _say(name: str, curve: Plotted, style: Style) -> str:
    values = curve.values.values.tolist()
    if not values:
        return f"{name}: not known yet."

    def at(place: int) -> str:
        minus = "-" if style.kind == "text" else "−"
        number = format_number(values[place], DIGITS, minus)
        return f"{number} in iteration {grouped(curve.iterations[place])}"

    said = f"{name}: {at(0)}"
    if len(values) == 1:
        return f"{said}."
    shown = [place for place, value in enumerate(values) if math.isfinite(value)]
    said += f", {at(len(values) - 1)}"
    if shown:
        low, high = min(shown, key=values.__getitem__), max(shown, key=values.__getitem__)
        said += f"; lowest {at(low)}, highest {at(high)}"
    lost = len(values) - len(shown)
    return f"{said}; {lost} of {len(values)} not finite." if lost else f"{said}."
