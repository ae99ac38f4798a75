"""Quantities that are asked about: what one was computed from, and what made a zero zero.

A zero gradient can have causes that look alike in a loss curve and are different illnesses: a dead
ReLU, a factor that is 0, contributions that cancel, or an update that changes nothing. Which one it
is, is read off the equations and their numbers, entry by entry where an entry is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import DebuggerError
from engine.iterations.edits import stays
from engine.iterations.residues import shown
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.entries import entry
from engine.language.expression import Expression, Name, walk
from engine.language.index import Index, Known, Omitted, entry_of, filled, look_up
from engine.language.values import Value, evaluate, is_array, is_zero, unwarned
from engine.program.program import LEARNING_RATE
from engine.queries.curves import parse_symbol
from engine.queries.symbols import why_no_gradient

if TYPE_CHECKING:
    from engine.claims.parts import Mask


@dataclass(frozen=True, slots=True, eq=False)
class ByHand:
    """A value set by hand.

    Args:
        iteration: the one in which it holds, or from which on.
        instead: what would be there otherwise.
        step: the step whose result it replaces; None where the iteration started with it.
    """

    iteration: int
    instead: Value
    step: Step | None


@dataclass(frozen=True, eq=False)
class Quantity:
    """A symbol, or an entry of one, at a place in time: a node in the tree of what came from what.

    Args:
        symbol: a node, a gradient, or what the optimiser remembers.
        index: which entry; empty for a single number and for the whole of an array.
        run: the iteration.
        before: it is meant as the step at this index, counted from 0, reads it.
        timeline: the iterations before.
        entries: some entries of an array that are meant together; None for one, or for all.
    """

    symbol: str
    index: Index
    run: Run
    before: int
    timeline: Timeline = field(repr=False)
    entries: Mask | None = None

    @property
    def value(self) -> Value:
        """Its value; where some entries are meant, the whole array."""
        return entry_of(self.whole, self.index) if self.index else self.whole

    @property
    def whole(self) -> Value:
        """The value of its symbol."""
        return self.run.memory(self.before)[self.run.program.slot(self.symbol, self.before)]

    @property
    def where(self) -> Mask:
        """Which entries of its symbol it is."""
        import numpy as np

        if self.entries is not None:
            return self.entries
        if not self.index:
            return np.ones(np.shape(self.whole), dtype=bool)
        found = np.zeros(np.shape(self.whole), dtype=bool)
        found[self.index] = True
        return found

    @property
    def key(self) -> object:
        """Something that all have in common that are the same entries at the same time."""
        slot = self.run.program.slot(self.symbol, self.before)
        return self.run.number, slot, self.where.tobytes()

    @property
    def is_zero(self) -> bool:
        """Whether all that is meant is 0."""
        if self.entries is None:
            return is_zero(self.value)
        assert is_array(self.whole)  # noqa: S101  (as it has entries)
        return is_zero(self.whole[self.entries])

    @property
    def first(self) -> Quantity:
        """One entry in place of several."""
        if self.entries is None:
            return self
        return replace(self, index=first_of(self.entries), entries=None)

    @property
    def shown(self) -> Value:
        """Its value as it is shown: marked where it is nothing but rounding."""
        return self.value if self.step is None else shown(self.step, self.index)

    @cached_property
    def step(self) -> Step | None:
        """The step that computed it, which for a parameter may be of the iteration before.

        None where none did, as it was given, or set by hand.
        """
        return None if self.by_hand else self._assigned

    @cached_property
    def by_hand(self) -> ByHand | None:
        """What there is to know of it if it was set by hand."""
        found = (None if self._is_of_its_run else self._set_start()) or self._set_result()
        if found is not None and self.entries is not None:
            differ = found.instead != self.whole
            return found if (self.entries & differ).any() else None
        if found is None or not self.index:
            return found
        # A person who sets an entry sets the array, of which the other entries stay as they are.
        instead = entry_of(found.instead, self.index)
        return None if instead == self.value else replace(found, instead=instead)  # 0 is −0 here

    @property
    def _is_of_its_run(self) -> bool:
        """Whether a step of its own iteration has assigned it."""
        return self.run.program.index.get(self.symbol, self.before) < self.before

    def _set_result(self) -> ByHand | None:
        step = self._assigned
        if step is None or not step.is_set:
            return None
        return ByHand(step.iteration, step.computed, step)

    def _set_start(self) -> ByHand | None:
        """That its iteration started with another value of it than it was left, if it did.

        What training does not change may have been set earlier, and have stayed so.
        """
        starts, program, here = self.timeline.edits.starts, self.run.program, self.run.number
        places = [at for at, changed in starts.items() if self.symbol in changed and at <= here]
        at = max(places, default=None)
        if at is None or self.symbol == LEARNING_RATE:
            return None
        step = self._assigned
        if not stays(self.symbol, program) and at < here:
            return None
        given = program.network.fed(here).get(self.symbol, program.start[program.base[self.symbol]])
        instead = given if step is None else step.value
        return ByHand(at, instead, None)

    @cached_property
    def _assigned(self) -> Step | None:
        """The last step that assigned it."""
        index, run = self.run.program.index.get(self.symbol), self.run
        if index is None:
            return None
        if index >= self.before:
            if run.number == 0:
                return None
            run = self.timeline.run(run.number - 1)
        return Step(run, index)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """The terms of its equation; those of an entry are written in entries."""
        step = self.step
        if step is None:
            return ()
        terms = tuple(term.expression for term in step.equation.terms)
        if not self.index:
            return terms
        shapes = step.run.program.shapes
        return tuple(entry(term, self.index, shapes, step.before) for term in terms)

    @property
    def children(self) -> tuple[Quantity, ...]:
        """What its equation reads, each once."""
        return self.read(names_in(self.terms))

    def read(self, names: Iterable[str]) -> tuple[Quantity, ...]:
        """What its step reads by these names, which may be those of entries."""
        step = self.step
        if step is None:
            return ()
        found = []
        for name in dict.fromkeys(names):
            base, _, places = name.partition("[")
            index = tuple(map(int, places.rstrip("]").split(","))) if places else ()
            found.append(Quantity(base, index, step.run, step.index, self.timeline))
        return tuple(found)

    def read_entries(self, name: str, where: Mask) -> Quantity:
        """Entries of what its step reads by this name: one of them, some, or all."""
        step = self.step
        assert step is not None  # noqa: S101  (as it reads something)
        found = Quantity(name, (), step.run, step.index, self.timeline)
        if where.all():
            return found
        if where.sum() == 1:
            return replace(found, index=first_of(where))
        return replace(found, entries=where)

    def evaluate(self, expression: Expression) -> Value:
        """The value of a part of its equation."""
        step = self.step
        assert step is not None  # noqa: S101  (as it has an equation)
        values = {name: look_up(name, step.before) for name in names_in([expression])}
        with unwarned():
            return evaluate(filled(expression), values)

    def is_computed(self, state: State) -> bool:
        """Whether it is known in a state of its iteration."""
        program = self.run.program
        return self.symbol in program.base or program.index[self.symbol] < state.completed


def ask(text: str, state: State, timeline: Timeline) -> Quantity:
    """The quantity that a text names, as it is, or will be, in the iteration of a state.

    Args:
        text: the symbol as it is typed: `h0`, `ŷ`, `dL/dw3`, `∂L/∂w3`, `dL/dW2[0,0]`.
        state: where the debugger stands.
        timeline: the iterations that the state is one of.

    Raises:
        DebuggerError: where nothing is called so.
    """
    program = state.run.program
    reason = why_no_gradient(text, program)
    if reason or not text.strip():
        raise DebuggerError(reason or "why what? name a node or a gradient")
    asked = parse_symbol(text, program)
    before = state.completed
    if asked.symbol not in program.base and program.index[asked.symbol] >= before:
        before = len(program.equations)
    return Quantity(asked.symbol, asked.entry or (), state.run, before, timeline)


def first_of(where: Mask) -> Index:
    """The first of these entries."""
    return tuple(int(places[0]) for places in where.nonzero())


def names_in(expressions: Sequence[Expression]) -> Iterator[str]:
    """The names in some expressions, in order, without what is left out."""
    for expression in expressions:
        for part in walk(expression):
            if isinstance(part, Name) and not isinstance(part, Known):
                yield part.name


def omitted_terms(expressions: Sequence[Expression]) -> int:
    """How many terms are left out of some expressions."""
    parts = (part for expression in expressions for part in walk(expression))
    return sum(part.count for part in parts if isinstance(part, Omitted))
