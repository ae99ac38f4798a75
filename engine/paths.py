"""A gradient by its paths: from the loss back to a node, over every way through the equations.

Each path contributes the product of the local derivatives along it, and the gradient is their sum.
There may be more paths than could ever be listed. So they are counted without being walked, and
only the largest are followed: every node hands on no more of them than are asked for.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from engine.derivative import local_derivative
from engine.entries import Index, entry_name, entry_of
from engine.expression import ONE, Call, Expression, Name, gradient_name
from engine.kinks import relu_label
from engine.network import Edge, Network
from engine.notation import Style
from engine.program import Phase, Program
from engine.route import DebuggerError
from engine.series import Series, SeriesError, parse_series
from engine.trace import ReluState, Run, State, Step
from engine.values import Value, is_array
from engine.words import listed

MAX_PATHS = 10
"""So many paths are given; of more the largest."""

MAX_FACTORS = 12
"""Of a product of more local derivatives only the first and the last are written."""

MAX_COUNT = 1_000_000
"""So many paths are counted to the last; of more the power of ten is said."""

NO_SIZE = -1e12
"""The size of 0: far below the logarithm of any float, but finite, so that sizes can be added."""


class PathsError(DebuggerError):
    """A gradient that has no paths to show, with a message for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Factor:
    """The local derivative along one edge.

    Args:
        edge: one use of a node, by a child.
        expression: the derivative of the child with respect to the node, in symbols.
        value: its number.
        relu: what the child does to the gradient, if it is a ReLU.
        is_skip: whether the edge is a skip connection.
    """

    edge: Edge
    expression: Expression
    value: float
    relu: ReluState | None
    is_skip: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the loss back to a node: its local derivatives, the one at the loss first."""

    factors: tuple[Factor, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that it leads over, the loss first."""
        return (self.factors[0].edge.target, *(factor.edge.source for factor in self.factors))

    @property
    def value(self) -> float:
        """What it contributes: the product of the local derivatives, from the loss back."""
        return math.prod(factor.value for factor in self.factors)

    @property
    def cuts(self) -> tuple[Factor, ...]:
        """The ReLUs that cut it: their local derivative is 0."""
        return tuple(each for each in self.factors if each.relu is not None and each.value == 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Contribution:
    """What arrives at a node along one edge, in a network of arrays.

    Args:
        source: the child that it comes from.
        expression: upstream gradient times local derivative, in symbols.
        value: its value, or that of the entry which was asked for.
    """

    source: str
    expression: Expression
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """A gradient, taken apart.

    Args:
        symbol: the gradient, `dL/dw0`.
        entry: which entry of it; empty for all of it.
        gradient: its value.
        is_computed: whether the backward pass has come to it yet.
        count: how many paths there are; 0 where arrays are on the way, and they are not followed.
        largest: the largest of them, in order.
        contributions: where arrays are on the way, what arrives along each edge.
    """

    symbol: str
    entry: Index
    gradient: Value
    is_computed: bool
    count: int
    largest: tuple[Path, ...]
    contributions: tuple[Contribution, ...]

    @property
    def shown(self) -> float:
        """What the paths that are given add up to."""
        return sum((path.value for path in self.largest), start=0.0)

    @property
    def left(self) -> float:
        """What the paths that are not given contribute together."""
        if self.count == len(self.largest):
            return 0.0
        assert not is_array(self.gradient)  # noqa: S101  (as paths lead over single numbers)
        return self.gradient - self.shown


def find_paths(text: str, state: State, limit: int = MAX_PATHS) -> Paths:
    """The paths of a gradient in the iteration of a state.

    Their numbers are those of the whole iteration, so they can be asked for ahead of time.

    Args:
        text: the gradient as it is typed: `dL/dw0`, `∂L/∂ŷ`, `dL/dW2[0,0]`.
        state: where the debugger stands.
        limit: the most paths to give.

    Raises:
        PathsError: for what is no gradient of the program.
    """
    run = state.run
    asked = parse_gradient(text, run.program)
    step, entry = Step(run, run.program.index[asked.symbol]), asked.entry or ()
    is_computed = step.index < state.position - (state.arrived is not None)
    nodes = _descendants(run.program.network, step.node)
    gradient, count = _at(step.value, entry), 0
    largest: tuple[Path, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    if all(run.program.shapes[node] == () for node in nodes):
        count = _count(run.program.network, step.node, nodes)
        largest = tuple(_largest(run, step.node, nodes, limit))
    else:
        contributions = tuple(
            Contribution(term.source, term.expression, _at(term.value, entry))
            for term in step.terms
        )
    return Paths(asked.symbol, entry, gradient, is_computed, count, largest, contributions)


def parse_gradient(text: str, program: Program) -> Series:
    """The gradient that a text names.

    Raises:
        PathsError: where the program computes none that is called so.
    """
    reason = why_no_gradient(text, program)
    if reason:
        raise PathsError(reason)
    try:
        asked = parse_series(text, program)
    except SeriesError as error:
        raise PathsError(str(error)) from None
    loss = program.network.loss
    if not asked.symbol.startswith(gradient_name(loss, "")):
        gradient = gradient_name(loss, asked.symbol)
        hint = f": ask for {gradient}" if gradient in program.index else ""
        raise PathsError(f"paths lead to a gradient, and {text.strip()!r} is none{hint}")
    return asked


def why_no_gradient(text: str, program: Program) -> str:
    """Why the program has not the gradient of a node that a text names; empty where it has."""
    network = program.network
    typed = "".join(text.split()).replace("∂", "d").partition("[")[0]
    for node in network.nodes:
        symbol = gradient_name(network.loss, node)
        written = gradient_name(network.loss, network.names.get(node, node))
        if typed not in (symbol, written) or symbol in program.index:
            continue
        if node == network.loss:
            return f"{symbol} is 1: the backward pass starts from it and does not compute it"
        return (
            f"{symbol} is not computed: no equation needs the gradient of the "
            f"{network.kind(node)} {node}; gradients = [{node!r}] in the network file asks for it"
        )
    return ""


def _at(value: Value, entry: Index) -> Value:
    return entry_of(value, entry) if entry else value


# Following them


def _descendants(network: Network, node: str) -> AbstractSet[str]:
    """A node and everything that is computed from it."""
    found, pending = {node}, [node]
    while pending:
        for child in network.consumers[pending.pop()]:
            if child not in found:
                found.add(child)
                pending.append(child)
    return found


def _backwards(network: Network, nodes: AbstractSet[str]) -> Iterator[tuple[str, list[Edge]]]:
    """Each of the nodes that is computed, the loss first, with the edges to others of them."""
    for target, _ in reversed(network.equations):
        if target in nodes:
            yield (
                target,
                [
                    Edge(source, target, position)
                    for position, source in enumerate(network.operands[target])
                    if source in nodes
                ],
            )


def _count(network: Network, node: str, nodes: AbstractSet[str]) -> int:
    """How many ways lead from the loss to a node."""
    counts = dict.fromkeys(nodes, 0)
    counts[network.loss] = 1
    for target, edges in _backwards(network, nodes):
        # A count is as long as the network is deep: those behind are not kept.
        ways = counts[target] if target == node else counts.pop(target)
        for edge in edges:
            counts[edge.source] += ways
    return counts[node]


_Trail = tuple[Factor, "_Trail"] | None
"""The way so far, the last factor first: ways that part later share what they have in common."""


def _largest(run: Run, node: str, nodes: AbstractSet[str], limit: int) -> Iterator[Path]:
    """The paths whose products are the largest in size.

    A path can only be among the largest to a node if each part of it, from the loss on, is among
    the largest to where that part ends.
    """
    network = run.program.network
    arrived: dict[str, list[tuple[float, _Trail]]] = {name: [] for name in nodes}
    arrived[network.loss].append((0.0, None))
    for target, edges in _backwards(network, nodes):
        if target == node:
            break
        trails = _few(arrived.pop(target), limit)
        for edge in edges:
            factor = _factor(run, edge)
            size = _size(factor.value)
            arrived[edge.source] += [(so_far + size, (factor, trail)) for so_far, trail in trails]
    for _, trail in _few(arrived[node], limit):
        yield Path(tuple(_unwound(trail)))


def _few(trails: list[tuple[float, _Trail]], limit: int) -> list[tuple[float, _Trail]]:
    return heapq.nlargest(limit, trails, key=lambda each: each[0])


def _size(value: float) -> float:
    """How large a factor is: its logarithm, as products of many would leave the range of floats."""
    if value == 0.0:
        return NO_SIZE
    return math.log(abs(value)) if math.isfinite(value) else -NO_SIZE


def _factor(run: Run, edge: Edge) -> Factor:
    network, forward = run.program.network, run.program.phases[Phase.FORWARD].stop
    expression = local_derivative(network, edge.target, edge.position)
    assert expression is not None  # noqa: S101  (as the nodes are single numbers)
    value = Step(run, forward).evaluate(expression)
    assert not is_array(value)  # noqa: S101  (as the nodes are single numbers)
    relu = run.state(forward).relu(edge.target)
    return Factor(edge, expression, value, relu, network.is_skip(edge.source, edge.target))


def _unwound(trail: _Trail) -> Sequence[Factor]:
    factors = []
    while trail is not None:
        factor, trail = trail
        factors.append(factor)
    return factors[::-1]


# Writing them


def paths_lines(paths: Paths, style: Style) -> list[str]:
    """The paths as lines of text: the sum, then for each path its nodes and its product."""
    name = entry_name(style.name(paths.symbol), paths.entry)
    ahead = "" if paths.is_computed else "not computed yet; it will be so: "
    if not paths.count:
        return [
            ahead + line if not i else line for i, line in enumerate(_edges(paths, name, style))
        ]
    lines = [f"{ahead}{name} = {style.number(paths.gradient)}, {_over(paths)}"]
    width = max(len(style.number(path.value)) for path in paths.largest)
    for path in paths.largest:
        number = style.number(path.value).ljust(width)
        lines.append(f"{number}  {_way(path, style)}")
        lines.append(f"{' ' * width}  = {_product(path, style)}")
    if paths.count > len(paths.largest):
        lines.append(f"{style.number(paths.left)} is left, which the other paths contribute")
    return lines


def _over(paths: Paths) -> str:
    if paths.count == 1:
        return "over the only path there is"
    if paths.count == len(paths.largest):
        return f"the sum over {paths.count} paths"
    count = f"{paths.count:,}"
    if paths.count > MAX_COUNT:
        count = f"about 10^{math.log10(paths.count):.0f}"
    return f"the sum over {count} paths; the {len(paths.largest)} largest:"


def _way(path: Path, style: Style) -> str:
    """As in: L ← ŷ ← z2 ← h0 ← z0 ← w0, over the skip connection w3."""
    way = " ← ".join(_shortened([style.name(node) for node in path.nodes]))
    skips = [_skip(factor, style) for factor in path.factors if factor.is_skip]
    if skips:
        way += f", over the skip connection{'s' * (len(skips) > 1)} {listed(skips)}"
    if path.cuts:
        way += f"; cut by {listed(_cut(factor, style) for factor in path.cuts)}"
    return way


def _skip(factor: Factor, style: Style) -> str:
    """The weight of a skip connection, or where it leads if it has none."""
    if isinstance(factor.expression, Name):
        return style.name(factor.expression.name)
    return f"{style.name(factor.edge.source)} → {style.name(factor.edge.target)}"


def _cut(factor: Factor, style: Style) -> str:
    label = relu_label(factor.edge.target, style)
    return f"dead {label}" if factor.relu is ReluState.DEAD else f"{label}, which is at the kink"


def _product(path: Path, style: Style) -> str:
    """The local derivatives in symbols, then in numbers."""
    symbols = [_fenced(factor.expression, style) for factor in path.factors]
    numbers = [_signed(style.number(factor.value)) for factor in path.factors]
    return f"{' · '.join(_shortened(symbols))} = {' · '.join(_shortened(numbers))}"


def _fenced(expression: Expression, style: Style) -> str:
    """The expression as the factor of a product, in parentheses where it needs them."""
    prefix = style.write(Call("mul", (ONE, ONE))).removesuffix(style.write(ONE))
    return style.write(Call("mul", (ONE, expression))).removeprefix(prefix)


def _signed(number: str) -> str:
    return f"({number})" if number[0] in "-−" else number


def _shortened(parts: Sequence[str]) -> list[str]:
    """The parts; of many the first and the last, and how many are left out between."""
    if len(parts) <= MAX_FACTORS:
        return list(parts)
    end = MAX_FACTORS // 2
    return [*parts[:end], f"… ({len(parts) - 2 * end:,} more)", *parts[-end:]]


def _edges(paths: Paths, name: str, style: Style) -> list[str]:
    """The contributions along the edges, where arrays are on the way."""
    value = style.number(paths.gradient)
    lines = [
        f"{name} = {value}, by edges: paths are followed only where all nodes are single numbers"
    ]
    for each in paths.contributions:
        lines.append(f"from {style.name(each.source)}: {style.write(each.expression)}")
        lines[-1] += f" = {style.number(each.value)}"
    return lines
