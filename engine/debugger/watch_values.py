"""The worth of watches: now, a step before, and at the same step of the iteration before."""

from __future__ import annotations

from dataclasses import dataclass

from engine.debugger.cursor import Cursor
from engine.debugger.stop import Stop
from engine.debugger.watches import Watch
from engine.iterations.state import State
from engine.iterations.timeline import Place
from engine.language.notation import Style
from engine.language.values import same, shape_of
from engine.queries.answers import Problem, Worth, evaluate, say_asked, say_worth

MOST = 24
"""The most characters of a worth in a list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A watch's values at a moment; None stands for what is not computed yet, or never was.

    Args:
        now: the worth where the debugger stands.
        step_before: the worth a step before, which may lie in the iteration before.
        iteration_before: the worth at the same step of the iteration before.
    """

    now: Worth
    step_before: Worth
    iteration_before: Worth

    @property
    def has_changed(self) -> bool:
        """Whether the step has changed it."""
        return not _equal(self.now, self.step_before)


def read(watch: Watch, stop: Stop) -> Reading:
    """What a watch is worth where the debugger stands, and was before.

    Only what the expression reads is computed, of at most three iterations.
    """
    cursor, timeline = stop.cursor, stop.timeline
    iteration_before: Worth = None
    if cursor.iteration:
        earlier = State(timeline.run(cursor.iteration - 1), cursor.step, stop.state.arrived)
        iteration_before = evaluate(watch.asked, earlier, timeline)
    step_before: Worth = None
    place = _step_before(cursor, stop.steps)
    if place is not None:
        earlier = State(timeline.run(place.iteration), place.step)
        step_before = evaluate(watch.asked, earlier, timeline)
    return Reading(evaluate(watch.asked, stop.state, timeline), step_before, iteration_before)


def watch_lines(stop: Stop, style: Style) -> list[str]:
    """A line for each watch: its number, what it watches, and the three things it is worth."""
    table = []
    for watch in stop.watches:
        reading = read(watch, stop)
        worths = (reading.now, reading.step_before, reading.iteration_before)
        table.append((say_asked(watch.asked, style), *(_say(each, style) for each in worths)))
    wide = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        f"{watch.number:2} {title:{wide[0]}} = {now:{wide[1]}}"
        f"  step before {step:{wide[2]}}  iteration before {iteration}"
        for watch, (title, now, step, iteration) in zip(stop.watches, table, strict=True)
    ]


def _say(found: Worth, style: Style) -> str:
    """What something is worth; an array by its shape, if its entries would take too much room."""
    text = say_worth(found, style)
    if found is None or isinstance(found, (tuple, Problem)) or len(text) <= MOST:
        return text
    return f"[{'×'.join(map(str, shape_of(found)))}]"


def _step_before(cursor: Cursor, last: int) -> Place | None:
    """The place a step before; before the first step of an iteration lies the end of another."""
    if cursor.step > 1 or cursor.iteration == 0:
        return Place(cursor.iteration, cursor.step - 1) if cursor.step else None
    return Place(cursor.iteration - 1, last)


def _equal(left: Worth, right: Worth) -> bool:
    if left is None or isinstance(left, (tuple, Problem)):
        return isinstance(right, type(left)) and left == right
    if right is None or isinstance(right, (tuple, Problem)):
        return False
    return left is right or same(left, right)
