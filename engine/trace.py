"""The trace: one iteration, run once and recorded, and what can be read from the record.

A run holds the value of every slot of the program's memory. A step and a state are readings of it,
so going back in time shows the very numbers that going forward did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.expression import Expression, Name, gradient_name
from engine.notation import Style
from engine.program import Equation, Phase, Program
from engine.values import Memory, Value, bind, is_array, is_finite, same, shape_of, unwarned, zeros


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


@dataclass(frozen=True, eq=False)
class Run:
    """One iteration, recorded.

    Args:
        program: what was run.
        number: the iteration, counted from 0.
        memory: the value of every slot: what was given, then what each equation assigned.
        sums: the values of the terms of those equations that add up two or more, by index.
    """

    program: Program
    number: int
    memory: tuple[Value, ...]
    sums: Mapping[int, tuple[Value, ...]]

    @property
    def steps(self) -> Sequence[Step]:
        """The steps of the iteration, in order."""
        return [Step(self, index) for index in range(len(self.program.equations))]

    @property
    def end(self) -> tuple[Value, ...]:
        """The memory that the next iteration starts with."""
        return tuple(self.memory[slot] for slot in self.program.carried)

    @cached_property
    def first_non_finite(self) -> int | None:
        """The first step, counted from 1, whose value is NaN or infinite; None if there is none."""
        known = len(self.program.base)
        for index, value in enumerate(self.memory[known:]):
            if not is_finite(value):
                return index + 1
        return None

    @property
    def starts_finite(self) -> bool:
        """Whether everything that is known before the first step is a finite number."""
        return all(map(is_finite, self.memory[: len(self.program.base)]))

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
        """The rule."""
        return self.run.program.equations[self.index]

    @property
    def phase(self) -> Phase:
        """The part of the iteration."""
        return self.equation.phase

    @property
    def node(self) -> str:
        """The node the step is about."""
        return self.equation.node

    @property
    def symbol(self) -> str:
        """What the step assigns."""
        return self.equation.symbol

    @property
    def value(self) -> Value:
        """What it assigns to it."""
        return self.run.memory[len(self.run.program.base) + self.index]

    @property
    def terms(self) -> tuple[Arrived, ...]:
        """In the backward phase the contributions that add up to the value, else nothing."""
        if self.phase is not Phase.BACKWARD:
            return ()
        terms = self.equation.terms
        values = self.run.sums.get(self.index, (self.value,))
        return tuple(
            Arrived(term.source, term.expression, value)
            for term, value in zip(terms, values, strict=True)
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
        return self.run.memory[self.run.program.slot(name, self.index)]

    def evaluate(self, expression: Expression) -> Value:
        """The value of a part of the step's equation."""
        if isinstance(expression, Name):
            return self.before(expression.name)
        slots = _Slots(self.run.program, self.index)
        function = bind(expression, slots, self.run.program.shapes)
        with unwarned():
            return function(self.run.memory)

    def written(self, style: Style) -> str:
        """The right-hand side in names."""
        return style.write(self.equation.expression)

    def substituted(self, style: Style) -> str:
        """The right-hand side in numbers."""
        return style.write(self.equation.expression, self.number_of)

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

    def value(self, node: str) -> Value | None:
        """The value of a node; None if it is not computed yet."""
        computed = self._computed(node)
        if computed is not None:
            return computed
        slot = self.run.program.base.get(node)
        return None if slot is None else self.run.memory[slot]

    def gradient(self, node: str) -> Value | None:
        """The gradient of a node; None if it is not computed yet, or never is."""
        return self._computed(gradient_name(self.run.program.network.loss, node))

    def relu(self, node: str) -> ReluState | None:
        """The state of a ReLU; None if the node is none or is not computed yet."""
        relu_input = self.run.program.relu_inputs.get(node)
        if relu_input is None or self._computed(node) is None:
            return None
        return relu_state(relu_input(self.run.memory))

    @property
    def loss(self) -> Value | None:
        """The loss; None if it is not computed yet."""
        return self.value(self.run.program.network.loss)

    @property
    def learning_rate(self) -> Value:
        """The learning rate of the iteration."""
        return self.run.memory[len(self.run.program.base) - 1]

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
        return self.run.memory[len(program.base) + index]

    def _accumulator(self, index: int) -> Value:
        """The sum of the terms that have arrived, 0 before the first."""
        terms = self.run.sums[index][: self.arrived]
        with unwarned():
            return _add(terms) if terms else zeros(shape_of(self.run.sums[index][0]))


def relu_state(z: Value) -> ReluState | None:
    """What a ReLU does at this pre-activation; None where that is NaN."""
    if is_array(z):
        states = {relu_state(float(entry)) for entry in set(z.ravel().tolist())}
        return states.pop() if len(states) == 1 else ReluState.MIXED
    if z > 0.0:
        return ReluState.ACTIVE
    if z < 0.0:
        return ReluState.DEAD
    return ReluState.KINK if z == 0.0 else None


def run_iteration(program: Program, number: int, start: Memory) -> Run:
    """Run an iteration and record it.

    Args:
        program: what to run.
        number: the iteration, counted from 0.
        start: what is known before its first step, `program.start` or the `end` of a run.
    """
    memory = list(start)
    sums = {}
    equations = program.functions
    with unwarned():
        for index, functions in enumerate(equations):
            if len(functions) == 1:
                memory.append(functions[0](memory))
            else:
                terms = tuple([function(memory) for function in functions])
                sums[index] = terms
                memory.append(_add(terms))
    return Run(program, number, tuple(memory), sums)


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
