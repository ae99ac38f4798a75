"""The part of a network that the graph panel lays out: all of it, or the surroundings of a node.

A network too large to be laid out at a step is seen through a *window*: some equations, what they
read, and what reads their nodes. Where few wires meet, these are consecutive equations, so that the
picture stays still while one steps through them; where many meet, they are those of one neuron. A
window is found by looking up a bounded number of nodes: its cost does not grow with the network.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.network.network import Network
from engine.program.program import Program

MAX_WHOLE = 100
"""The most nodes of a network that is shown as a whole."""

MAX_WIRES = 250
"""The most wires of a network that is shown as a whole, and of a section with its surroundings."""

MAX_USES = 24
"""The most operands of one equation, and consumers of one node, that a window shows.

Of an equation with more, a window shows the first and the last, as one writes `h0 + h1 + … + h99`,
and those in between that it is about.
"""

STRIDES = (16, 8, 4, 2)
"""How many equations a section may have; it has the most with which it can be read."""

MAX_FAN = 2
"""The most computed nodes that an equation of a section may read, or that may read its node.

Where there are more, as between full layers, their wires are a tangle.
"""


class Section(NamedTuple):
    """The section of a network in a window; stops with the same section have the same window.

    Args:
        core: the equations that it is about, as places among the network's equations.
        block: these and the ones right before and after them.
        near: places in the reading order: operands to be shown even if they stand in the middle of
            a long equation.
    """

    core: Sequence[int]
    block: Sequence[int]
    near: range = range(0)


class Window(NamedTuple):
    """A part of a network, to be laid out like a network.

    Args:
        nodes: all nodes shown, those with operands last and in forward order.
        operands: the operands shown of a node, in order and with repeats.
        positions: the positions of these operands in the whole equation.
        hidden_operands: how many operands of a node are not shown, where there are any.
        hidden_consumers: how many consumers of a node are not shown, where there are any.
        equations: the equations that are shown, as places among the network's equations.
    """

    nodes: Sequence[str]
    operands: Mapping[str, Sequence[str]]
    positions: Mapping[str, Sequence[int]]
    hidden_operands: Mapping[str, int]
    hidden_consumers: Mapping[str, int]
    equations: Sequence[int]


def is_whole(network: Network) -> bool:
    """Whether a network is small enough to be shown as a whole."""
    return len(network.nodes) <= MAX_WHOLE and sum(map(len, network.operands.values())) <= MAX_WIRES


# Which section


def section_of(stop: Stop) -> Section:
    """The section in which the focus of a stop is shown."""
    program, network = stop.program, stop.program.network
    if is_whole(network):
        return section_at(program, 0)
    about = equation_about(stop)
    section = section_at(program, program.index[about])
    if about == stop.focus or len(network.operands[about]) <= MAX_USES:
        return section
    start = program.places[stop.focus] // MAX_USES * MAX_USES
    return section._replace(near=range(start, start + MAX_USES))


def section_at(program: Program, place: int) -> Section:
    """The section in which an equation is shown."""
    network = program.network
    if is_whole(network):
        everything = range(len(network.equations))
        return Section(everything, everything)
    return Section(*(_run(network, place) or _neuron(program, network.equations[place].name)))


def equation_about(stop: Stop) -> str:
    """The node at whose equation the focus of a stop is shown: itself, or one of its consumers.

    What is given may be used far apart: it is shown where the step is. A fan-in sum that is stepped
    into is shown where the latest term came from, unless all terms have room in one window.
    """
    network = stop.program.network
    consumers = network.consumers[stop.focus]
    is_given = stop.focus not in network.definitions
    if stop.focus == stop.node and (is_given or len(consumers) > MAX_USES):
        source = _latest_source(stop)
        if source is not None:
            return source
    if not is_given:
        return stop.focus
    index = stop.program.index
    wanted = index[_equation_of_step(stop)]
    after = bisect_left(consumers, wanted, key=index.__getitem__)
    return min(consumers[max(after - 1, 0) : after + 1], key=lambda node: abs(index[node] - wanted))


def node_in_view(stop: Stop) -> str:
    """The node that has to be seen: the focus, or where the latest term of its sum came from."""
    is_summed = stop.focus == stop.node and stop.cursor.arrived is not None
    return equation_about(stop) if is_summed else stop.focus


def _latest_source(stop: Stop) -> str | None:
    """Where the latest term of a fan-in sum that is stepped into came from."""
    arrived = stop.cursor.arrived
    if arrived is None or stop.step is None:
        return None
    return stop.step.equation.terms[max(arrived - 1, 0)].child


def _equation_of_step(stop: Stop) -> str:
    """The node of the step, or the first consumer of one that is given."""
    network = stop.program.network
    node = stop.node or network.equations[0].name
    return node if node in network.definitions else network.consumers[node][0]


def _run(network: Network, place: int) -> tuple[range, range] | None:
    """The longest section around an equation that can be read, and its block; None for none."""
    count = len(network.equations)
    for stride in STRIDES:
        start = place // stride * stride
        core = range(start, min(start + stride, count))
        block = range(max(start - stride // 2, 0), min(start + stride * 3 // 2, count))
        if _is_readable(network, _names(network, core), _names(network, block)):
            return core, block
    return None


def _is_readable(network: Network, core: Sequence[str], block: Sequence[str]) -> bool:
    """Whether few wires run in a section, and few of them meet."""
    reads = [network.operands[name] for name in block]
    uses = [len(network.consumers[name]) for name in core]
    if max(uses) > MAX_FAN or sum(map(len, reads)) + sum(uses) > MAX_WIRES:
        return False
    computed = (sum(name in network.definitions for name in set(read)) for read in reads)
    return all(count <= MAX_FAN for count in computed)


def _neuron(program: Program, node: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The equation of a node, with that of its pre-activation or activation."""
    network = program.network
    consumers = network.consumers[node]
    names: tuple[str, ...] = (node,)
    if before := _pre_activation(network, node):
        names = (before, node)
    elif consumers and _pre_activation(network, consumers[0]) == node:
        names = (node, consumers[0])
    places = tuple(program.index[name] for name in names)
    return places, places


def _pre_activation(network: Network, node: str) -> str | None:
    """The only operand of a node, if it is computed for this node alone."""
    operands = network.operands[node]
    if len(operands) == 1 and network.consumers[operands[0]] == (node,):
        return operands[0] if operands[0] in network.definitions else None
    return None


def _names(network: Network, places: Iterable[int]) -> list[str]:
    return [network.equations[place].name for place in places]


# What it shows


def whole(network: Network) -> Window:
    """The window that shows all of a network."""
    positions = {name: range(len(uses)) for name, uses in network.operands.items()}
    equations = range(len(network.equations))
    return Window(network.nodes, network.operands, positions, {}, {}, equations)


def window(program: Program, section: Section) -> Window:
    """The window of a section."""
    network = program.network
    if is_whole(network):
        return whole(network)
    inner = frozenset(_names(network, section.core))
    near = program.reading_order[section.near.start : section.near.stop]
    positions = {
        name: _shown_positions(network.operands[name], inner.union(near))
        for name in _names(network, section.block)
    }
    farther = {
        consumer
        for name in inner
        for consumer in network.consumers[name][:MAX_USES]
        if consumer not in positions
    }
    for name in sorted(farther, key=program.index.__getitem__):
        positions[name] = _positions(network.operands[name], inner)
    return _window(network, positions, section.block)


def _shown_positions(operands: Sequence[str], wanted: Container[str]) -> Sequence[int]:
    """The positions of the operands that are shown of an equation."""
    half, count = MAX_USES // 2, len(operands)
    if count <= MAX_USES:
        return range(count)
    last = count - half
    between = (at for at in _positions(operands, wanted) if half <= at < last)
    return (*range(half), *between, *range(last, count))


def _positions(operands: Sequence[str], wanted: Container[str]) -> Sequence[int]:
    """The positions of the operands that are wanted; in a long equation of each the first."""
    found = [at for at, operand in enumerate(operands) if operand in wanted]
    if len(operands) <= MAX_USES:
        return found
    return sorted({operands[at]: at for at in reversed(found)}.values())


def _window(
    network: Network, positions: Mapping[str, Sequence[int]], equations: Sequence[int]
) -> Window:
    """The window with these operands of its nodes."""
    operands = {
        name: [network.operands[name][at] for at in places] for name, places in positions.items()
    }
    read = dict.fromkeys(operand for uses in operands.values() for operand in uses)
    nodes = [*(name for name in read if name not in operands), *operands]
    used = Counter(operand for uses in operands.values() for operand in set(uses))
    reads = {name: len(network.operands.get(name, ())) for name in nodes}
    hidden_operands = {name: reads[name] - len(operands.get(name, ())) for name in nodes}
    hidden_consumers = {name: len(network.consumers[name]) - used[name] for name in nodes}
    return Window(
        nodes,
        operands,
        positions,
        {name: count for name, count in hidden_operands.items() if count},
        {name: count for name, count in hidden_consumers.items() if count},
        equations,
    )
