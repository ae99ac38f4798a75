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
from engine.network.parts import Edge
from tui.graph.scene import Scene

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
        core: the equations that it is about, as places among those of the scene.
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
        scene: what it is a part of.
        nodes: all nodes shown, those with operands last and in forward order.
        operands: the operands shown of a node, in order and with repeats.
        uses: the use of a node that each of these operands stands for.
        hidden_operands: how many operands of a node are not shown, where there are any.
        hidden_consumers: how many consumers of a node are not shown, where there are any.
        equations: the equations that are shown, as places among the network's equations.
    """

    scene: Scene
    nodes: Sequence[str]
    operands: Mapping[str, Sequence[str]]
    uses: Mapping[str, Sequence[Edge]]
    hidden_operands: Mapping[str, int]
    hidden_consumers: Mapping[str, int]
    equations: Sequence[int]


def is_whole(scene: Scene) -> bool:
    """Whether a network is small enough to be shown as a whole."""
    return len(scene.nodes) <= MAX_WHOLE and sum(map(len, scene.operands.values())) <= MAX_WIRES


# Which section


def section_of(stop: Stop, scene: Scene) -> Section:
    """The section in which the focus of a stop is shown."""
    if is_whole(scene):
        return section_at(scene, 0)
    about = equation_about(stop)
    section = section_at(scene, scene.index[scene.shown(about)])
    if about == stop.focus or len(scene.operands[scene.shown(about)]) <= MAX_USES:
        return section
    start = stop.program.places[stop.focus] // MAX_USES * MAX_USES
    return section._replace(near=range(start, start + MAX_USES))


def section_at(scene: Scene, place: int) -> Section:
    """The section in which an equation is shown."""
    if is_whole(scene):
        everything = range(scene.count)
        return Section(everything, everything)
    return Section(*(_run(scene, place) or _neuron(scene, scene.node_at(place))))


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
    if not consumers:
        return _equation_in_group(stop, stop.focus)
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
    if node in network.definitions:
        return node
    users = network.consumers[node]
    return users[0] if users else _equation_in_group(stop, node)


def _equation_in_group(stop: Stop, node: str) -> str:
    """The first node of the group of something that no equation uses: a layer remembers it."""
    group = next(stop.program.membership.chain(node))
    return stop.folds.groups[group].members[0]


def _run(scene: Scene, place: int) -> tuple[range, range] | None:
    """The longest section around an equation that can be read, and its block; None for none."""
    count = scene.count
    for stride in STRIDES:
        start = place // stride * stride
        core = range(start, min(start + stride, count))
        block = range(max(start - stride // 2, 0), min(start + stride * 3 // 2, count))
        if _is_readable(scene, _names(scene, core), _names(scene, block)):
            return core, block
    return None


def _is_readable(scene: Scene, core: Sequence[str], block: Sequence[str]) -> bool:
    """Whether few wires run in a section, and few of them meet."""
    reads = [scene.operands[name] for name in block]
    uses = [len(scene.consumers[name]) for name in core]
    if max(uses) > MAX_FAN or sum(map(len, reads)) + sum(uses) > MAX_WIRES:
        return False
    computed = (sum(name in scene.operands for name in set(read)) for read in reads)
    return all(count <= MAX_FAN for count in computed)


def _neuron(scene: Scene, node: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The equation of a node, with that of its pre-activation or activation."""
    consumers = scene.consumers[node]
    names: tuple[str, ...] = (node,)
    if before := _pre_activation(scene, node):
        names = (before, node)
    elif consumers and _pre_activation(scene, consumers[0]) == node:
        names = (node, consumers[0])
    places = tuple(scene.index[name] for name in names)
    return places, places


def _pre_activation(scene: Scene, node: str) -> str | None:
    """The only operand of a node, if it is computed for this node alone."""
    operands = scene.operands[node]
    if len(operands) == 1 and tuple(scene.consumers[operands[0]]) == (node,):
        return operands[0] if operands[0] in scene.operands else None
    return None


def _names(scene: Scene, places: Iterable[int]) -> list[str]:
    return [scene.node_at(place) for place in places]


# What it shows


def whole(scene: Scene) -> Window:
    """The window that shows all of a network."""
    uses = {name: scene.uses(name) for name in scene.operands}
    places = scene.places(range(scene.count))
    return Window(scene, scene.nodes, scene.operands, uses, {}, {}, places)


def window(scene: Scene, section: Section) -> Window:
    """The window of a section."""
    if is_whole(scene):
        return whole(scene)
    inner = frozenset(_names(scene, section.core))
    near = scene.program.reading_order[section.near.start : section.near.stop]
    wanted = inner.union(map(scene.shown, near))
    positions = {
        name: _shown_positions(scene.operands[name], wanted)
        for name in _names(scene, section.block)
    }
    farther = {
        consumer
        for name in inner
        for consumer in scene.consumers[name][:MAX_USES]
        if consumer not in positions
    }
    for name in sorted(farther, key=scene.index.__getitem__):
        positions[name] = _positions(scene.operands[name], inner)
    return _window(scene, positions, section.block)


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
    scene: Scene, positions: Mapping[str, Sequence[int]], equations: Sequence[int]
) -> Window:
    """The window with the operands at these positions of its nodes."""
    uses = {name: scene.uses(name, places) for name, places in positions.items()}
    operands = {name: [scene.shown(use.source) for use in found] for name, found in uses.items()}
    read = dict.fromkeys(operand for each in operands.values() for operand in each)
    nodes = [*(name for name in read if name not in operands), *operands]
    used = Counter(operand for each in operands.values() for operand in set(each))
    reads = {name: len(scene.operands.get(name, ())) for name in nodes}
    hidden_operands = {name: reads[name] - len(operands.get(name, ())) for name in nodes}
    hidden_consumers = {name: len(scene.consumers[name]) - used[name] for name in nodes}
    return Window(
        scene,
        nodes,
        operands,
        uses,
        {name: count for name, count in hidden_operands.items() if count},
        {name: count for name, count in hidden_consumers.items() if count},
        scene.places(equations),
    )
