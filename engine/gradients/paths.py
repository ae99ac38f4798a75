"""A gradient by its paths: from the loss back to a node, over every way through the equations.

Each path contributes the product of the local derivatives along it, and the gradient is their sum.
In a network of arrays a path leads over their entries, and the gradient is that of one entry.
There may be more paths than could ever be listed. So they are counted without being walked, and
only the largest are followed: every entry hands on no more of them than are asked for.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import product

from engine.debugger.cursor import DebuggerError
from engine.derivation.kinks import relu_label
from engine.gradients.jacobian import Jacobian, Link, Place
from engine.iterations.run import ReluState, Run, State, Step, relu_state
from engine.language.entries import Index, entry_name, entry_of
from engine.language.expression import ONE, Call, Expression, Name, gradient_name
from engine.language.notation import Style
from engine.language.shapes import Shape
from engine.language.text import listed
from engine.language.values import Value, is_array
from engine.network.network import Network
from engine.program.program import Phase, Program
from engine.queries.curves import Series, SeriesError, parse_series

MAX_PATHS = 10
"""So many paths are given; of more the largest."""

MAX_FACTORS = 12
"""Of a product of more local derivatives only the first and the last are written."""

MAX_COUNT = 1_000_000
"""So many paths are counted to the last; of more the power of ten is said."""

MAX_DERIVATIVES = 1_000_000
"""The most pairs of entries whose local derivatives are computed, most of which may be 0."""

MAX_LINKS = 100_000
"""The most pairs of which one reads the other: that many are followed in less than a second."""

NO_SIZE = -1e12
"""The size of 0: far below the logarithm of any float, but finite, so that sizes can be added."""


class PathsError(DebuggerError):
    """A gradient that has no paths to show, with a message for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Factor:
    """The local derivative along one link of a path.

    Args:
        link: one use of an entry by an entry of a child.
        expression: the derivative in symbols.
        relu: what the child does to the gradient, if it is a ReLU.
        cuts: whether it is a ReLU that lets nothing pass.
        is_skip: whether it is a skip connection.
    """

    link: Link
    expression: Expression
    relu: ReluState | None
    cuts: bool
    is_skip: bool

    @property
    def value(self) -> float:
        """The derivative."""
        return self.link.value


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the loss back to a node: its local derivatives, the one at the loss first."""

    factors: tuple[Factor, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The entries that it leads over, the loss first."""
        return (self.factors[0].link.target, *(factor.link.source for factor in self.factors))

    @property
    def value(self) -> float:
        """What it contributes: the product of the local derivatives, from the loss back."""
        return math.prod(factor.value for factor in self.factors)

    @property
    def cuts(self) -> tuple[Factor, ...]:
        """The ReLUs that cut it: their local derivative is 0."""
        return tuple(each for each in self.factors if each.cuts)


@dataclass(frozen=True, slots=True, eq=False)
class Contribution:
    """What arrives at an array along one edge.

    Args:
        source: the child that it comes from.
        expression: upstream gradient times local derivative, in symbols.
        value: its value.
    """

    source: str
    expression: Expression
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """A gradient, taken apart.

    Args:
        symbol: the gradient, `dL/dw0`.
        entry: which entry of it; empty for a single number and for the whole of an array.
        gradient: its value.
        is_computed: whether the backward pass has come to it yet.
        count: how many paths there are; 0 for the whole of an array, which has none.
        largest: the largest of them, in order.
        contributions: for the whole of an array, what arrives along each edge.
        is_small: whether the paths of its entries can be followed.
        by_hand: the gradients on the way that were set by hand; where there are any, it is no sum.
    """

    symbol: str
    entry: Index
    gradient: Value
    is_computed: bool
    count: int = 0
    largest: tuple[Path, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    is_small: bool = True
    by_hand: tuple[str, ...] = ()

    @property
    def shown(self) -> float:
        """What the paths that are given add up to."""
        return sum((path.value for path in self.largest), start=0.0)

    @property
    def left(self) -> float:
        """What the paths that are not given contribute together."""
        if self.count == len(self.largest):
            return 0.0
        assert not is_array(self.gradient)  # noqa: S101  (as paths lead to single numbers)
        return self.gradient - self.shown


def find_paths(text: str, state: State, limit: int = MAX_PATHS) -> Paths:
    """The paths of a gradient in the iteration of a state.

    Their numbers are those of the whole iteration, so they can be asked for ahead of time.

    Args:
        text: the gradient as it is typed: `dL/dw0`, `∂L/∂ŷ`, `dL/dW2[0,0]`.
        state: where the debugger stands.
        limit: the most paths to give.

    Raises:
        PathsError: for what is no gradient of the program, or one in arrays that are too large.
    """
    run = state.run
    network = run.program.network
    asked = parse_gradient(text, run.program)
    step, index = Step(run, run.program.index[asked.symbol]), asked.entry or ()
    is_computed = step.index < state.position - (state.arrived is not None)
    nodes = _descendants(network, step.node)
    is_whole = is_array(step.value) and not index
    by_hand = _set_by_hand(run, {step.node} if is_whole else nodes)
    if by_hand:
        gradient = entry_of(step.value, index) if index else step.value
        return Paths(asked.symbol, index, gradient, is_computed, by_hand=by_hand)
    is_small = _derivatives(network, nodes) <= MAX_DERIVATIVES
    if is_whole:
        arrived = tuple(
            Contribution(each.source, each.expression, each.value) for each in step.terms
        )
        return Paths(
            asked.symbol, index, step.value, is_computed, contributions=arrived, is_small=is_small
        )
    if not is_small:
        raise _too_large(asked)
    ways = _ways(run, Place(step.node, index), nodes, limit)
    if ways is None:
        raise _too_large(asked)
    largest = tuple(_paths(run, ways, limit))
    gradient = entry_of(step.value, index)
    return Paths(asked.symbol, index, gradient, is_computed, ways.count, largest)


def _set_by_hand(run: Run, nodes: AbstractSet[str]) -> tuple[str, ...]:
    """The gradients of these nodes that were set by hand."""
    equations = (run.program.equations[index] for index in run.given)
    return tuple(
        each.symbol for each in equations if each.phase is Phase.BACKWARD and each.node in nodes
    )


def _too_large(asked: Series) -> PathsError:
    whole = f"; paths {asked.symbol} gives its contributions edge by edge" if asked.entry else ""
    return PathsError(f"there are too many entries on the way to follow the paths{whole}")


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


def _backwards(network: Network, nodes: AbstractSet[str]) -> Iterator[tuple[str, Sequence[int]]]:
    """Each of the nodes that is computed, the loss first, with where it reads others of them."""
    for target, _ in reversed(network.equations):
        if target in nodes:
            operands = enumerate(network.operands[target])
            yield target, [position for position, source in operands if source in nodes]


def _derivatives(network: Network, nodes: AbstractSet[str]) -> int:
    """How many derivatives of entries with respect to entries there are; none in single numbers."""
    total = 0
    for target, positions in _backwards(network, nodes):
        for position in positions:
            shapes = network.shapes[target], network.shapes[network.operands[target][position]]
            total += math.prod(map(math.prod, shapes)) if any(shapes) else 0
    return total


_Trail = tuple[Link, "_Trail"] | None
"""The way so far, the last link first: ways that part later share what they have in common."""


@dataclass(slots=True)
class _Ways:
    """The ways from the loss to an entry: how many, and some of them with their sizes."""

    count: int = 0
    trails: list[tuple[float, _Trail]] = field(default_factory=list)

    def largest(self, limit: int) -> list[tuple[float, _Trail]]:
        return heapq.nlargest(limit, self.trails, key=lambda each: each[0])


def _ways(run: Run, asked: Place, nodes: AbstractSet[str], limit: int) -> _Ways | None:
    """The ways from the loss to an entry, among them those whose products are the largest in size.

    None where there are too many links to follow.

    A path can only be among the largest to an entry if each part of it, from the loss on, is among
    the largest to where that part ends.
    """
    network = run.program.network
    # What lies behind is not kept: a count is as long as the network is deep.
    reached, followed = {Place(network.loss): _Ways(1, [(0.0, None)])}, 0
    for target, positions in _backwards(network, nodes):
        if target == asked.node:
            break
        jacobian = Jacobian(run, target)
        for index in _indices(network.shapes[target]):
            ways = reached.pop(Place(target, index), None)
            if ways is None:
                continue
            trails = ways.largest(limit)
            for position in positions:
                for link in jacobian.links(index, position, asked):
                    onwards, size = reached.setdefault(link.source, _Ways()), _size(link.value)
                    onwards.count += ways.count
                    onwards.trails += [(so_far + size, (link, trail)) for so_far, trail in trails]
                    followed += 1
            if followed > MAX_LINKS:
                return None
    return reached.get(asked) or _Ways()


def _indices(shape: Shape) -> Iterator[Index]:
    return product(*map(range, shape))


def _size(value: float) -> float:
    """How large a factor is: its logarithm, as products of many would leave the range of floats."""
    if value == 0.0:
        return NO_SIZE
    return math.log(abs(value)) if math.isfinite(value) else -NO_SIZE


def _paths(run: Run, ways: _Ways, limit: int) -> Iterator[Path]:
    """The largest of the ways, with what there is to know of each link."""
    jacobians: dict[str, Jacobian] = {}
    for _, trail in ways.largest(limit):
        factors = []
        while trail is not None:
            link, trail = trail
            node = link.target.node
            if node not in jacobians:
                jacobians[node] = Jacobian(run, node)
            factors.append(_factor(run, link, jacobians[node]))
        yield Path(tuple(factors[::-1]))


def _factor(run: Run, link: Link, jacobian: Jacobian) -> Factor:
    network, (node, index) = run.program.network, link.target
    relu = None
    if node in network.relus:
        relu = relu_state(entry_of(run.pre_activation(node), index))
    at_zero = network.conventions.relu_at_zero
    cuts = relu is ReluState.DEAD or (relu is ReluState.KINK and at_zero == 0.0)
    is_skip = network.is_skip(link.source.node, node)
    return Factor(link, jacobian.expression(link), relu, cuts, is_skip)


# Writing them


def paths_lines(paths: Paths, style: Style) -> list[str]:
    """The paths as lines of text: the sum, then for each path its nodes and its product."""
    name = style.name(entry_name(paths.symbol, paths.entry))
    ahead = "" if paths.is_computed else "not computed yet; it will be so: "
    if paths.by_hand:
        given = listed(map(style.name, paths.by_hand))
        were = "were" if len(paths.by_hand) > 1 else "was"
        value = style.number(paths.gradient)
        return [
            f"{ahead}{name} = {value}, which is no sum over paths, as {given} {were} set by hand"
        ]
    if is_array(paths.gradient):
        return [
            ahead + line if not i else line for i, line in enumerate(_edges(paths, name, style))
        ]
    lines = [f"{ahead}{name} = {style.number(paths.gradient)}, {_over(paths)}"]
    width = max((len(style.number(path.value)) for path in paths.largest), default=0)
    for path in paths.largest:
        number = style.number(path.value).ljust(width)
        lines.append(f"{number}  {_way(path, style)}")
        lines += [f"    {line}" for line in _product(path, style)]
    if paths.count > len(paths.largest):
        lines.append(f"{style.number(paths.left)} is left, which the other paths contribute")
    return lines


def _over(paths: Paths) -> str:
    if not paths.count:
        return "as no path leads to it"
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
    way = " ← ".join(_shortened([style.name(entry_name(*place)) for place in path.places]))
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
    source, target = factor.link.source, factor.link.target
    return f"{style.name(entry_name(*source))} → {style.name(entry_name(*target))}"


def _cut(factor: Factor, style: Style) -> str:
    """As in: dead ReLU 0; dead H[1,1]; ReLU 0, which is at the kink."""
    node, index = factor.link.target
    label = style.name(entry_name(node, index)) if index else relu_label(node, style)
    return f"dead {label}" if factor.relu is ReluState.DEAD else f"{label}, which is at the kink"


def _product(path: Path, style: Style) -> Sequence[str]:
    """The local derivatives in symbols, then in numbers."""
    style = replace(style, shapes={})  # as they are single numbers, and entries have no shapes
    symbols = [_fenced(factor.expression, style) for factor in path.factors]
    numbers = [_signed(style.number(factor.value)) for factor in path.factors]
    return [f"= {' · '.join(_shortened(factors))}" for factors in (symbols, numbers)]


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
    """The contributions along the edges, and how to ask for paths."""
    lines = [f"{name} = {style.number(paths.gradient)}, by edges:"]
    for each in paths.contributions:
        lines.append(f"from {style.name(each.source)}: {style.write(each.expression)}")
        lines[-1] += f" = {style.number(each.value)}"
    if paths.is_small:
        assert is_array(paths.gradient)  # noqa: S101  (as it comes by edges)
        example = entry_name(paths.symbol, (0,) * paths.gradient.ndim)
        lines.append(f"paths lead to single entries: ask for one, as in paths {example}")
    return lines
