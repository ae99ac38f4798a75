"""Steps through a program, forwards and backwards in time: a cursor over its iterations.

An iteration is rebuilt from the parameters it started with, so going back shows the very numbers
that going forward did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from engine.debugger.branches import Branches
from engine.debugger.breakpoints import Breakpoints
from engine.debugger.cursor import Cursor, Route
from engine.debugger.selection import has_entry, named
from engine.debugger.stop import Stop
from engine.debugger.visits import Spot, Visits
from engine.debugger.watches import Watches
from engine.errors import DebuggerError
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.iterations.timeline import MAX_ITERATION, Place, Timeline
from engine.program.program import Program
from engine.program.recipe import Recipe

LAST = f"iteration {MAX_ITERATION:,} is the last that can be run"


class Stepper:
    """Stands at a step of an iteration, in a branch, and moves from there.

    Args:
        program: what to step through.
        recipe: what it was made of, for sessions; None where they are not saved.
    """

    def __init__(self, program: Program, recipe: Recipe | None = None) -> None:
        self._program = program
        self._recipe = recipe
        self._branches = Branches.of(program)
        self._cursor = Cursor()
        self._selected: str | None = None
        self._sought = ""
        self._entry: tuple[int, ...] | None = None
        self._breakpoints = Breakpoints()
        self._marks: dict[str, Spot] = {}
        self._watches = Watches()
        self._visits = Visits()

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self._stop()

    # Steps

    def step(self, count: int = 1) -> Stop:
        """Take so many steps; a step that is stepped into is finished first."""
        return self._repeat(self._route.after, count, LAST)

    def back(self, count: int = 1) -> Stop:
        """Take back so many steps, or so many terms of a step that is stepped into."""
        return self._repeat(self._route.before, count, "this is the start: nothing lies before it")

    def into(self, count: int = 1) -> Stop:
        """Step into the terms of a fan-in sum: the accumulator at 0, then one term at a time.

        At a step with one term there is nothing to step into; the next step is taken.
        """
        return self._repeat(self._inside, count, LAST)

    def goto(self, step: int, iteration: int | None = None) -> Stop:
        """Go to a step, of this iteration or of another.

        Raises:
            DebuggerError: where there is no such step or iteration.
        """
        here = self._cursor.iteration
        return self._move(self._route.at(step, here if iteration is None else iteration))

    def first(self) -> Stop:
        """Go to the first step of this iteration."""
        if self._cursor == Cursor(self._cursor.iteration, 1):
            return self._stop("this is the first step of the iteration")
        return self.goto(1)

    def last(self) -> Stop:
        """Go to the last step of this iteration."""
        if self._cursor == Cursor(self._cursor.iteration, self._route.last):
            return self._stop("this is the last step of the iteration")
        return self.goto(self._route.last)

    # Phases, iterations, nodes

    def end_of_phase(self, count: int = 1) -> Stop:
        """Go to the last step of this phase; from there, to that of the next."""
        return self._repeat(self._route.phase_end, count, LAST)

    def start_of_phase(self, count: int = 1) -> Stop:
        """Go to the first step of this phase; from there, to that of the one before."""
        edge = "this is the first phase: nothing lies before it"
        return self._repeat(self._route.phase_start, count, edge)

    def next_iteration(self, count: int = 1) -> Stop:
        """Go to the same step of a later iteration."""
        target = min(self._cursor.iteration + count, MAX_ITERATION)
        if target == self._cursor.iteration:
            return self._stop(LAST)
        return self.goto(self._cursor.step, target)

    def previous_iteration(self, count: int = 1) -> Stop:
        """Go to the same step of an earlier iteration."""
        if self._cursor.iteration == 0:
            return self._stop("this is iteration 0: none lies before it")
        return self.goto(self._cursor.step, max(self._cursor.iteration - count, 0))

    def run_to(self, node: str | None = None, count: int = 1) -> Stop:
        """Go on to the next step that is about a node, the selected one unless another is named.

        Raises:
            DebuggerError: where there is no such node, or no step is about it.
        """
        node = self._selection if node is None else named(node, self._program)
        if node not in self._program.steps_about:
            raise DebuggerError(f"{node} is given, not computed: no step leads to it")
        return self._repeat(partial(self._route.about, node), count, LAST)

    def restart(self) -> Stop:
        """Go back to before the first step, with nothing selected."""
        self._selected = None
        return self._move(Cursor(), "restarted")

    # Selection

    def select(self, node: str) -> Stop:
        """Select a node by its name.

        Raises:
            DebuggerError: where there is no such node.
        """
        self._selected = named(node, self._program)
        return self._stop(focus=self._selected)

    def select_next(self, count: int = 1) -> Stop:
        """Select the node so many places further down, or up if `count` is negative."""
        nodes = self._program.reading_order
        place = self._program.places[self._selection] + count
        self._selected = node = nodes[min(max(place, 0), len(nodes) - 1)]
        edge = f"{node} is the {'last' if count > 0 else 'first'} node"
        return self._stop("" if 0 <= place < len(nodes) else edge, node)

    def find(self, text: str = "", count: int = 1) -> Stop:
        """Select the next node after the selected one, or one so many further on, that matches.

        Args:
            text: a part of a name or of a written name, or a condition (`engine.queries.find`); the
                one that was looked for last if it is empty.
            count: which of the matches, counted from the selected node on and round.

        Raises:
            DebuggerError: where there is none, or the text is neither.
        """
        from engine.queries.find import find_matches

        self._sought = text.strip() or self._sought
        if not self._sought:
            raise DebuggerError("nothing was looked for yet: write a part of a name, or value < 0")
        stop = self.stop
        matches = find_matches(self._sought, stop.state)
        place = self._program.places[stop.selected]
        self._selected, message = matches.following(place, self._program, count)
        return self._stop(message, self._selected)

    def single_out(self, *entry: int) -> Stop:
        """Single out an entry of arrays by sample and unit, or none if none is given.

        Raises:
            DebuggerError: where no array of the network has such an entry.
        """
        if entry and not has_entry(self._program, entry):
            raise DebuggerError(
                f"no array of this network has an entry {list(entry)}, counted from 0"
            )
        self._entry = entry or None
        return self._stop("" if entry else "no entry is singled out", self._selected)

    def reach(self, iteration: int) -> Iterator[int]:
        """Run iterations until the start of this one is known, saying now and then how many are.

        It may be left off at any time with nothing lost, and ends early where NaN or infinity
        appear. The cursor stays where it is.
        """
        return self._timeline.reach(min(iteration, MAX_ITERATION), self._is_beyond)

    def stop_short(self, iteration: int) -> Stop:
        """Stand at the last iteration that has been run, on the way to one further on."""
        done = self._timeline.length
        stop = self.goto(self._cursor.step, done)
        said = f"stopped at iteration {done:,} of {iteration:,}; nothing is lost"
        return replace(stop, message=said)

    # Inside

    @property
    def _timeline(self) -> Timeline:
        return self._branches.current.timeline

    @property
    def _route(self) -> Route:
        return Route(self._program)

    @property
    def _selection(self) -> str:
        """The selected node; as long as none is, the node of the current step."""
        return self._selected or self._route.node(self._cursor)

    @property
    def _is_beyond(self) -> bool:
        """Whether the cursor stands where NaN or infinity first appeared, or behind it."""
        found = self._timeline.divergence
        return found is not None and (self._cursor.iteration, self._cursor.step) >= found

    def _forget_what_is_gone(self) -> None:
        """Select nothing, and single out no entry, that the program does not have."""
        if self._selected not in self._program.places:
            self._selected = None
        if self._entry is not None and not has_entry(self._program, self._entry):
            self._entry = None

    def _inside(self, cursor: Cursor) -> Cursor | None:
        """One term more of a fan-in sum; a sum that was set by hand has none to step into."""
        following = self._route.inside(cursor)
        if following is None:
            return None
        found = self._real(following)
        if found == cursor:
            return self._inside(replace(cursor, arrived=self._route.terms(cursor)))
        return found

    def _real(self, cursor: Cursor) -> Cursor:
        """The place, or its whole step where that has no terms to step into."""
        if cursor.arrived is None:
            return cursor
        whole = replace(cursor, arrived=None)
        if not max(cursor.arrived, 2) <= self._route.terms(cursor):
            return whole  # as after another program was taken up
        run = self._timeline.run(cursor.iteration)
        return whole if Step(run, cursor.step - 1).is_set else cursor

    def _repeat(self, move: Callable[[Cursor], Cursor | None], count: int, edge: str) -> Stop:
        """Move so many times; where time ends before, stay there and say so."""
        cursor = self._cursor
        for _ in range(count):
            following = move(cursor)
            if following is None:
                return self._move(cursor, edge)
            cursor = following
        return self._move(cursor)

    def _move(self, cursor: Cursor, message: str = "") -> Stop:
        """Go to a place, or as far on the way there as the numbers are finite."""
        for _ in self.reach(cursor.iteration):
            pass
        place = Place(cursor.iteration, cursor.step)
        found = None if self._is_beyond else self._timeline.divergence_before(*place)
        if found is not None and found < place:
            cursor, message = Cursor(*found), _say_diverged(self._program, found)
        cursor = self._real(cursor)
        if message or not self._route.is_next(self._cursor, cursor):
            self._visits = self._visits.joined_by(self._branches.number, cursor, message)
        self._cursor = cursor
        if cursor.arrived is not None and not message:
            message = f"{cursor.arrived} of {self._route.terms(cursor)} arrived"
        return self._stop(message)

    def _stop(self, message: str = "", focus: str | None = None) -> Stop:
        cursor = self._cursor
        run = self._timeline.run(cursor.iteration)
        arrived = None if self._route.is_complete(cursor) else cursor.arrived
        return Stop(
            program=self._program,
            recipe=self._recipe,
            cursor=cursor,
            state=State(run, cursor.step, arrived),
            branches=self._branches,
            breakpoints=self._breakpoints,
            marks=self._marks,
            watches=self._watches,
            visits=self._visits,
            selected=self._selection,
            is_selection=self._selected is not None,
            focus=focus or self._route.node(cursor),
            entry=self._entry,
            message=message,
            first_non_finite=self._timeline.first_non_finite(cursor.iteration, cursor.step),
        )


def _say_diverged(program: Program, found: Place) -> str:
    equation = program.equations[found.step - 1]
    return (
        f"stopped: {equation.symbol} is not finite, in step {found.step} ({equation.phase}) of "
        f"iteration {found.iteration}"
    )
