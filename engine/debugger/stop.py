"""Where the debugger stands: a frozen view of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.debugger.branches import Branches
from engine.debugger.breakpoints import Breakpoints
from engine.debugger.cursor import Cursor
from engine.debugger.visits import Spot, Visits
from engine.debugger.watches import Watches
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.notation import format_number
from engine.program.program import Phase, Program
from engine.program.recipe import Recipe


@dataclass(frozen=True, eq=False, repr=False)
class Stop:
    """What the debugger shows: a frozen view of one moment.

    Args:
        program: what is being stepped through.
        recipe: what it was made of; None where that is not known.
        cursor: where.
        state: everything known there.
        branches: the futures that there are; one stands in the current one.
        breakpoints: where to stop on the way.
        marks: the places that have been given a name.
        visits: the places where the debugger has stopped.
        watches: what is kept in view.
        selected: the node that is selected.
        is_selection: whether it was selected, and is not just the node of the step.
        focus: the node to look at: the selected one if it has just been selected, else the step's.
        entry: the entry of arrays that is singled out, row and unit last; None for none.
        message: what there is to say about the last move, if anything.
        first_non_finite: iteration and step where NaN or infinity first appeared on the way here.
    """

    program: Program
    recipe: Recipe | None
    cursor: Cursor
    state: State
    branches: Branches
    breakpoints: Breakpoints
    marks: Mapping[str, Spot]
    visits: Visits
    watches: Watches
    selected: str
    is_selection: bool
    focus: str
    entry: tuple[int, ...] | None = None
    message: str = ""
    first_non_finite: tuple[int, int] | None = None

    def __repr__(self) -> str:
        said = f" ({self.message})" if self.message else ""
        return f"<Stop: {self.place}{said}>"

    @property
    def place(self) -> str:
        """Where it is, in words."""
        cursor, step = self.cursor, self.step
        where = f"iteration {cursor.iteration}"
        if step is None:
            return f"{where}, before step 1 of {self.steps}"
        style, value = self.program.style, self.state.value(step.symbol)
        assert value is not None  # noqa: S101  (as its step is reached)
        done = f"{style.name(step.symbol)} = {style.number(value)}"
        return f"{where}, step {cursor.step} of {self.steps}, {step.phase}: {done}"

    @cached_property
    def step(self) -> Step | None:
        """The step just taken, or under way; None before the first."""
        return Step(self.state.run, self.cursor.step - 1) if self.cursor.step else None

    @cached_property
    def phase(self) -> Phase | None:
        """The phase of the step, None before the first."""
        position = self.cursor.step
        return self.program.equations[position - 1].phase if position else None

    @cached_property
    def node(self) -> str | None:
        """The node that the step is about, None before the first."""
        position = self.cursor.step
        return self.program.equations[position - 1].node if position else None

    @cached_property
    def set_by_hand(self) -> frozenset[str]:
        """The symbols that are in this iteration what they were set to by hand."""
        return self.timeline.edits.set_in(self.cursor.iteration, self.cursor.step, self.program)

    @property
    def timeline(self) -> Timeline:
        """The iterations that have been run, to look at."""
        return self.branches.current.timeline

    @property
    def steps(self) -> int:
        """How many steps an iteration has."""
        return len(self.program.equations)

    def _repr_html_(self) -> str:
        """The step card and the values, as a notebook shows them."""
        from engine.derivation.html import stop_html

        index = None if self.node is None else self.entry_of(self.node)
        return stop_html(self.state, index, self.set_by_hand)

    def entry_of(self, node: str) -> tuple[int, ...] | None:
        """The index of the entry that is singled out in the value of a node, or in its gradient.

        None where none is, or the value has no such entry. Sample and unit are those of a matrix
        with a row for each sample; where the value has no samples the unit is what counts, where it
        has no units the sample is.
        """
        from engine.language.index import fit_index

        if self.entry is None:
            return None
        shape = self.program.shapes[node]
        is_column = len(shape) == 1 and node in self.program.network.per_sample
        return fit_index(self.entry[:1] if is_column else self.entry, shape)


def say_loss(stop: Stop) -> str:
    """What training has come to, as in: loss after 100 iterations: 0.390529."""
    done = stop.cursor.iteration
    many = "iteration" if done == 1 else "iterations"
    return f"loss after {done:,} {many}: {format_number(stop.state.run.loss)}"
