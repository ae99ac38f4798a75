"""Places: mark, jump, history, revisit ..."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from tui.commands.action import List, Move
from tui.commands.arguments import read_number
from tui.commands.command import Command
from tui.commands.lists import choose_mark, choose_visit


def _visited(stop: Stop, argument: str, _: int) -> int:
    """The iteration of a stop of the history, if it is in this branch."""
    number = read_number("stop", argument)
    return max((_afar(stop, each.spot) for each in stop.visits if each.number == number), default=0)


def _marked(stop: Stop, argument: str, _: int) -> int:
    return _afar(stop, stop.marks[argument]) if argument in stop.marks else 0


def _afar(stop: Stop, spot: Spot) -> int:
    """The iteration of a place; none has to be reached in this branch for one in another."""
    return spot.cursor.iteration if spot.branch == stop.branches.number else 0


PLACES = (
    Command(
        "mark", ("m",), "m", "give this place a name to come back to",
        Move(lambda debugger, argument, _: debugger.mark(argument)), argument="NAME",
    ),
    Command(
        "jump", ("apostrophe",), "'", "go to a place that was marked",
        Move(lambda debugger, argument, _: debugger.jump(argument), _marked), argument="MARK",
    ),
    Command("marks", (), "", "list the marks", List(choose_mark)),
    Command(
        "unmark", (), "", "take away a mark",
        Move(lambda debugger, argument, _: debugger.unmark(argument)), argument="MARK",
    ),
    Command("history", (), "", "list where the debugger has stopped", List(choose_visit)),
    Command(
        "revisit", (), "", "go back to a stop of the history",
        Move(
            lambda debugger, argument, _: debugger.revisit(read_number("stop", argument)), _visited
        ),
        argument="STOP",
    ),
)  # fmt: skip
