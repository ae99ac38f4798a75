"""The debugger: a cursor over the steps of the iterations of a program, headless.

It holds the truth about where one is. Every method moves the cursor, or stays put and says why, and
gives back a frozen `Stop`. An iteration is rebuilt from the parameters it started with, so going
back shows the very numbers that going forward did.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.parser import suggestion
from engine.program import Phase, Program
from engine.trace import Run, State, Step, run_iteration
from engine.values import Memory

MAX_ITERATION = 100_000
"""The last iteration that can be reached; each keeps its parameters in memory."""


class DebuggerError(ValueError):
    """A place that does not exist, with a message for the person who wants to go there."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """What the debugger shows: a frozen view of one moment.

    Args:
        program: what is being stepped through.
        cursor: where.
        state: everything known there.
        selected: the node that is selected.
        is_selection: whether it was selected, and is not just the node of the step.
        focus: the node to look at: the selected one if it has just been selected, else the step's.
        message: what there is to say about the last move, if anything.
        first_non_finite: iteration and step where NaN or infinity first appeared on the way here.
    """

    program: Program
    cursor: Cursor
    state: State
    selected: str
    is_selection: bool
    focus: str
    message: str = ""
    first_non_finite: tuple[int, int] | None = None

    @property
    def step(self) -> Step | None:
        """The step just taken, or under way; None before the first."""
        return Step(self.state.run, self.cursor.step - 1) if self.cursor.step else None

    @property
    def phase(self) -> Phase | None:
        """The phase of the step, None before the first."""
        position = self.cursor.step
        return self.program.equations[position - 1].phase if position else None

    @property
    def node(self) -> str | None:
        """The node that the step is about, None before the first."""
        position = self.cursor.step
        return self.program.equations[position - 1].node if position else None

    @property
    def steps(self) -> int:
        """How many steps an iteration has."""
        return len(self.program.equations)


@dataclass(slots=True)
class _Timeline:
    """The iterations that have been run: where each started, and the one last looked at."""

    program: Program
    starts: list[Memory] = field(default_factory=list)
    last: Run | None = None
    non_finite: tuple[int, int] | None = None

    def run(self, iteration: int) -> Run:
        """An iteration, run again from where it started."""
        if self.last is None or self.last.number != iteration:
            self._reach(iteration)
            self.last = run_iteration(self.program, iteration, self.starts[iteration])
            self._reach(iteration + 1)
        return self.last

    def _reach(self, iteration: int) -> None:
        """Run iterations until the start of this one is known."""
        if not self.starts:
            self.starts.append(self.program.start)
        while len(self.starts) <= iteration:
            number = len(self.starts) - 1
            run = self.last
            if run is None or run.number != number:
                run = run_iteration(self.program, number, self.starts[number])
            self.starts.append(run.end)
            if self.non_finite is None and run.first_non_finite is not None:
                self.non_finite = (number, run.first_non_finite)


class Debugger:
    """Steps through a program, forwards and backwards in time."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._timeline = _Timeline(program)
        self._cursor = Cursor()
        self._selected: str | None = None

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self._stop()

    # Steps

    def step(self, count: int = 1) -> Stop:
        """Take so many steps; a step that is stepped into is finished first."""
        cursor = self._cursor
        for _ in range(count):
            if cursor.arrived is not None and cursor.arrived < self._term_count(cursor.step):
                cursor = Cursor(cursor.iteration, cursor.step)
                continue
            if cursor.step < self._last:
                cursor = Cursor(cursor.iteration, cursor.step + 1)
            elif cursor.iteration < MAX_ITERATION:
                cursor = Cursor(cursor.iteration + 1, 1)
            else:
                return self._move(cursor, f"iteration {MAX_ITERATION} is the last that can be run")
        return self._move(cursor)

    def back(self, count: int = 1) -> Stop:
        """Take back so many steps, or so many terms of a step that is stepped into."""
        cursor = self._cursor
        for _ in range(count):
            if cursor.arrived:
                cursor = replace(cursor, arrived=cursor.arrived - 1)
            elif cursor.step > 1 or (cursor.step == 1 and cursor.iteration == 0):
                cursor = Cursor(cursor.iteration, cursor.step - 1)
            elif cursor.iteration > 0:
                cursor = Cursor(cursor.iteration - 1, self._last)
            else:
                return self._move(cursor, "this is the start: nothing lies before it")
        return self._move(cursor)

    def into(self, count: int = 1) -> Stop:
        """Step into the terms of a fan-in sum: the accumulator at 0, then one term at a time.

        At a step with one term there is nothing to step into; the next step is taken.
        """
        for _ in range(count):
            cursor = self._cursor
            terms = self._term_count(cursor.step)
            if cursor.arrived is None and terms > 1:
                self._cursor = replace(cursor, arrived=0)
            elif cursor.arrived is not None and cursor.arrived < terms:
                self._cursor = replace(cursor, arrived=cursor.arrived + 1)
            else:
                self._cursor = replace(cursor, arrived=None)
                stop = self.step()
                if stop.message:
                    return stop
                if self._term_count(self._cursor.step) > 1:
                    self._cursor = replace(self._cursor, arrived=0)
        return self._stop(self._say_arrived())

    def goto(self, step: int, iteration: int | None = None) -> Stop:
        """Go to a step, of this iteration or of another.

        Raises:
            DebuggerError: where there is no such step or iteration.
        """
        if not 0 <= step <= self._last:
            raise DebuggerError(
                f"there is no step {step}: an iteration has steps 1 to {self._last}"
            )
        if iteration is None:
            iteration = self._cursor.iteration
        if not 0 <= iteration <= MAX_ITERATION:
            raise DebuggerError(
                f"there is no iteration {iteration}: they are counted from 0 to {MAX_ITERATION}"
            )
        return self._move(Cursor(iteration, max(step, 1) if iteration else step))

    def first(self) -> Stop:
        """Go to the first step of this iteration."""
        if self._cursor == Cursor(self._cursor.iteration, 1):
            return self._stop("this is the first step of the iteration")
        return self.goto(1)

    def last(self) -> Stop:
        """Go to the last step of this iteration."""
        if self._cursor == Cursor(self._cursor.iteration, self._last):
            return self._stop("this is the last step of the iteration")
        return self.goto(self._last)

    # Phases, iterations, nodes

    def end_of_phase(self, count: int = 1) -> Stop:
        """Go to the last step of this phase; from there, to that of the next."""
        cursor = self._cursor
        ends = [phase.stop for phase in self._program.phases.values() if phase]
        for _ in range(count):
            position = cursor.step - (0 if self._complete(cursor) else 1)
            later = [end for end in ends if end > position]
            if not later and cursor.iteration == MAX_ITERATION:
                return self._move(cursor, f"iteration {MAX_ITERATION} is the last that can be run")
            cursor = Cursor(cursor.iteration + (not later), min(later or ends))
        return self._move(cursor)

    def start_of_phase(self, count: int = 1) -> Stop:
        """Go to the first step of this phase; from there, to that of the one before."""
        cursor = self._cursor
        starts = [phase.start + 1 for phase in self._program.phases.values() if phase]
        for _ in range(count):
            earlier = [start for start in starts if start < cursor.step]
            if not earlier and cursor.iteration == 0:
                return self._move(cursor, "this is the first phase: nothing lies before it")
            cursor = Cursor(cursor.iteration - (not earlier), max(earlier or starts))
        return self._move(cursor)

    def next_iteration(self, count: int = 1) -> Stop:
        """Go to the same step of a later iteration."""
        target = min(self._cursor.iteration + count, MAX_ITERATION)
        if target == self._cursor.iteration:
            return self._stop(f"iteration {MAX_ITERATION} is the last that can be run")
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
        node = self._selection if node is None else self._known(node)
        steps = [i + 1 for i, each in enumerate(self._program.equations) if each.node == node]
        if not steps:
            raise DebuggerError(f"{node} is given, not computed: no step leads to it")
        cursor = self._cursor
        for _ in range(count):
            later = [step for step in steps if step > cursor.step]
            if not later and cursor.iteration == MAX_ITERATION:
                return self._move(cursor, f"iteration {MAX_ITERATION} is the last that can be run")
            cursor = Cursor(cursor.iteration + (not later), min(later or steps))
        return self._move(cursor)

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
        self._selected = self._known(node)
        return self._stop(focus=self._selected)

    def select_next(self, count: int = 1) -> Stop:
        """Select the node so many places further down, or up if `count` is negative."""
        nodes = self._program.reading_order
        place = nodes.index(self._selection) + count
        if not 0 <= place < len(nodes):
            edge = "last" if count > 0 else "first"
            self._selected = nodes[-1 if count > 0 else 0]
            return self._stop(f"{self._selected} is the {edge} node", self._selected)
        return self.select(nodes[place])

    def find(self, text: str) -> Stop:
        """Select the next node, after the selected one, whose name or written name contains a text.

        Raises:
            DebuggerError: where there is none.
        """
        network = self._program.network
        nodes = self._program.reading_order
        place = nodes.index(self._selection) + 1
        wanted = text.strip().lower()
        for node in (*nodes[place:], *nodes[:place]):
            if wanted in node.lower() or wanted in network.names.get(node, "").lower():
                return self.select(node)
        raise DebuggerError(f"no node is called {text!r}{suggestion(text, list(nodes))}")

    # Inside

    @property
    def _last(self) -> int:
        return len(self._program.equations)

    @property
    def _selection(self) -> str:
        """The selected node; as long as none is, the node of the current step."""
        return self._selected or self._current

    @property
    def _current(self) -> str:
        """The node of the current step, or of the first before any is taken."""
        return self._program.equations[max(self._cursor.step - 1, 0)].node

    def _known(self, node: str) -> str:
        network = self._program.network
        for name in network.nodes:
            if node in (name, network.names.get(name)):
                return name
        raise DebuggerError(f"unknown node {node!r}{suggestion(node, list(network.nodes))}")

    def _term_count(self, step: int) -> int:
        return len(self._program.equations[step - 1].terms) if step else 0

    def _complete(self, cursor: Cursor) -> bool:
        return cursor.arrived is None or cursor.arrived == self._term_count(cursor.step)

    def _say_arrived(self) -> str:
        cursor = self._cursor
        if cursor.arrived is None:
            return ""
        return f"{cursor.arrived} of {self._term_count(cursor.step)} arrived"

    def _move(self, cursor: Cursor, message: str = "") -> Stop:
        self._cursor = cursor
        return self._stop(message or self._say_arrived())

    def _stop(self, message: str = "", focus: str | None = None) -> Stop:
        cursor = self._cursor
        run = self._timeline.run(cursor.iteration)
        complete = self._complete(cursor)
        state = run.state(cursor.step, None if complete else cursor.arrived)
        found = self._timeline.non_finite
        reached = found is not None and found <= (cursor.iteration, cursor.step)
        return Stop(
            program=self._program,
            cursor=cursor,
            state=state,
            selected=self._selection,
            is_selection=self._selected is not None,
            focus=focus or self._current,
            message=message,
            first_non_finite=found if reached else None,
        )
