"""A gradient by its paths: from the loss back to a node, over every way through the equations.

Each path contributes the product of the local derivatives along it, and the gradient is their sum.
In a network of arrays a path leads over their entries, and the gradient is that of one entry.
There may be more paths than could ever be listed. So they are counted without being walked, and
only the largest are followed: every entry hands on no more of them than are asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from engine.claims.relu_states import Cuts
from engine.claims.skip import IsSkip
from engine.errors import DebuggerError
from engine.gradients.jacobian import Entry, Jacobian, Link
from engine.gradients.one_path import Factor, Path
from engine.gradients.path import Contribution, Paths
from engine.gradients.path_claims import SLACK, Rest, Sum, is_rounding
from engine.gradients.rounding import gradient_bounds
from engine.gradients.ways import MAX_DERIVATIVES, Ways, derivatives, descendants, ways_back
from engine.iterations.residues import shown
from engine.iterations.run import Run
from engine.iterations.state import ReluState, State, relu_state
from engine.iterations.step import Step
from engine.language.expression import gradient_name, trails
from engine.language.index import entry_name, entry_of
from engine.language.ops import OPS, infer_shape
from engine.language.values import is_array
from engine.network.parts import Edge
from engine.program.program import Phase, Program
from engine.queries.curves import Series, parse_symbol
from engine.queries.symbols import why_no_gradient

MAX_PATHS = 10
"""So many paths are given; of more the largest."""


def find_paths(text: str, state: State, limit: int = MAX_PATHS) -> Paths:
    """The paths of a gradient in the iteration of a state.

    Their numbers are those of the whole iteration, so they can be asked for ahead of time.

    Args:
        text: the gradient as it is typed: `dL/dw0`, `∂L/∂ŷ`, `dL/dW2[0,0]`.
        state: where the debugger stands.
        limit: the most paths to give.

    Raises:
        DebuggerError: for what is no gradient of the program, or one in arrays that are too large.

    >>> from engine import Debugger, derive, load_network
    >>> stop = Debugger(derive(load_network("skip"))).last()
    >>> [path.value for path in find_paths("dL/dw0", stop.state).largest]
    [0.5, 0.25]
    """
    run = state.run
    network = run.program.network
    asked = parse_gradient(text, run.program)
    step, index = Step(run, run.program.index[asked.symbol]), asked.entry or ()
    is_computed = step.index < state.completed
    nodes = descendants(network, step.node)
    is_whole = is_array(step.value) and not index
    by_hand = _set_by_hand(run, {step.node} if is_whole else nodes)
    gradient = step.value if is_whole else shown(step, index)
    found = Paths(
        asked.symbol, index, gradient, is_computed, iteration=run.number, style=run.program.style
    )
    if by_hand:
        return replace(found, by_hand=by_hand)
    is_small = derivatives(network, nodes) <= MAX_DERIVATIVES
    if is_whole:
        arrived = tuple(
            Contribution(each.child, each.expression, each.value) for each in step.terms
        )
        return replace(found, contributions=arrived, is_small=is_small)
    if not is_small:
        raise _too_large(asked, run.program)
    ways = ways_back(run, Entry(step.node, index), nodes, limit + 1)
    if ways is None:
        raise _too_large(asked, run.program)
    largest = tuple(_paths(run, ways, limit + 1))
    found = replace(found, count=ways.count, largest=largest[:limit])
    found = _rest(found, largest[limit:])
    return replace(found, sum=_sum(found, step))


def followed(path: Path, run: Run) -> Path | None:
    """A path in another iteration; None where a gradient on it was set by hand there."""
    if _set_by_hand(run, {place.node for place in path.places}):
        return None
    factors = []
    for factor in path.factors:
        source, target, position, _ = factor.link
        jacobian = Jacobian(run, target.node)
        link = next(iter(jacobian.links(target.entry, position, source)), None)
        if link is None:
            return None
        factors.append(_factor(run, link, jacobian))
    return Path(tuple(factors))


def _sum(found: Paths, step: Step) -> Sum:
    """How the gradient of a step is what its paths add up to."""
    assert not is_array(found.gradient)  # noqa: S101  (as paths lead to single numbers)
    off = abs(found.gradient - found.shown)
    size = sum(abs(path.value) for path in found.largest)
    if found.rest is Rest.SOME or not off > SLACK * size or not math.isfinite(off):
        return Sum.AS_SHOWN
    bound = entry_of(gradient_bounds(step.run)[step.node], found.entry)
    return Sum.ROUNDED if off <= bound else Sum.OTHER


def _rest(found: Paths, following: Sequence[Path]) -> Paths:
    """Say what the paths contribute that are not given, of which the largest follows."""
    if not following:
        return found
    most = (found.count - len(found.largest)) * abs(following[0].value)
    rest = Rest.SOME
    if most == 0.0:
        rest = Rest.ZERO
    elif is_rounding(found.left, found.total.values, found.total.terms, most):
        rest = Rest.ROUNDING
    return replace(found, rest=rest, most=most)


def _set_by_hand(run: Run, nodes: AbstractSet[str]) -> tuple[str, ...]:
    """The gradients of these nodes that were set by hand."""
    equations = (run.program.equations[index] for index in run.given)
    return tuple(
        each.symbol for each in equations if each.phase is Phase.BACKWARD and each.node in nodes
    )


def _too_large(asked: Series, program: Program) -> DebuggerError:
    whole = (
        f"; paths {program.told(asked.symbol)} gives its contributions edge by edge"
        if asked.entry
        else ""
    )
    return DebuggerError(f"there are too many entries on the way to follow the paths{whole}")


def parse_gradient(text: str, program: Program) -> Series:
    """The gradient that a text names.

    Raises:
        DebuggerError: where the program computes none that is called so.
    """
    reason = why_no_gradient(text, program)
    if reason:
        raise DebuggerError(reason)
    asked = parse_symbol(text, program)
    loss = program.network.loss
    if not asked.symbol.startswith(gradient_name(loss, "")):
        gradient = gradient_name(loss, asked.symbol)
        entry = entry_name(gradient, asked.entry or ())
        hint = f": ask for {program.told(entry)}" if gradient in program.index else ""
        raise DebuggerError(f"paths lead to a gradient, and {text.strip()!r} is none{hint}")
    return asked


def _paths(run: Run, ways: Ways, limit: int) -> Iterator[Path]:
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
    edge = Edge(link.source.node, link.target.node, link.position)
    skip = IsSkip(edge) if run.program.network.is_skip(edge) else None
    return Factor(link, jacobian.expression(link), tuple(_cuts(run, link)), skip)


def _cuts(run: Run, link: Link) -> Iterator[Cuts]:
    """The ReLUs around a use in an equation that pass nothing, those of other entries left out."""
    network, (node, index) = run.program.network, link.target
    at_zero = network.conventions.relu_at_zero
    relus = {relu.z: relu for relu in network.relus_in.get(node, ())}
    if not relus:
        return
    for call, _ in trails(network.definitions[node])[link.position]:
        if call.op == "relu":
            relu = relus[call.operands[0]]
            z = run.pre_activation(relu)
            entry = index if is_array(z) else ()
            state = relu_state(entry_of(z, entry))
            if state is ReluState.DEAD or (state is ReluState.KINK and not at_zero):
                yield Cuts(run.number, relu, entry, state is ReluState.DEAD)
        if not OPS[call.op].elementwise or any(
            infer_shape(each, network.shapes) not in ((), network.shapes[node])
            for each in call.operands
        ):
            return  # what stands in it has other entries
