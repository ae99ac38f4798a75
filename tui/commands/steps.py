"""The steps of an iteration as a list: the program that is debugged, with its breakpoints."""

from __future__ import annotations

from collections.abc import Iterator

from engine.debugger.breakpoints import Breakpoint, every_step
from engine.debugger.stop import Stop
from engine.language.figures import grouped
from engine.language.notation import Style
from engine.language.values import is_array, shape_of
from tui.commands.lists import Choice, Choices, Outcome
from tui.commands.rows import Rows

STOPS, PASSES = ("●", "*"), ("○", "o")
"""The signs of a step at which a breakpoint stops, and at which one is switched off, in ASCII too.
"""

OPEN = (("┌", "│", "└", "╶"), ("/", "|", "\\", "-"))
FOLDED = (("╔", "║", "╚", "═"), ("#", "#", "#", "#"))
"""The signs of a group before its steps: the first, those between, the last, the only one."""


def choose_step(stop: Stop, _: str, style: Style) -> Choices:
    """The steps of the iteration, from the one at which the debugger stands."""
    return Choices(
        f"Steps of iteration {grouped(stop.cursor.iteration)}",
        _Steps(stop, style),
        "«Enter list.choose» goes there, «b list.break» breaks there or no more",
        "there is no step",
        start=max(stop.cursor.step - 1, 0),
    )


class _Steps(Rows):
    """A row for each step.

    Args:
        stop: where the debugger stands.
        style: how they are written.
    """

    def __init__(self, stop: Stop, style: Style) -> None:
        self._stop, self._style = stop, style
        self._width = len(str(stop.steps))
        self._breakpoints = dict(_breakpoints(stop))
        self._columns = _columns(stop, is_text=style.kind == "text")

    def __len__(self) -> int:
        return self._stop.steps

    def _row(self, place: int) -> Choice:
        """The row of a step, counted from 0: its sign, number and phase, equation and value.

        Before the equation stand the signs of its groups, the outermost first.
        """
        stop, style = self._stop, self._style
        equation = stop.program.equations[place]
        written = style.write_sum([term.expression for term in equation.terms])
        there = self._breakpoints.get(place + 1)
        sign, within = self._sign(there), "".join([each[place] for each in self._columns])
        text = (
            f"{sign} {place + 1:{self._width}}  {equation.phase:8}  {within}{' ' * bool(within)}"
            f"{style.name(equation.symbol)} = {written}{self._value(place)}"
        )
        toggles = f"delete {there.number}" if there else f"break {equation.node} {equation.phase}"
        return Choice(
            text,
            {
                "enter": Outcome(closes=True, line=f"goto {place + 1}"),
                "b": Outcome(line=toggles),
            },
            is_off=place >= stop.cursor.step,
        )

    def _sign(self, there: Breakpoint | None) -> str:
        if there is None:
            return " "
        return (STOPS if there.is_enabled else PASSES)[self._style.kind == "text"]

    def _value(self, place: int) -> str:
        """What the step has come to; nothing where it is still to come."""
        if place >= self._stop.state.completed:
            return ""
        value = self._stop.state.run.value(place)
        if is_array(value):
            return f" = [{'×'.join(map(str, shape_of(value)))}]"
        return f" = {self._style.number(value)}"


def _columns(stop: Stop, *, is_text: bool) -> list[list[str]]:
    """The signs of groups before each step: a column for each of those that stand in another."""
    columns: list[list[str]] = []
    if not stop.program.network.groups:
        return columns
    parents = stop.program.membership.parents
    for stretch in stop.program.stretches:
        depth, parent = 0, parents[stretch.group]
        while parent:
            depth, parent = depth + 1, parents[parent]
        while len(columns) <= depth:
            columns.append([" "] * stop.steps)
        first, side, last, only = (FOLDED if stretch.group in stop.folded else OPEN)[is_text]
        between = stretch.last - stretch.first - 1
        signs = [first, *[side] * between, last] if between >= 0 else [only]
        columns[depth][stretch.first - 1 : stretch.last] = signs
    return columns


def _breakpoints(stop: Stop) -> Iterator[tuple[int, Breakpoint]]:
    """The steps at which breakpoints on nodes stop; of several, one that is on comes last."""
    for each in sorted(stop.breakpoints, key=lambda each: each.is_enabled):
        if each.condition is None:
            yield from ((step, each) for step in every_step(each, stop.program))
