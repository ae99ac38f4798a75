"""mark, jump, history, revisit."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from tui.commands.arguments import read_number


def visited(stop: Stop, argument: str, _: int) -> int:
    """The iteration of a stop of the history, if it is in this branch."""
    number = read_number("stop", argument)
    return max((_afar(stop, each.spot) for each in stop.visits if each.number == number), default=0)


def _marked(stop: Stop, argument: str, _: int) -> int:
    return _afar(stop, stop.marks[argument]) if argument in stop.marks else 0


def _afar(stop: Stop, spot: Spot) -> int:
    """The iteration of a place; none has to be reached in this branch for one in another."""
    return spot.cursor.iteration if spot.branch == stop.branches.number else 0
