"""Programs: the forward, backward and update equations of a network, in the order of their steps.

The backward equations are derived from the forward ones, symbolically and by reverse-mode
differentiation: walking the forward equations from the loss back, every use of a node adds one term
to the equation of its gradient. Running the program once is one iteration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import NetworkError, ShapeError
from engine.frozen import frozen
from engine.language.expression import (
    ONE,
    Expression,
    Name,
    gradient_name,
    size,
)
from engine.language.figures import figures
from engine.language.notation import Style
from engine.language.ops import writes_infinity
from engine.language.rounding import Cancelling, cancelling
from engine.language.shapes import Shape
from engine.language.values import Value, contiguous, is_finite, zeros
from engine.network.network import Network
from engine.network.structure import behind
from engine.network.updates import LEARNING_RATE as LEARNING_RATE
from engine.network.updates import Memo, memo, updates
from engine.program.bounds import check_ops, check_work
from engine.program.differentiation import Differentiator, Term
from engine.program.equation import Equation as Equation
from engine.program.equation import Phase as Phase
from engine.program.functions import Functions
from engine.program.told import told

if TYPE_CHECKING:
    from engine.program.stretches import Membership, Stretch


@frozen(repr=False)
class Program:
    """The equations of a network, in order; every symbol is assigned once an iteration.

    Args:
        network: what it was derived from.
        equations: one for each step.
        shapes: the shape of every symbol; a gradient has the shape of its node.
        memo: the names of what an update computes besides parameters.
    """

    network: Network
    equations: tuple[Equation, ...]
    shapes: Mapping[str, Shape]
    memo: Memo

    @cached_property
    def base(self) -> Mapping[str, int]:
        """Where in memory what is known before the first step stands; the learning rate is last."""
        names = (*self.network.constants, *self.memo.symbols, LEARNING_RATE)
        return {name: slot for slot, name in enumerate(names)}

    @cached_property
    def style(self) -> Style:
        """How its names and numbers are written for people."""
        shapes = self.shapes if any(self.shapes.values()) else {}  # where none is needed, ask none
        return Style(names=self.names, shapes=shapes, digits=figures().digits)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """How nodes, and what the optimiser computes, are written, where not as they are called."""
        return self.memo.written(self.network.names, self.network.nodes)

    def told(self, symbol: str) -> str:
        """A symbol, or an entry of it, in a message: `dL/dnet.0.W[0,1]`, which may be typed too."""
        return told(symbol, self.names, self.network.loss)

    @property
    def state_symbols(self) -> Mapping[str, tuple[str, ...]]:
        """For each parameter the names of what the optimiser remembers about it."""
        return self.memo.of

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Which equation, counted from 0, assigns each symbol."""
        return {equation.symbol: i for i, equation in enumerate(self.equations)}

    @cached_property
    def phases(self) -> Mapping[Phase, range]:
        """The equations of each phase, counted from 0."""
        ends = dict.fromkeys(Phase, 0)
        for equation in self.equations:
            ends[equation.phase] += 1
        forward, backward, update = ends.values()
        return {
            Phase.FORWARD: range(forward),
            Phase.BACKWARD: range(forward, forward + backward),
            Phase.UPDATE: range(forward + backward, forward + backward + update),
        }

    def has_gradient(self, node: str) -> bool:
        """Whether the backward pass computes the gradient of a node."""
        return gradient_name(self.network.loss, node) in self.index

    @cached_property
    def reading_order(self) -> tuple[str, ...]:
        """Every node, what is given standing right before the first equation that uses it.

        What a group brings along stands before the first that is computed in it.
        """
        brought: dict[str, tuple[str, ...]] = {}
        for group in self.network.groups:
            brought[group.members[0]] = (*brought.get(group.members[0], ()), *group.brings)
        ordered: dict[str, None] = {}
        for name, operands in self.network.operands.items():
            ordered.update(dict.fromkeys((*brought.get(name, ()), *operands)))
            ordered[name] = None
        return tuple(ordered)

    @cached_property
    def per_sample(self) -> frozenset[str]:
        """The nodes, and the gradients, that have a row for each sample of the batch."""
        nodes = self.network.per_sample
        return nodes | {gradient_name(self.network.loss, node) for node in nodes}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of every node in the reading order."""
        return {node: place for place, node in enumerate(self.reading_order)}

    @cached_property
    def steps_about(self) -> Mapping[str, tuple[int, ...]]:
        """For each node the steps about it, counted from 1."""
        found: dict[str, list[int]] = {}
        for index, equation in enumerate(self.equations):
            found.setdefault(equation.node, []).append(index + 1)
        return {node: tuple(steps) for node, steps in found.items()}

    @cached_property
    def membership(self) -> Membership:
        """Which groups each node belongs to."""
        from engine.program.stretches import Membership  # not without groups

        return Membership(self.network)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The steps of each group that stand one behind the other."""
        if not self.network.groups:
            return ()
        from engine.program.stretches import find_stretches

        return tuple(find_stretches(self.membership, self.equations, self.phases))

    @property
    def start(self) -> tuple[Value, ...]:
        """The memory before iteration 0; what the optimiser remembers is 0, or as it is given."""
        given, shapes = self.network.memory, self.shapes
        remembered = [
            contiguous(given[name]) if name in given else zeros(shapes[name])
            for name in self.memo.symbols
        ]
        constants = map(contiguous, self.network.constants.values())
        return (*constants, *remembered, self.network.learning_rate)

    def slot(self, name: str, before: int) -> int:
        """Where in memory `name` stands for the equation at index `before`.

        Every assignment has a slot of its own, so an update, `w0 = w0 - lr*dL/dw0`, reads the value
        from before it and no value is ever overwritten.
        """
        index = self.index.get(name)
        if index is not None and index < before:
            return len(self.base) + index
        return self.base[name]

    @cached_property
    def functions(self) -> Functions:
        """What computes the equations from memory."""
        return Functions(self.equations, self.base, self.index, self.shapes)

    @cached_property
    def knows_infinity(self) -> bool:
        """Whether infinity is written in an equation, or is a constant: it is meant then."""
        given = [self.network.constants[name] for name in self.network.fixed]
        if not all(map(is_finite, given)):
            return True
        return any(writes_infinity(equation.expression) for equation in self.equations)

    @cached_property
    def cancelling(self) -> Sequence[Cancelling]:
        """What may cancel in each equation."""
        return [cancelling([term.expression for term in each.terms]) for each in self.equations]

    @cached_property
    def carried(self) -> tuple[int, ...]:
        """For each slot of the base, where its value for the next iteration stands."""
        end = len(self.equations)
        return tuple(self.slot(name, end) for name in self.base)

    @cached_property
    def trained(self) -> tuple[int, ...]:
        """The slots of the base that an update assigns anew."""
        return tuple(slot for slot, end in enumerate(self.carried) if slot != end)

    @cached_property
    def fed(self) -> tuple[int, ...]:
        """The slots of the base that are given anew to each iteration."""
        return tuple(sorted(self.base[name] for name in self.network.fed(0)))

    def updated_with(self, parameters: Iterable[str]) -> frozenset[str]:
        """Parameters and what the optimiser remembers about each."""
        return frozenset(
            symbol for name in parameters for symbol in (name, *self.state_symbols.get(name, ()))
        )


def derive(network: Network) -> Program:
    """The program of a network.

    The order is that of a hand computation: when a node's gradient is complete, next come the
    gradients of the parameters that its equation uses and that wait for nothing else, in the order
    in which they stand there; then the next node.

    Raises:
        NetworkError: where it would be too large to be run.

    >>> from engine.language.notation import Style
    >>> from engine.network.files import load_network
    >>> program = derive(load_network("skip"))
    >>> equation = program.equations[program.index["dL/dh0"]]
    >>> Style().write(equation.expression)
    '∂L/∂z2 · w3 + ∂L/∂z1 · w1'
    """
    shapes: dict[str, Shape] = {**network.shapes, LEARNING_RATE: ()}
    for node in network.nodes:
        shapes[gradient_name(network.loss, node)] = network.shapes[node]
    names = memo(network, network.optimiser)
    for name, letters in names.letters.items():
        shapes.update((each.name, network.shapes[name]) for each in letters.values())
    shapes.update(dict.fromkeys(names.shared.values(), ()))
    try:
        forward = forward_equations(network)
        equations = (*forward, *_backward(network, shapes), *_update(network, names))
        check_work(network, equations, shapes)
    except ShapeError as error:
        raise NetworkError(f"in a gradient there is {error}") from None
    return Program(network, equations, shapes, names)


def forward_equations(network: Network) -> Iterator[Equation]:
    """The equations of the forward pass."""
    for name, expression in network.equations:
        yield Equation(Phase.FORWARD, name, name, (Term(name, 0, expression),))


def _backward(network: Network, shapes: Mapping[str, Shape]) -> Iterator[Equation]:
    differentiator = Differentiator(shapes, network.conventions)
    # What is computed of inputs alone has no gradient that anybody needs, as inputs have none.
    needed = behind(network.equations, (*network.parameters, *network.gradients))
    collected: dict[str, list[Term]] = {name: [] for name in network.nodes if name in needed}
    waiting = {name: len(network.consumers[name]) for name in network.constants}
    ops = 0
    for index, (name, expression) in reversed([*enumerate(network.equations)]):
        if name == network.loss:
            upstream: Expression = ONE
        elif name not in collected:
            continue
        else:
            upstream = Name(gradient_name(network.loss, name))
            yield _gradient(network, name, collected[name])
        try:
            terms = differentiator.contributions(name, expression, upstream, collected)
        except NetworkError as error:
            raise NetworkError(str(error), "equations", index) from None
        ops += sum(size(term.expression) for _, term in terms)
        check_ops(network, ops, index)
        for operand, term in terms:
            collected[operand].append(term)
        for operand in dict.fromkeys(network.operands[name]):
            if operand in waiting:
                waiting[operand] -= 1
                if waiting[operand] == 0 and operand in collected:
                    yield _gradient(network, operand, collected[operand])


def _gradient(network: Network, node: str, terms: list[Term]) -> Equation:
    symbol = gradient_name(network.loss, node)
    return Equation(Phase.BACKWARD, node, symbol, tuple(terms))


def _update(network: Network, names: Memo) -> Iterator[Equation]:
    for parameter, symbol, expression in updates(network, network.optimiser, names):
        yield Equation(Phase.UPDATE, parameter, symbol, (Term(parameter, 0, expression),))
    for name, expression in network.buffers.items():
        yield Equation(Phase.UPDATE, name, name, (Term(name, 0, expression),))
