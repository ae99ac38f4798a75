"""A stop: where the debugger stands, as a frozen view of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from engine.debugger.branches import Branches
from engine.debugger.breakpoints import Breakpoints
from engine.debugger.cursor import Cursor
from engine.debugger.folds import Folds
from engine.debugger.marks import Marks
from engine.debugger.notes import Notes
from engine.debugger.selection import Selection
from engine.debugger.sight import Sight
from engine.debugger.veil import Veil
from engine.debugger.visits import Visits
from engine.debugger.watches import Watches
from engine.debugger.world import World
from engine.frozen import frozen
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.figures import format_number, grouped
from engine.network.groups import Group
from engine.program.program import Equation, Phase, Program
from engine.program.recipe import Recipe

if TYPE_CHECKING:
    from engine.derivation.passage import Passage
    from engine.program.stretches import Stretch


@frozen(eq=False, repr=False)
class Stop:
    """A frozen view of one moment: where the debugger stands, and all that is shown there.

    Args:
        world: what is run, and its futures.
        cursor: where.
        state: everything known there.
        selection: what a person has chosen to look at.
        breakpoints: where to stop on the way.
        watches: what is kept in view.
        marks: the places that have been given a name.
        notes: what is written on nodes.
        visits: the places where the debugger has stopped.
        focus: the node to look at: the selected one if it has just been selected, else the step's.
        message: what there is to say about the last move, if anything.
        first_non_finite: iteration and step where NaN or infinity first appeared on the way here.
        veil: what a person is asked about, if anything; `state` has nothing that it hides.
        folds: which groups are folded.
    """

    world: World
    cursor: Cursor
    state: State
    selection: Selection
    breakpoints: Breakpoints
    watches: Watches
    marks: Marks
    notes: Notes
    visits: Visits
    folds: Folds
    focus: str
    message: str = ""
    first_non_finite: tuple[int, int] | None = None
    veil: Veil | None = None

    @cached_property
    def program(self) -> Program:
        """What is being stepped through."""
        return self.world.program

    @property
    def recipe(self) -> Recipe | None:
        """What it was made of; None where that is not known."""
        return self.world.recipe

    @property
    def branches(self) -> Branches:
        """The futures that there are; one stands in the current one."""
        return self.world.branches

    @property
    def selected(self) -> str:
        """The node that is selected; as long as none is, that of the step."""
        return self.selection.node or self.folds.node(self.cursor)

    @property
    def is_selection(self) -> bool:
        """Whether a node was selected, and the selected one is not just that of the step."""
        return self.selection.node is not None

    @property
    def folded(self) -> frozenset[str]:
        """The names of the groups that are folded."""
        return self.folds.folded

    @cached_property
    def over(self) -> Stretch | None:
        """The steps of a folded group that were gone over in one, and end here; else None."""
        return None if self.asked is not None else self.folds.gone_over(self.cursor)

    @property
    def group(self) -> Group | None:
        """The group that was gone over: what it does is shown, and not its last step alone."""
        return None if self.over is None else self.folds.groups[self.over.group]

    @cached_property
    def passage(self) -> Passage | None:
        """What was gone over in one, to be told; None where it is but a step."""
        if self.over is None or self.group is None:
            return None
        from engine.derivation.passage import Passage

        return Passage(self.state.run, self.group, self.over)

    @cached_property
    def within(self) -> Sequence[Group]:
        """The groups in which the step stands, the innermost first; not one that is gone over."""
        return self.folds.within(self.cursor)

    @cached_property
    def opened(self) -> frozenset[str]:
        """The groups that are looked into: where the step is, or what is selected."""
        return self.folds.opened(self.cursor, self.selection.node)

    @cached_property
    def sight(self) -> Sight:
        """What is seen, and what is hidden in folded groups."""
        return self.folds.sight(self.opened)

    @property
    def visible(self) -> Sequence[str]:
        """The nodes in reading order, without what is hidden in folded groups."""
        return self.sight.nodes

    @property
    def entry(self) -> tuple[int, ...] | None:
        """The entry of arrays that is singled out, row and unit last; None for none."""
        return self.selection.entry

    def __repr__(self) -> str:
        said = f" ({self.message})" if self.message else ""
        return f"<Stop: {self.where}{said}>"

    @property
    def where(self) -> str:
        """Where it is, as in: iteration 0, step 15 of 21, backward: ∂L/∂h0 = 0.75."""
        cursor, step, iteration = self.cursor, self.step, f"iteration {self.cursor.iteration}"
        if self.asked is not None:
            asked = self.program.style.name(self.asked.symbol)
            return f"{iteration}, step {cursor.step} of {self.steps}: {asked} is asked for"
        if step is None:
            return f"{iteration}, before step 1 of {self.steps}"
        style, value = self.program.style, self.state.value(step.symbol)
        done = style.name(step.symbol) + ("" if value is None else f" = {style.number(value)}")
        return f"{iteration}, step {cursor.step} of {self.steps}, {step.phase}: {done}"

    @cached_property
    def step(self) -> Step | None:
        """The step just taken, or under way; None before the first, and where one is asked."""
        if not self.cursor.step or self.asked is not None:
            return None
        return Step(self.state.run, self.cursor.step - 1)

    @cached_property
    def asked(self) -> Equation | None:
        """The equation that a person is asked about: what it comes to; None without a question."""
        if self.veil is None or not self.veil.asks(self.cursor):
            return None
        return self.program.equations[self.cursor.step - 1]

    def hides(self, symbol: str) -> bool:
        """Whether it is the value of a symbol that a person is asked for."""
        asked = self.asked
        return asked is not None and asked.symbol == symbol and self.is_hidden

    @property
    def seen(self) -> Cursor:
        """Where it is, or the last place whose value may be seen."""
        known = self.veil.known if self.veil is not None and self.is_hidden else None
        return known or self.cursor

    @property
    def is_veiled(self) -> bool:
        """Whether a person is being asked, here or a step further on."""
        return self.veil is not None and not self.veil.is_lifted

    @property
    def is_hidden(self) -> bool:
        """Whether the value of the step is not to be seen yet."""
        return self.veil is not None and self.veil.hides(self.cursor)

    @cached_property
    def phase(self) -> Phase | None:
        """The phase of the step, None before the first."""
        position = self.cursor.step
        return self.program.equations[position - 1].phase if position else None

    @cached_property
    def node(self) -> str | None:
        """The node that the step is about, None before the first; of a group what goes out."""
        return self.folds.node(self.cursor) if self.cursor.step else None

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

        None where none is, or the value has no such entry. Of a value with a row for each sample
        the first place is the sample's; where it has no samples the unit is what counts, where it
        has no units the sample is.
        """
        from engine.language.index import fit_index

        if self.entry is None:
            return None
        shape = self.program.shapes[node]
        if len(self.entry) == 1 or node not in self.program.network.per_sample:
            return fit_index(self.entry, shape)
        sample, *within = self.entry
        rest = fit_index(tuple(within), shape[1:]) if shape[1:] else ()
        return None if rest is None or sample >= shape[0] else (sample, *rest)


def say_loss(stop: Stop) -> str:
    """What training has come to, as in: loss after 100 iterations: 0.390529."""
    done = stop.cursor.iteration
    many = "iteration" if done == 1 else "iterations"
    return f"loss after {grouped(done)} {many}: {format_number(stop.state.run.loss)}"
