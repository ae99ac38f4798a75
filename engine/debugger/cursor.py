"""Places in time, and the ways from one to another: arithmetic on steps and iterations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import index

from engine.errors import DebuggerError
from engine.iterations.timeline import MAX_ITERATION
from engine.program.program import Phase, Program

LAST = f"iteration {MAX_ITERATION:,} is the last that can be run"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in time.

    Args:
        iteration: counted from 0.
        step: how many steps of the iteration have been taken; 0 only before the first of all.
        arrived: how many terms of the last step have been added up, while it is stepped into.
    """

    iteration: int = 0
    step: int = 0
    arrived: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The order of a program's steps in time: where moves lead, whatever the numbers are.

    A move gives None where it would lead out of time.
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

    def after(self, cursor: Cursor) -> Cursor | None:
        """The next step; where a step is stepped into, its end."""
        if not self.is_complete(cursor):
            return Cursor(cursor.iteration, cursor.step)
        if cursor.step < self.last:
            return Cursor(cursor.iteration, cursor.step + 1)
        return Cursor(cursor.iteration + 1, 1) if cursor.iteration < MAX_ITERATION else None

    def before(self, cursor: Cursor) -> Cursor | None:
        """The step before; where a step is stepped into, one term less of it."""
        if cursor.arrived:
            return replace(cursor, arrived=cursor.arrived - 1)
        if cursor.step > 1 or cursor == Cursor(0, 1):
            return Cursor(cursor.iteration, cursor.step - 1)
        return Cursor(cursor.iteration - 1, self.last) if cursor.iteration else None

    def inside(self, cursor: Cursor) -> Cursor | None:
        """One term more of a fan-in sum, whose accumulator starts at 0; else the next step."""
        if cursor.arrived is None and self.terms(cursor) > 1:
            return replace(cursor, arrived=0)
        if cursor.arrived is not None and not self.is_complete(cursor):
            return replace(cursor, arrived=cursor.arrived + 1)
        following = self.after(cursor)
        if following is None or self.terms(following) < 2:
            return following
        return replace(following, arrived=0)

    def is_next(self, one: Cursor, other: Cursor) -> bool:
        """Whether two places are the same step, or one step from each other."""
        places = [each.iteration * self.last + each.step for each in (one, other)]
        return abs(places[0] - places[1]) <= 1

    def phase_end(self, cursor: Cursor) -> Cursor | None:
        """The end of the phase; from there, that of the next."""
        ends = [phase.stop for phase in self.program.phases.values() if phase]
        return self._next(cursor.iteration, cursor.step - (not self.is_complete(cursor)), ends)

    def phase_start(self, cursor: Cursor) -> Cursor | None:
        """The first step of the phase; from there, that of the one before."""
        starts = [phase.start + 1 for phase in self.program.phases.values() if phase]
        earlier = [start for start in starts if start < cursor.step]
        if earlier:
            return Cursor(cursor.iteration, earlier[-1])
        return Cursor(cursor.iteration - 1, starts[-1]) if cursor.iteration else None

    def about(self, node: str, cursor: Cursor) -> Cursor | None:
        """The next step that is about a node."""
        return self._next(cursor.iteration, cursor.step, self.program.steps_about[node])

    def _next(self, iteration: int, step: int, steps: Sequence[int]) -> Cursor | None:
        """The first of these steps that comes later, in this iteration or in the next."""
        for each in steps:
            if each > step:
                return Cursor(iteration, each)
        return Cursor(iteration + 1, steps[0]) if iteration < MAX_ITERATION else None


def whole(number: int) -> int:
    """A number, if it counts something.

    Raises:
        DebuggerError: where it is not a whole number.
    """
    try:
        return index(number)
    except TypeError:
        raise DebuggerError(f"{number!r} is no whole number") from None
