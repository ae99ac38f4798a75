"""The debugger: a cursor over the steps of the iterations of a program, headless.

It holds the truth about where one is. Every method moves the cursor, or stays put and says why, and
gives back a frozen `Stop`. An iteration is rebuilt from the parameters it started with, so going
back shows the very numbers that going forward did.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import partial

from engine.breakpoints import Breakpoints, Search
from engine.network import NetworkError
from engine.parser import suggestion
from engine.program import Program, derive
from engine.route import Cursor, DebuggerError, DropError, Route
from engine.stop import Stop
from engine.timeline import MAX_ITERATION, Place, Timeline

FAR = 10_000
"""So many iterations are looked through for a place to stop; then one is asked again."""

LAST = f"iteration {MAX_ITERATION:,} is the last that can be run"


class Debugger:
    """Steps through a program, forwards and backwards in time."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._timeline = Timeline(program)
        self._cursor = Cursor()
        self._selected: str | None = None
        self._entry: tuple[int, ...] | None = None
        self._breakpoints = Breakpoints()
        self._marks: dict[str, Cursor] = {}

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
        return self._repeat(self._route.inside, count, LAST)

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
        node = self._selection if node is None else _named(node, self._program)
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
        self._selected = _named(node, self._program)
        return self._stop(focus=self._selected)

    def select_next(self, count: int = 1) -> Stop:
        """Select the node so many places further down, or up if `count` is negative."""
        nodes = self._program.reading_order
        place = self._program.places[self._selection] + count
        self._selected = node = nodes[min(max(place, 0), len(nodes) - 1)]
        edge = f"{node} is the {'last' if count > 0 else 'first'} node"
        return self._stop("" if 0 <= place < len(nodes) else edge, node)

    def find(self, text: str) -> Stop:
        """Select the next node, after the selected one, whose name or written name contains a text.

        Raises:
            DebuggerError: where there is none.
        """
        place = self._program.places[self._selection] + 1
        return self.select(_containing(text, self._program, place))

    def single_out(self, *entry: int) -> Stop:
        """Single out an entry of arrays by sample and unit, or none if none is given.

        Raises:
            DebuggerError: where no array of the network has such an entry.
        """
        if entry and not _has_entry(self._program, entry):
            raise DebuggerError(
                f"no array of this network has an entry {list(entry)}, counted from 0"
            )
        self._entry = entry or None
        return self._stop("" if entry else "no entry is singled out", self._selected)

    # Marks

    def mark(self, name: str) -> Stop:
        """Give the place where one stands a name to come back to."""
        self._marks = {**self._marks, name: self._cursor}
        cursor = self._cursor
        said = f"mark {name}: iteration {cursor.iteration}, step {cursor.step}"
        return self._stop(said, self._selected)

    def jump(self, name: str) -> Stop:
        """Go to a place that was marked.

        Raises:
            DebuggerError: where there is no such mark.
        """
        if name not in self._marks:
            known = ", ".join(self._marks) or "none"
            raise DebuggerError(f"there is no mark {name!r}; there are: {known}")
        place = self._marks[name]
        return self.goto(min(place.step, self._route.last), place.iteration)

    # Breakpoints

    def break_at(self, text: str = "") -> Stop:
        """Set a breakpoint: on a node, `h0` or `h0 backward`, or with a condition, `z1 < 0`.

        Without a text it is on the selected node; where one is on it already, that is deleted.

        Raises:
            DebuggerError: where the text is neither.
        """
        own = None if text else self._breakpoints.on(self._selection)
        if own is not None:
            return self.delete_breakpoint(own.number)
        self._breakpoints = self._breakpoints.added(text or self._selection, self._program)
        added = self._breakpoints.latest
        return self._stop(f"breakpoint {added.number}: {added.text}", self._selected)

    def delete_breakpoint(self, number: int) -> Stop:
        """Delete a breakpoint.

        Raises:
            DebuggerError: where there is none of this number.
        """
        gone = self._breakpoints.numbered(number)
        self._breakpoints = self._breakpoints.without(number)
        return self._stop(f"breakpoint {number} is deleted: {gone.text}", self._selected)

    def enable_breakpoint(self, number: int, enabled: bool) -> Stop:
        """Let a breakpoint stop again, or for a while not.

        Raises:
            DebuggerError: where there is none of this number.
        """
        found = replace(self._breakpoints.numbered(number), is_enabled=enabled)
        self._breakpoints = self._breakpoints.changed(found)
        state = "enabled" if enabled else "disabled"
        return self._stop(f"breakpoint {number} is {state}: {found.text}", self._selected)

    def search(self, forwards: bool) -> Search:
        """Look for the next place to stop, or for the last before here; `arrive` goes there.

        Raises:
            DebuggerError: where nothing would stop it.
        """
        if not any(each.is_enabled for each in self._breakpoints):
            raise DebuggerError("nothing would stop it: set a breakpoint, as in break z1 < 0")
        place = Place(self._cursor.iteration, self._cursor.step)
        last = min(place.iteration + FAR, MAX_ITERATION) if forwards else 0
        return Search(tuple(self._breakpoints), self._timeline, place, last, forwards)

    def arrive(self, search: Search) -> Stop:
        """Go to what a search has found, or as far as it has looked."""
        hit = search.hit
        if hit is not None:
            found = self._breakpoints.numbered(hit.breakpoint.number)
            self._breakpoints = self._breakpoints.changed(replace(found, hits=found.hits + 1))
            why = f"breakpoint {found.number}: {found.text}"
            return self._move(Cursor(*hit.place), f"{why}: {hit.problem}" if hit.problem else why)
        if not search.forwards:
            return self._stop("no breakpoint is hit before", self._selected)
        looked = min(search.looked, self._timeline.length)
        stop = self._move(self._route.at(self._cursor.step, looked))
        said = f"no breakpoint is hit up to iteration {looked:,}"
        return replace(stop, message=stop.message or said)

    # Training

    def reach(self, iteration: int) -> Iterator[int]:
        """Run iterations until the start of this one is known, saying now and then how many are.

        It may be left off at any time with nothing lost, and ends early where NaN or infinity
        appear. The cursor stays where it is.
        """
        return self._timeline.reach(min(iteration, MAX_ITERATION), self._is_beyond)

    def set_learning_rate(self, rate: float, drop: bool = False) -> Stop:
        """Train with another learning rate from the next update on.

        Args:
            rate: the learning rate.
            drop: whether iterations that have been run with another may be dropped.

        Raises:
            DropError: where iterations would be dropped and `drop` does not say that they may.
            DebuggerError: where the rate is not a finite number, or there is no next update.
        """
        if not math.isfinite(rate):
            raise DebuggerError("the learning rate has to be a finite number")
        first = self._route.next_update(self._cursor)
        if first > MAX_ITERATION:
            raise DebuggerError(LAST)
        if not drop:
            _check_kept(first, self._timeline.length)
        self._timeline.change_rate(first, float(rate))
        message = f"learning rate {rate:g} from the update of iteration {first} on"
        return self._move(self._cursor, message)

    def reseed(self, seed: int) -> Stop:
        """Start again with parameters drawn by another seed, with nothing selected.

        Raises:
            DebuggerError: where nothing is drawn.
        """
        try:
            network = self._program.network.with_seed(seed)
            program = derive(replace(network, learning_rate=self.stop.state.learning_rate))
        except NetworkError as error:
            raise DebuggerError(str(error)) from None
        self._program, self._timeline = program, Timeline(program)
        self._selected = None
        return self._move(Cursor(), f"started again with seed {seed}")

    def exchange(self, program: Program) -> Stop:
        """Go on with another program, at the same step as far as it has one, in iteration 0."""
        step = _same_step(self._program, self._cursor.step, program)
        self._program, self._timeline = program, Timeline(program)
        self._breakpoints = self._breakpoints.fitted(program)
        if self._selected not in program.places:
            self._selected = None
        if self._entry is not None and not _has_entry(program, self._entry):
            self._entry = None
        return self._move(Cursor(0, step), "the network was loaded again")

    def set_convention(self, name: str, value: float) -> Stop:
        """Take another derivative at kinks, in all iterations, and stay where one is.

        Args:
            name: a field of `engine.ops.Conventions`.
            value: the derivative to take there.

        Raises:
            DebuggerError: where there is no such convention, or the value is out of its range.
        """
        network = self._program.network
        known = [field.name for field in fields(network.conventions)]
        if name not in known:
            hint = suggestion(name, known) or f": write one of {', '.join(known)}"
            raise DebuggerError(f"no convention is called {name!r}{hint}")
        try:
            changed = replace(network, conventions=replace(network.conventions, **{name: value}))
        except NetworkError as error:
            raise DebuggerError(str(error)) from None
        cursor = self._cursor
        self.exchange(derive(changed))
        stop = self.goto(cursor.step, cursor.iteration)
        return replace(stop, message=stop.message or f"{name} is {value:g} in all iterations")

    # Inside

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
            cursor=cursor,
            state=run.state(cursor.step, arrived),
            timeline=self._timeline,
            breakpoints=self._breakpoints,
            marks=self._marks,
            selected=self._selection,
            is_selection=self._selected is not None,
            focus=focus or self._route.node(cursor),
            entry=self._entry,
            message=message,
            first_non_finite=self._timeline.first_non_finite(cursor.iteration, cursor.step),
        )


def _named(name: str, program: Program) -> str:
    """The node of this name, or written like this."""
    if name in program.places:
        return name
    for node, written in program.network.names.items():
        if name == written:
            return node
    raise DebuggerError(f"unknown node {name!r}{suggestion(name, list(program.network.nodes))}")


def _containing(text: str, program: Program, place: int) -> str:
    """The next node, from a place of the reading order on and round, whose name contains a text."""
    names, nodes = program.network.names, program.reading_order
    wanted = text.strip().lower()
    for node in (*nodes[place:], *nodes[:place]):
        if wanted in node.lower() or wanted in names.get(node, "").lower():
            return node
    raise DebuggerError(f"no node is called {text!r}{suggestion(text, list(nodes))}")


def _has_entry(program: Program, entry: tuple[int, ...]) -> bool:
    """Whether an array has this entry, or one whose last places are these."""
    return any(
        len(entry) <= len(shape)
        and all(0 <= place < size for place, size in zip(entry[::-1], shape[::-1], strict=False))
        for shape in program.shapes.values()
    )


def _check_kept(first: int, length: int) -> None:
    """Refuse, with a DropError, to drop those of the iterations run that come from `first` on."""
    if first < length:
        which = f"s {first} to {length - 1}" if first < length - 1 else f" {first}"
        raise DropError(f"iteration{which} would be run again with another rate")


def _same_step(old: Program, step: int, new: Program) -> int:
    """The step of a program that assigns what a step of another does, else as early a one."""
    if step == 0:
        return 0
    phase, symbol = old.equations[step - 1].phase, old.equations[step - 1].symbol
    index = new.index.get(symbol)
    if index is not None and new.equations[index].phase is phase:
        return index + 1
    return min(step, len(new.equations))


def _say_diverged(program: Program, found: Place) -> str:
    equation = program.equations[found.step - 1]
    return (
        f"stopped: {equation.symbol} is not finite, in step {found.step} ({equation.phase}) of "
        f"iteration {found.iteration}"
    )
