"""What keys do in the chart: along the curve, to what became of ReLUs, and from rise to rise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.language.figures import grouped
from tui.widgets.reply import Reply

if TYPE_CHECKING:
    from tui.widgets.chart import Chart

CHANGES = {"comma": (-1, False), "full_stop": (1, False)}
CHANGES |= {"less_than_sign": (-1, True), "greater_than_sign": (1, True)}
"""The keys that go to what became of ReLUs: which way, and whether to deaths only."""

RISES = {"left_parenthesis": -1, "right_parenthesis": 1}
"""The keys that go to where the loss rose: which way."""


def travel(chart: Chart, key: str, count: int, stop: Stop) -> Reply | None:
    """What a key asks for in the chart; None for one that means what it always does."""
    if key in ("left", "right"):
        found = chart.column(stop, count if key == "right" else -count)
        return Reply("iteration", str(found))
    if key in CHANGES:
        way, only_deaths = CHANGES[key]
        place = chart.happening(stop, way * count, only_deaths)
        return _to(place, _say_nothing_happened(stop, way > 0, only_deaths))
    if key in RISES:
        way = RISES[key]
        return _to(chart.rise(stop, way * count), _say_no_rise(stop, way > 0))
    return None


def _to(place: int | None, problem: str) -> Reply:
    return Reply(problem=problem) if place is None else Reply("iteration", str(place))


def _say_nothing_happened(stop: Stop, later: bool, only_deaths: bool) -> str:
    if not stop.program.network.relus:
        return "this network has no ReLU to which anything could happen"
    what = "died" if only_deaths else "changed"
    where = f"has {what} yet after" if later else f"{what} before"
    return f"no ReLU {where} iteration {stop.cursor.iteration}"


def _say_no_rise(stop: Stop, later: bool) -> str:
    where = "has not risen yet after" if later else "did not rise before"
    return f"the loss {where} iteration {grouped(stop.cursor.iteration)}"
