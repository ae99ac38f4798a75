"""The trace: one iteration, run once and recorded, and what can be read from the record.

A run holds the value of every slot of the program's memory, as far as it has been run. A step and
a state are readings of it, so going back in time shows the very numbers that going forward did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from engine.language.expression import Expression, Name, gradient_name
from engine.language.notation import Style
from engine.language.values import (
    Memory,
    Value,
    bind,
    contiguous,
    is_array,
    is_finite,
    same,
    shape_of,
    unwarned,
    zeros,
)
from engine.program.differentiation import Term
from engine.program.program import Equation, Phase, Program

Mask = bool | bytes
"""Which entries of a ReLU are active: for a single number whether it is, for an array a byte each.
"""


class ReluState(StrEnum):
    """What a ReLU does to the gradient; over a batch it may differ from sample to sample."""

    ACTIVE = "active"
    DEAD = "dead"
    KINK = "kink"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A term of a fan-in sum with its value."""

    source: str
    expression: Expression
    value: Value


@dataclass(eq=False, repr=False)
class Run:
    """One iteration, recorded as far as it has been asked for.

    Every reading says how far it needs the record to go. So the next step costs what its equation
    costs, however large the network is.

    Args:
        program: what is run.
        number: the iteration, counted from 0.
        start: what is known before its first step, `program.start` or the `end` of a run.
        given: what steps, by their index, assign because it was set by hand.
        frozen: what is left as it is by the update.
    """

    program: Program
    number: int
    start: Memory
    given: Mapping[int, Value] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()
    _by_hand: Mapping[int, Value] = field(init=False, repr=False)
    _memory: list[Value] = field(init=False, repr=False)
    _sums: dict[int, tuple[Value, ...]] = field(init=False, repr=False)
    _finite: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_hand = self.given
        if self.frozen:
            index, base = self.program.index, self.program.base
            kept = {index[each]: self.start[base[each]] for each in self.frozen}
            self._by_hand = {**kept, **self.given}
        self._memory = list(self.start)
        self._sums = {}
        self._finite = 0  # so many steps, from the first on, are known to be finite

    def memory(self, position: int) -> Memory:
        """The value of every slot: what was given, then what at least so many steps assigned."""
        memory = self._memory
        done = len(memory) - len(self.start)
        if done < position:
            bound, functions = self.program.bound, self.program.functions
            by_hand = self._by_hand
            with unwarned():
                for index in range(done, position):
                    if index in by_hand:
                        memory.append(by_hand[index])
                        continue
                    terms = bound[index] or functions(index)
                    if len(terms) == 1:
                        memory.append(terms[0](memory))
                    else:
                        values = tuple([term(memory) for term in terms])
                        self._sums[index] = values
                        memory.append(_add(values))
        return memory

    def value(self, index: int) -> Value:
        """What the step at an index, counted from 0, assigns."""
        return self.memory(index + 1)[len(self.start) + index]

    def terms(self, index: int) -> tuple[Value, ...]:
        """The values of the terms that a step adds up."""
        value = self.value(index)
        return self._sums.get(index, (value,))

    def take_over(self, other: Run) -> None:
        """Take from another record of this iteration what both have in common.

        The steps before the first that assigns something else are the same, if both start alike.
        """
        mine, theirs = self._by_hand, other._by_hand
        unlike = [each for each in {*mine, *theirs} if mine.get(each) is not theirs.get(each)]
        first = min(unlike, default=len(self.program.equations))
        self._memory = other._memory[: len(self.start) + first]
        self._sums = {index: terms for index, terms in other._sums.items() if index < first}

    @property
    def steps(self) -> Sequence[Step]:
        """The steps of the iteration, in order."""
        return [Step(self, index) for index in range(len(self.program.equations))]

    @property
    def end(self) -> tuple[Value, ...]:
        """The memory that the next iteration starts with."""
        memory = self.memory(len(self.program.equations))
        return tuple([contiguous(memory[slot]) for slot in self.program.carried])

    @property
    def loss(self) -> float:
        """The value of the loss."""
        loss = self.value(self.program.index[self.program.network.loss])
        assert isinstance(loss, float)  # noqa: S101  (as every network checks)
        return loss

    @property
    def masks(self) -> tuple[Mask, ...]:
        """Which entries of each ReLU are active, in the order of the network's ReLUs."""
        return tuple([mask(self.pre_activation(relu)) for relu in self.program.network.relus])

    def pre_activation(self, relu: str) -> Value:
        """What a ReLU is applied to."""
        memory = self.memory(self.program.index[relu])
        with unwarned():
            return self.program.relu_input(relu)(memory)

    def first_non_finite(self, position: int | None = None) -> int | None:
        """The first step, of so many or of all, whose value is NaN or infinite; None without."""
        known = len(self.start)
        position = len(self.program.equations) if position is None else position
        memory = self.memory(position)
        while self._finite < position and is_finite(memory[known + self._finite]):
            self._finite += 1
        return self._finite + 1 if self._finite < position else None

    @cached_property
    def divergence(self) -> int | None:
        """The first step whose value is NaN or infinite, if that spoils what training is about.

        That is the loss, or a value that the next iteration starts with and this one has assigned.
        """
        first = self.first_non_finite()
        if first is None:
            return None
        known, memory = len(self.start), self.memory(len(self.program.equations))
        assigned = [memory[slot] for slot in self.program.carried if slot >= known]
        return None if all(map(is_finite, (self.loss, *assigned))) else first

    @property
    def starts_finite(self) -> bool:
        """Whether everything that is known before the first step is a finite number."""
        return all(map(is_finite, self.start))

    def state(self, position: int, arrived: int | None = None) -> State:
        """The state after the first `position` steps, the last of them in part if `arrived`."""
        return State(self, position, arrived)


@dataclass(frozen=True, slots=True)
class Step:
    """One assignment of a run: which rule applied, with which numbers, and what came out."""

    run: Run
    index: int

    @property
    def iteration(self) -> int:
        """The iteration, counted from 0."""
        return self.run.number

    @property
    def equation(self) -> Equation:
        """The rule; that of a parameter which is frozen leaves it as it is."""
        rule = self._rule
        if not self.run.frozen or not self.is_frozen:
            return rule
        return replace(rule, terms=(Term(rule.node, 0, Name(rule.symbol)),))

    @property
    def is_set(self) -> bool:
        """Whether what it assigns was set by hand, whatever its equation gives."""
        return self.index in self.run.given

    @property
    def is_frozen(self) -> bool:
        """Whether it is an update of something frozen."""
        return self._rule.symbol in self.run.frozen and not self.is_set

    @property
    def _rule(self) -> Equation:
        """The equation that is run unless a person has changed something."""
        return self.run.program.equations[self.index]

    @property
    def computed(self) -> Value:
        """What its equation gives, also where something else is assigned."""
        if not self.is_set:
            return self.value
        total, *others = [self.evaluate(term.expression) for term in self.equation.terms]
        with unwarned():
            return _add((total, *others))

    @property
    def phase(self) -> Phase:
        """The part of the iteration."""
        return self._rule.phase

    @property
    def node(self) -> str:
        """The node the step is about."""
        return self._rule.node

    @property
    def symbol(self) -> str:
        """What the step assigns."""
        return self._rule.symbol

    @property
    def value(self) -> Value:
        """What it assigns to it."""
        return self.run.value(self.index)

    @property
    def terms(self) -> tuple[Arrived, ...]:
        """In the backward phase the contributions that add up to the value, else nothing."""
        if self.phase is not Phase.BACKWARD or self.is_set:
            return ()
        return tuple(
            Arrived(term.source, term.expression, value)
            for term, value in zip(self.equation.terms, self.run.terms(self.index), strict=True)
        )

    @property
    def state(self) -> ReluState | None:
        """The state of the ReLU that the step computes or differentiates, if it does."""
        relu = self.relu
        return None if relu is None else self.run.state(self.index + 1).relu(relu)

    @property
    def relu(self) -> str | None:
        """The ReLU that the step computes, or whose mask the gradient passes in it."""
        network = self.run.program.network
        if self.node in network.relus and self.phase is not Phase.UPDATE:
            return self.node
        if self.phase is Phase.BACKWARD:
            for term in self.equation.terms:
                if term.source in network.relus:
                    return term.source
        return None

    def before(self, name: str) -> Value:
        """The value of a name as the step reads it."""
        return self.run.memory(self.index)[self.run.program.slot(name, self.index)]

    def evaluate(self, expression: Expression) -> Value:
        """The value of a part of the step's equation."""
        if isinstance(expression, Name):
            return self.before(expression.name)
        slots = _Slots(self.run.program, self.index)
        function = bind(expression, slots, self.run.program.shapes)
        with unwarned():
            return function(self.run.memory(self.index))

    def written(self, style: Style) -> str:
        """The right-hand side in names."""
        return style.write_sum([term.expression for term in self.equation.terms])

    def substituted(self, style: Style) -> str:
        """The right-hand side in numbers."""
        terms = [term.expression for term in self.equation.terms]
        return style.write_sum(terms, self.number_of)

    def number_of(self, expression: Expression) -> Value | None:
        """The number to write in place of a name; other parts are written out."""
        return self.before(expression.name) if isinstance(expression, Name) else None


@dataclass(frozen=True, slots=True)
class _Slots(Mapping[str, int]):
    """Where the names that a step reads stand in memory."""

    program: Program
    index: int

    def __getitem__(self, name: str) -> int:
        return self.program.slot(name, self.index)

    def __iter__(self) -> Iterator[str]:
        return iter(self.program.base)

    def __len__(self) -> int:
        return len(self.program.base)


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything that is known after the first `position` steps of a run.

    Args:
        run: the iteration.
        position: how many steps have been taken, 0 for none.
        arrived: if the last step is under way, how many of its terms have been added up.
    """

    run: Run
    position: int
    arrived: int | None = None

    def value(self, symbol: str) -> Value | None:
        """The value of a node, or of what the optimiser remembers; None if it is not computed yet.

        Until an update assigns it, a parameter has the value with which the iteration started.
        """
        computed = self._computed(symbol)
        if computed is not None:
            return computed
        slot = self.run.program.base.get(symbol)
        return None if slot is None else self.run.start[slot]

    def gradient(self, node: str) -> Value | None:
        """The gradient of a node; None if it is not computed yet, or never is."""
        return self._computed(gradient_name(self.run.program.network.loss, node))

    def relu(self, node: str) -> ReluState | None:
        """The state of a ReLU; None if the node is none or is not computed yet."""
        z = self.pre_activation(node)
        return None if z is None else relu_state(z)

    def units(self, node: str) -> tuple[ReluState, ...]:
        """The state of each unit of a ReLU over the samples; nothing where `relu` is None."""
        z = self.pre_activation(node)
        if z is None or (whole := relu_state(z)) is None:
            return ()
        if not is_array(z):
            return (whole,)
        columns = z.reshape(-1, self.run.program.network.units(node)).T
        return tuple(relu_state(column) or ReluState.MIXED for column in columns)

    def pre_activation(self, node: str) -> Value | None:
        """What a ReLU is applied to; None if the node is none or is not computed yet."""
        program = self.run.program
        if node not in program.network.relus or self._computed(node) is None:
            return None
        return self.run.pre_activation(node)

    @property
    def loss(self) -> Value | None:
        """The loss; None if it is not computed yet."""
        return self.value(self.run.program.network.loss)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the iteration."""
        rate = self.run.start[-1]
        assert isinstance(rate, float)  # noqa: S101  (as every network has it)
        return rate

    def values(self) -> dict[str, Value]:
        """Every symbol that has a value: nodes, then gradients."""
        network = self.run.program.network
        symbols = (*network.nodes, *(gradient_name(network.loss, node) for node in network.nodes))
        found = {symbol: self.value(symbol) for symbol in symbols}
        return {symbol: value for symbol, value in found.items() if value is not None}

    def same_as(self, other: State) -> bool:
        """Whether two states agree bit for bit in everything that is known."""
        mine, theirs = self.values(), other.values()
        return (
            self.position == other.position
            and self.arrived == other.arrived
            and mine.keys() == theirs.keys()
            and all(same(value, theirs[symbol]) for symbol, value in mine.items())
        )

    def _computed(self, symbol: str) -> Value | None:
        program = self.run.program
        index = program.index.get(symbol)
        if index is None or index >= self.position:
            return None
        if index == self.position - 1 and self.arrived is not None:
            return self._accumulator(index)
        return self.run.value(index)

    def _accumulator(self, index: int) -> Value:
        """The sum of the terms that have arrived, 0 before the first."""
        terms = self.run.terms(index)
        with unwarned():
            return _add(terms[: self.arrived]) if self.arrived else zeros(shape_of(terms[0]))


def relu_state(z: Value) -> ReluState | None:
    """What a ReLU does at this pre-activation; None where that is NaN."""
    if is_array(z):
        for state, has_it in (
            (ReluState.ACTIVE, z > 0.0),
            (ReluState.DEAD, z < 0.0),
            (ReluState.KINK, z == 0.0),
            (None, z != z),
        ):
            if has_it.all():
                return state
        return ReluState.MIXED
    if z > 0.0:
        return ReluState.ACTIVE
    if z < 0.0:
        return ReluState.DEAD
    return ReluState.KINK if z == 0.0 else None


def overall(units: Sequence[ReluState]) -> ReluState | None:
    """What a ReLU does whose units do this; None where it has none to tell of."""
    return (units[0] if len(set(units)) == 1 else ReluState.MIXED) if units else None


def mask(z: Value) -> Mask:
    """Which entries of a pre-activation are active."""
    return (z > 0.0).tobytes() if is_array(z) else z > 0.0


def outcome(run: Run) -> tuple[tuple[Value, ...], float, tuple[Mask, ...]]:
    """What an iteration leaves: the memory that the next one starts with, its loss, its masks."""
    return run.end, run.loss, run.masks


def run_iteration(program: Program, number: int, start: Memory) -> Run:
    """Run an iteration to its end and record it; arguments as of `Run`."""
    run = Run(program, number, start)
    run.memory(len(program.equations))
    return run


def trace(program: Program, iterations: int) -> Iterator[Run]:
    """Run so many iterations, each with the parameters that the one before it left."""
    start: Memory = program.start
    for number in range(iterations):
        run = run_iteration(program, number, start)
        yield run
        start = run.end


def _add(terms: tuple[Value, ...]) -> Value:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    if is_array(total):
        total.setflags(write=False)
    return total
