"""The state of a run after so many steps: what is known then."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from engine.errors import DebuggerError
from engine.frozen import frozen
from engine.iterations.run import Run, add
from engine.language.expression import free_names, gradient_name
from engine.language.text import nothing_called, unknown_node
from engine.language.values import Array, Value, evaluate, is_array, same, shape_of, unwarned, zeros
from engine.network.parts import Edge
from engine.network.relus import Relu
from engine.program.differentiation import local_derivative
from engine.program.equation import Phase


class ReluState(StrEnum):
    """The state of a ReLU, which says what becomes of a gradient; it may differ between samples."""

    ACTIVE = "active"
    DEAD = "dead"
    KINK = "kink"
    MIXED = "mixed"


SIGNS = {
    ReluState.ACTIVE: "▲",
    ReluState.DEAD: "✗",
    ReluState.KINK: "◇",
    ReluState.MIXED: "◐",
}
"""The sign of each state, where it is drawn in Unicode."""


@frozen(slots=True, eq=False)
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

    @property
    def completed(self) -> int:
        """How many steps are complete: one that is under way is not yet."""
        return self.position - (self.arrived is not None)

    def value(self, symbol: str) -> Value | None:
        """The value of a symbol: a node, a gradient, or what the optimiser remembers.

        None if it is not computed yet. Until an update assigns it, a parameter has the value with
        which the iteration started.

        Raises:
            DebuggerError: where the program has no such symbol.
        """
        computed = self._computed(symbol)
        if computed is not None:
            return computed
        program = self.run.program
        slot = program.base.get(symbol)
        if slot is not None:
            return self.run.start[slot]
        if symbol not in program.shapes:
            raise DebuggerError(nothing_called(symbol, list(program.shapes)))
        return None

    def gradient(self, node: str) -> Value | None:
        """The gradient of a node; None if it is not computed yet, or never is.

        Raises:
            DebuggerError: where the program has no such node.
        """
        program = self.run.program
        symbol = gradient_name(program.network.loss, node)
        computed = self._computed(symbol)
        if computed is None and symbol not in program.shapes:
            raise DebuggerError(unknown_node(node, list(program.network.nodes)))
        return computed

    def relu(self, node: str) -> ReluState | None:
        """The state of a ReLU; None if the node is none or is not computed yet."""
        z = self.pre_activation(node)
        return None if z is None else relu_state(z)

    def units(self, node: str) -> tuple[ReluState, ...]:
        """The state of each unit of a ReLU over the samples; nothing where `relu` is None."""
        relu = self.run.program.network.relus.get(node)
        return () if relu is None else self.units_of(relu)

    def units_of(self, relu: Relu) -> tuple[ReluState, ...]:
        """The same of any ReLU, also of one inside of another equation."""
        if self._computed(relu.node) is None:
            return ()
        z = self.run.pre_activation(relu)
        whole = relu_state(z)
        if whole is None:
            return ()
        return unit_states(relu.columns(z)) if is_array(z) else (whole,)

    def pre_activation(self, node: str) -> Value | None:
        """What a ReLU is applied to; None if the node is none or is not computed yet."""
        program = self.run.program
        relu = program.network.relus.get(node)
        if relu is None or self._computed(node) is None:
            return None
        return self.run.pre_activation(relu)

    def local_derivative(self, edge: Edge) -> Value | None:
        """The derivative of an edge's target by its source; None where it is not known.

        It is known where the target is a single number and all that it takes is computed.
        """
        network = self.run.program.network
        expression = local_derivative(network, edge.target, edge.position)
        if expression is None:
            return None
        values = {name: self.value(name) for name in free_names(expression)}
        known = {name: value for name, value in values.items() if value is not None}
        return evaluate(expression, known) if len(known) == len(values) else None

    def contribution(self, edge: Edge) -> Value | None:
        """What has arrived over an edge in the backward pass; None before that."""
        run = self.run
        program = run.program
        index = program.index.get(gradient_name(program.network.loss, edge.source))
        if index is None or index >= self.position or index in run.given:
            return None
        under_way = index == self.position - 1
        known = run.terms(index)[: self.arrived if under_way else None]
        for term, value in zip(program.equations[index].terms, known, strict=False):
            if (term.child, term.position) == (edge.target, edge.position):
                return value
        return None

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

    @property
    def rate(self) -> float:
        """What the update of the iteration goes by: the learning rate, as its schedule has it."""
        program = self.run.program
        index = program.index.get(program.memo.rate)
        if index is None:
            return self.learning_rate
        known: dict[str, Value] = {}
        first = program.phases[Phase.UPDATE].start
        for equation in program.equations[first : index + 1]:  # they need nothing of the iteration
            for name in free_names(equation.expression) - known.keys():
                known[name] = self.run.start[program.base[name]]
            known[equation.symbol] = evaluate(equation.expression, known)
        return float(known[program.memo.rate])

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
            return add(terms[: self.arrived]) if self.arrived else zeros(shape_of(terms[0]))


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


def unit_states(z: Array) -> tuple[ReluState, ...]:
    """What each unit of a ReLU does at pre-activations with a row for each sample.

    All units at once: there may be a million.
    """
    active, dead, kink = ((each.all(axis=0)) for each in (z > 0.0, z < 0.0, z == 0.0))
    codes: list[int] = (active * 1 + dead * 2 + kink * 3).tolist()
    states = (ReluState.MIXED, ReluState.ACTIVE, ReluState.DEAD, ReluState.KINK)
    return tuple([states[code] for code in codes])


def overall(units: Sequence[ReluState]) -> ReluState | None:
    """What a ReLU does whose units do this; None where it has none to tell of."""
    return (units[0] if len(set(units)) == 1 else ReluState.MIXED) if units else None
