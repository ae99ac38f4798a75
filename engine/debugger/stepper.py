"""The stepper: a cursor over the iterations of the current branch.

An iteration is rebuilt from the parameters it started with, so going back shows the very numbers
that going forward did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from engine.debugger.cursor import LAST, Cursor, Route, Way, whole
from engine.debugger.folds import Folds
from engine.debugger.inward import Inward
from engine.debugger.veil import Veil
from engine.errors import DebuggerError
from engine.frozen import replace
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.iterations.timeline import COMPILE_FROM, MAX_ITERATION, Place, Timeline
from engine.language.figures import grouped
from engine.program.program import Program


class Moved(NamedTuple):
    """The outcome of a move.

    Args:
        message: what there is to say, if anything.
        is_leap: whether the place is one to come back to, not just a step from the one before.
    """

    message: str = ""
    is_leap: bool = False


class Stepper:
    """Stands at a step of an iteration, and moves from there.

    Args:
        timeline: the iterations.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.cursor = Cursor()
        self.veil: Veil | None = None
        self.folds = Folds(timeline.program)
        self.follow(timeline)

    def follow(self, timeline: Timeline) -> None:
        """Go over to other iterations, with the cursor where it is."""
        self.timeline = timeline
        self.route = Route(timeline.program)
        self.folds = self.folds.fitted(timeline.program)

    # Steps

    def step(self, count: int = 1) -> Moved:
        """Take so many steps, or go over folded groups; what is stepped into is finished first."""
        return self._follow(self.folds.after, count, LAST)

    def back(self, count: int = 1) -> Moved:
        """Take back so many steps or folded groups, or terms of a step that is stepped into."""
        return self._follow(self.folds.before, count, "this is the start: nothing lies before it")

    def into(self, count: int = 1) -> Moved:
        """Step into a folded group, or the terms of a sum: the accumulator at 0, then each term."""
        return self._follow(self._inward, count, LAST)

    def goto(self, step: int, iteration: int | None = None) -> Moved:
        """Go to a step, of this iteration or of another.

        Raises:
            DebuggerError: where there is no such step or iteration.
        """
        here = self.cursor.iteration
        return self.go(self.route.at(step, here if iteration is None else iteration))

    def first(self) -> Moved:
        """Go to the first step of this iteration."""
        if self.cursor == Cursor(self.cursor.iteration, 1):
            return Moved("this is the first step of the iteration")
        return self.goto(1)

    def last(self) -> Moved:
        """Go to the last step of this iteration."""
        last = self.folds.whole(Cursor(self.cursor.iteration, self.route.last))
        if self.cursor == last:
            return Moved("this is the last step of the iteration")
        return self.go(last)

    # Phases, iterations, nodes

    def end_of_phase(self, count: int = 1) -> Moved:
        """Go to the last step of this phase; from there, to that of the next."""
        return self._follow(self._phase_end, count, LAST)

    def start_of_phase(self, count: int = 1) -> Moved:
        """Go to the first step of this phase; from there, to that of the one before."""
        edge = "this is the first phase: nothing lies before it"
        return self._follow(self.route.phase_start, count, edge)

    def next_iteration(self, count: int = 1) -> Moved:
        """Go to the same step of a later iteration."""
        target = min(self.cursor.iteration + whole(count), MAX_ITERATION)
        if target == self.cursor.iteration:
            return Moved(LAST)
        return self.visit(target)

    def previous_iteration(self, count: int = 1) -> Moved:
        """Go to the same step of an earlier iteration."""
        if self.cursor.iteration == 0:
            return Moved("this is iteration 0: none lies before it")
        return self.visit(max(self.cursor.iteration - whole(count), 0))

    def visit(self, iteration: int) -> Moved:
        """Go to the same step of another iteration."""
        there = self.route.at(self.cursor.step, iteration)
        return self.go(replace(there, over=self.cursor.over))

    def run_to(self, node: str, count: int = 1) -> Moved:
        """Go on to the next step that is about a node.

        Raises:
            DebuggerError: where no step is about it.
        """
        if node not in self.timeline.program.steps_about:
            raise DebuggerError(
                f"{self.timeline.program.told(node)} is given, not computed: no step leads to it"
            )
        return self._follow(partial(self.route.about, node), count, LAST)

    # Groups

    def fold(self, names: Iterable[str], is_folded: bool) -> str:
        """Fold groups, or unfold them, all where none is named; gives what there is to say.

        Raises:
            DebuggerError: where there is no such group.
        """
        named = [self.folds.named(name) for name in names] or list(self.folds.groups)
        self.folds = self.folds.with_folded(named, is_folded)
        self.cursor = self.folds.whole_of(named, self.cursor)
        return self.folds.said(named)

    # Running

    def reach(self, iteration: int) -> Iterator[int]:
        """Run iterations until the start of this one is known, saying now and then how many are.

        It may be left off at any time with nothing lost, and ends early where NaN or infinity
        appear. The cursor stays where it is.
        """
        return self.timeline.reach(min(iteration, MAX_ITERATION), self._is_beyond)

    def go(self, cursor: Cursor, message: str = "") -> Moved:
        """Go to a place, or as far on the way there as may be seen and the numbers are finite."""
        if self.veil is not None:
            cursor, held = self.veil.held(cursor, self.route)
            message = held or message
        if cursor.iteration > self.timeline.length:
            for _ in self.reach(cursor.iteration):
                pass
        place = Place(cursor.iteration, cursor.step)
        found = None if self._is_beyond else self.timeline.divergence_before(*place)
        if found is not None and found < place:
            cursor, message = Cursor(*found), _say_diverged(self.timeline.program, found)
        before, self.cursor = self.cursor, self._real(cursor)
        return Moved(message, bool(message) or not self._is_next(before))

    def stay(self, message: str) -> Moved:
        """Stand where one stood, in iterations that are others now, as far as they have been run.

        To run many of them may take long, and a person who goes to and fro wants to see it at once.
        """
        known, cursor = self.timeline.length, self.cursor
        if cursor.iteration <= known + COMPILE_FROM:
            return self.go(cursor, message)
        message = f"{message}; it has been run up to iteration {grouped(known)} only"
        return self.go(replace(self.route.at(cursor.step, known), over=cursor.over), message)

    # Where it stands

    @property
    def state(self) -> State:
        """Everything that is known there, and may be seen."""
        cursor = self.cursor
        arrived = None if self.route.is_complete(cursor) else cursor.arrived
        state = State(self.timeline.run(cursor.iteration), cursor.step, arrived)
        return state if self.veil is None else self.veil.over(state, cursor)

    @property
    def node(self) -> str:
        """The node of the step, or of the first before any is taken."""
        return self.folds.node(self.cursor)

    @property
    def place(self) -> Place:
        """The step, however many of its terms have arrived."""
        return Place(self.cursor.iteration, self.cursor.step)

    @property
    def arrived(self) -> str:
        """How many terms of the step have arrived; empty where it is not stepped into."""
        cursor = self.cursor
        if cursor.arrived is None:
            return ""
        return f"{cursor.arrived} of {self.route.terms(cursor)} arrived"

    # Inside

    @property
    def _is_beyond(self) -> bool:
        """Whether the cursor stands where NaN or infinity first appeared, or behind it."""
        found = self.timeline.divergence
        return found is not None and (self.cursor.iteration, self.cursor.step) >= found

    def _is_next(self, before: Cursor) -> bool:
        """Whether another place is a step or a folded group from the one where it stands."""
        here = self.cursor
        return (
            self.route.is_next(before, here)
            or here == self.folds.after(before).cursor
            or here in (self.folds.before(before).cursor, self.folds.inside(before))
        )

    def _phase_end(self, cursor: Cursor, count: int) -> Way:
        found, is_there = self.route.phase_end(cursor, count)
        return Way(self.folds.whole(found), is_there)

    def _inward(self, cursor: Cursor, count: int) -> Way:
        """So many terms and steps further on, the first of them into what was gone over."""
        within = self.folds.inside(cursor)
        while within is not None and within.over and count > 1:
            cursor, count = within, count - 1
            within = self.folds.inside(cursor)
        if within is not None and within.over:
            return Way(within)
        first = self._inside(cursor) if within is None else self._real(within)
        if first is None:
            return Way(cursor, is_there=False)
        inward = Inward(self.timeline.program, self.timeline.edits.results)
        return inward.ahead(first, count - 1) if count > 1 else Way(first)

    def _inside(self, cursor: Cursor) -> Cursor | None:
        """One term more of a fan-in sum; a sum that was set by hand has none to step into."""
        following = self.route.inside(cursor)
        if following is None:
            return None
        found = self._real(following)
        if found == cursor:
            return self._inside(replace(cursor, arrived=self.route.terms(cursor)))
        return found

    def _real(self, cursor: Cursor) -> Cursor:
        """The place, or its whole step where that has no terms to step into."""
        if cursor.arrived is None:
            return self.folds.seen(cursor)
        whole = replace(cursor, arrived=None)
        if not max(cursor.arrived, 2) <= self.route.terms(cursor):
            return whole  # as after another program was taken up
        run = self.timeline.run(cursor.iteration)
        return whole if Step(run, cursor.step - 1).is_set else cursor

    def _follow(self, move: Callable[[Cursor, int], Way], count: int, edge: str) -> Moved:
        """Move so many times; where time ends before, stay there and say so."""
        if whole(count) < 1:
            return self.go(self.cursor)
        cursor, is_there = move(self.cursor, count)
        return self.go(cursor, "" if is_there else edge)


def _say_diverged(program: Program, found: Place) -> str:
    equation = program.equations[found.step - 1]
    return (
        f"stopped: {program.told(equation.symbol)} is not finite, in step {found.step} "
        f"({equation.phase}) of iteration {found.iteration}"
    )
