"""Lists of what happened over the iterations: rises of the loss, and all events, to go there."""

from __future__ import annotations

from collections.abc import Callable

from engine.debugger.stop import Stop
from engine.language.figures import format_number, grouped
from engine.language.notation import Style
from engine.queries.rises import Places, Rise, Rises, rises_of
from tui.commands.lists import Choice, Choices, Outcome
from tui.commands.rows import Rows
from tui.drawing.happened import Happened

DIGITS = 3
"""The digits of a rise."""

HINT = "«Enter list.choose» goes there"


class Happenings(Rows):
    """What happened, a row for each.

    Args:
        iterations: that of each row, ascending.
        text: called with the number of a row; gives what happened.
        style: how it is written: in columns, or as it is read out.
    """

    def __init__(self, iterations: Places, text: Callable[[int], str], style: Style) -> None:
        self._iterations, self._text, self._is_plain = iterations, text, style.kind == "text"
        last = int(iterations[-1]) if len(iterations) else 0
        self._width = len(grouped(last))

    def __len__(self) -> int:
        return len(self._iterations)

    def _row(self, place: int) -> Choice:
        iteration = int(self._iterations[place])
        number, said = grouped(iteration), self._text(place)
        text = f"iteration {number:>{self._width}}  {said}"
        if self._is_plain:
            text = f"iteration {number}: {said}"
        return Choice(text, {"enter": Outcome(closes=True, line=f"iteration {iteration}")})

    def start(self, here: int) -> int:
        """The row to begin at: the last one up to where one stands."""
        return max(int(self._iterations.searchsorted(here, side="right")) - 1, 0)


def choose_rise(stop: Stop, style: Style) -> Choices:
    """The rises of the loss, how many there are and the largest."""
    found, updates = rises_of(stop.timeline)
    rows = Happenings(found.places, lambda place: _say(found[place], style), style)
    said, largest = say_rises(found, updates, style), found.largest
    title = f"Rises of the loss: {grouped(found.count)} of {grouped(updates)}"
    if largest is not None:
        title += f", most {_number(largest.height, style)} in {grouped(largest.iteration)}"
    return Choices(title, rows, HINT, said, rows.start(stop.cursor.iteration), said)


def choose_event(stop: Stop, style: Style) -> Choices:
    """All that happened: what was changed by hand, what became of ReLUs, and rises."""
    import numpy as np

    marks, (found, _) = Happened.of(stop, style).marks, rises_of(stop.timeline)
    times = np.concatenate((found.places, marks.iterations))
    order = times.argsort(kind="stable")  # a rise comes before what else happened in its iteration

    def text(row: int) -> str:
        number = int(order[row]) - found.count
        return marks.event(number).label if number >= 0 else _say(found[order[row]], style)

    rows = Happenings(times[order], text, style)
    events, rises = grouped(len(marks)), grouped(found.count)
    title = (
        f"What happened: {events} event{'s' * (len(marks) != 1)}, "
        f"{rises} rise{'s' * (found.count != 1)} of the loss"
    )
    return Choices(
        title, rows, HINT, "nothing has happened yet: train first, as in train 100",
        rows.start(stop.cursor.iteration), title,
    )  # fmt: skip


def _say(rise: Rise, style: Style) -> str:
    sign = "" if style.kind == "text" else "↑ "
    return f"{sign}the loss rose by {_number(rise.height, style)}"


def _number(value: float, style: Style) -> str:
    return format_number(value, DIGITS, "-" if style.kind == "text" else "−")


def say_rises(found: Rises, updates: int, style: Style) -> str:
    """As in: the loss rose in 37 of 1,000 iterations, most by 0.21 in iteration 412."""
    if not updates:
        return "no iteration has been run: train first, as in train 100"
    largest = found.largest
    if largest is None:
        return f"the loss rose in none of {grouped(updates)} iterations"
    most = f"most by {_number(largest.height, style)} in iteration {grouped(largest.iteration)}"
    return f"the loss rose in {grouped(found.count)} of {grouped(updates)} iterations, {most}"
