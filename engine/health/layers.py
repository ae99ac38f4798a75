"""The layers of a network: what its parameters belong to, and the ReLUs behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.frozen import frozen, replace
from engine.language.notation import Style
from engine.network.hidden import hidden_relus
from engine.network.network import Network
from engine.network.relus import Relu
from engine.program.program import Program

Uses = tuple[str, ...]
"""The nodes whose equations use a parameter, in forward order."""


@frozen(slots=True)
class Layer:
    """A layer: the smallest group with all uses of its parameters, or the equations that use them.

    Args:
        group: the name of the group; empty where no group has them all.
        nodes: what is computed in it, in forward order.
        out: the node that goes out of it.
        parameters: what training changes in it.
        relus: the ReLUs in it, and those behind it before the next layer.
    """

    group: str
    nodes: tuple[str, ...]
    out: str
    parameters: tuple[str, ...]
    relus: tuple[Relu, ...] = ()

    def written(self, style: Style) -> str:
        """Its name, as in fc1; of several equations in no group h[1] to h[3]."""
        if self.group:
            return style.name(self.group)
        first, last = self.nodes[0], self.nodes[-1]
        return style.name(first) if first == last else f"{style.name(first)} to {style.name(last)}"


def layers_of(program: Program) -> Sequence[Layer]:
    """The layers in forward order; of a parameter that nothing uses there is none."""
    network = program.network
    places = {name: place for place, (name, _) in enumerate(network.equations)}
    found: dict[tuple[str, Uses], list[str]] = {}
    for parameter, uses in _uses(network).items():
        group = _around(uses, program)
        found.setdefault((group, () if group else uses), []).append(parameter)
    groups = {each.name: each for each in network.groups}
    layers = []
    for (name, uses), parameters in found.items():
        if name:
            nodes, outputs = groups[name].members, groups[name].outputs
            out = (outputs or nodes)[-1]
        else:
            nodes, out = uses, uses[-1]
        layers.append(Layer(name, nodes, out, tuple(parameters)))
    layers.sort(key=lambda each: places[each.out])
    return _with_relus(layers, network)


def _uses(network: Network) -> Mapping[str, Uses]:
    """The nodes that use each parameter."""
    found: dict[str, list[str]] = {name: [] for name in network.parameters}
    for node, operands in network.operands.items():
        for operand in dict.fromkeys(operands):
            if operand in found:
                found[operand].append(node)
    return {name: tuple(nodes) for name, nodes in found.items() if nodes}


def _around(uses: Uses, program: Program) -> str:
    """The smallest group that has all of these nodes; empty without one."""
    if not program.network.groups:
        return ""
    chains = [tuple(program.membership.chain(node)) for node in uses]
    common = set(chains[0]).intersection(*chains[1:])
    return next((name for name in chains[0] if name in common), "")


def goes_by(network: Network, node: str, names: Iterable[str]) -> bool:
    """Whether some of these get to the loss by a way that does not lead over a node."""
    seen, pending = {node}, [network.loss]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += network.operands.get(name, ())
    return not seen.isdisjoint(names)


def _with_relus(layers: Sequence[Layer], network: Network) -> Sequence[Layer]:
    """The layers with the ReLUs that each leads to."""
    of: dict[str, int] = {}
    for place, layer in enumerate(layers):
        for node in layer.nodes:
            of.setdefault(node, place)
    behind: dict[str, int] = {}
    for node, operands in network.operands.items():
        before = [behind[each] for each in operands if each in behind]
        place = of.get(node, max(before, default=-1))
        if place >= 0:
            behind[node] = place
    found: dict[int, list[Relu]] = {}
    for relu in hidden_relus(network):
        found.setdefault(behind.get(relu.node, -1), []).append(relu)
    return [replace(layer, relus=tuple(found.get(place, ()))) for place, layer in enumerate(layers)]
