"""Places in time, and the ways from one to another: arithmetic on steps and iterations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import index
from typing import NamedTuple

from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.timeline import MAX_ITERATION
from engine.program.program import Phase, Program

LAST = f"iteration {MAX_ITERATION:,} is the last that can be run"


@frozen(slots=True)
class Cursor:
    """A place in time.

    Args:
        iteration: counted from 0.
        step: how many steps of the iteration have been taken; 0 only before the first of all.
        arrived: how many terms of the last step have been added up, while it is stepped into.
        over: the group that ends with the step, where one has gone over all of it in one; else
            empty.
    """

    iteration: int = 0
    step: int = 0
    arrived: int | None = None
    over: str = ""


class Way(NamedTuple):
    """Where a move leads.

    Args:
        cursor: the place, or the last before time ends.
        is_there: whether it led as far as it was to.
    """

    cursor: Cursor
    is_there: bool = True


@frozen(slots=True)
class Route:
    """The order of a program's steps in time: where moves lead, whatever the numbers are.

    So many moves of a kind take no longer than one.
    """

    program: Program

    @property
    def last(self) -> int:
        """The last step of an iteration."""
        return len(self.program.equations)

    def node(self, cursor: Cursor) -> str:
        """The node of the step, or of the first before any is taken."""
        return self.program.equations[max(cursor.step, 1) - 1].node

    def terms(self, cursor: Cursor) -> int:
        """How many terms the step adds up."""
        return len(self.program.equations[cursor.step - 1].terms) if cursor.step else 0

    def is_complete(self, cursor: Cursor) -> bool:
        """Whether all terms of the step have arrived."""
        return cursor.arrived is None or cursor.arrived == self.terms(cursor)

    def at(self, step: int, iteration: int) -> Cursor:
        """The place of a step, which in all iterations but the first is one of the steps.

        Raises:
            DebuggerError: where there is no such step or iteration.
        """
        step, iteration = whole(step), whole(iteration)
        if not 0 <= step <= self.last:
            raise DebuggerError(f"there is no step {step}: an iteration has steps 1 to {self.last}")
        if not 0 <= iteration <= MAX_ITERATION:
            raise DebuggerError(
                f"there is no iteration {iteration}: they are counted from 0 to {MAX_ITERATION:,}"
            )
        return Cursor(iteration, max(step, 1) if iteration else step)

    def next_update(self, cursor: Cursor) -> int:
        """The iteration whose update is the next to begin."""
        return cursor.iteration + (cursor.step > self.program.phases[Phase.BACKWARD].stop)

    def after(self, cursor: Cursor, count: int = 1) -> Way:
        """So many steps further on; where a step is stepped into, its end is the first of them."""
        ahead = count - (not self.is_complete(cursor))
        found, end = self._number(cursor) + ahead, self._number(Cursor(MAX_ITERATION, self.last))
        return Way(self._numbered(min(found, end)), found <= end)

    def before(self, cursor: Cursor, count: int = 1) -> Way:
        """So many steps back; where a step is stepped into, first one term less of it each."""
        arrived = cursor.arrived or 0
        if count <= arrived:
            return Way(replace(cursor, arrived=arrived - count))
        found = self._number(cursor) - (count - arrived)
        return Way(self._numbered(max(found, 0)), found >= 0)

    def inside(self, cursor: Cursor) -> Cursor | None:
        """One term more of a fan-in sum, whose accumulator starts at 0; else the next step."""
        if cursor.arrived is None and self.terms(cursor) > 1:
            return replace(cursor, arrived=0, over="")
        if cursor.arrived is not None and not self.is_complete(cursor):
            return replace(cursor, arrived=cursor.arrived + 1)
        following, is_there = self.after(cursor)
        if not is_there:
            return None
        return following if self.terms(following) < 2 else replace(following, arrived=0)

    def is_next(self, one: Cursor, other: Cursor) -> bool:
        """Whether two places are the same step, or one step from each other."""
        return abs(self._number(one) - self._number(other)) <= 1

    def phase_end(self, cursor: Cursor, count: int = 1) -> Way:
        """The end of the phase; from there, that of the next, and so on."""
        ends = [phase.stop for phase in self.program.phases.values() if phase]
        inside = Cursor(cursor.iteration, cursor.step - (not self.is_complete(cursor)))
        return self._onward(inside, ends, count)

    def phase_start(self, cursor: Cursor, count: int = 1) -> Way:
        """The first step of the phase; from there, that of the one before, and so on."""
        starts = [phase.start + 1 for phase in self.program.phases.values() if phase]
        earlier = cursor.iteration * len(starts) + bisect_left(starts, cursor.step)
        if not earlier:
            return Way(cursor, is_there=False)
        iteration, place = divmod(max(earlier - count, 0), len(starts))
        return Way(Cursor(iteration, starts[place]), earlier >= count)

    def about(self, node: str, cursor: Cursor, count: int = 1) -> Way:
        """The next step that is about a node, or one further on."""
        return self._onward(cursor, self.program.steps_about[node], count)

    def _onward(self, cursor: Cursor, steps: Sequence[int], count: int) -> Way:
        """The next of these steps, which come again in each iteration, or one further on."""
        past = cursor.iteration * len(steps) + bisect_right(steps, cursor.step)
        end = (MAX_ITERATION + 1) * len(steps)
        if past == end:
            return Way(cursor, is_there=False)
        iteration, place = divmod(min(past + count, end) - 1, len(steps))
        return Way(Cursor(iteration, steps[place]), past + count <= end)

    def _number(self, cursor: Cursor) -> int:
        """The number of a step, counted through all iterations; 0 before the first."""
        return cursor.iteration * self.last + cursor.step

    def _numbered(self, number: int) -> Cursor:
        iteration, step = divmod(number - 1, self.last)
        return Cursor(iteration, step + 1) if number else Cursor()


def whole(number: int) -> int:
    """A number, if it counts something.

    Raises:
        DebuggerError: where it is not a whole number.
    """
    try:
        return index(number)
    except TypeError:
        raise DebuggerError(f"{number!r} is no whole number") from None
