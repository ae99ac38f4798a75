"""The network as a networkx MultiDiGraph, with numbers from a Protocol."""

from __future__ import annotations

from typing import Protocol

import networkx as nx

from engine.language.notation import TEXT
from engine.language.values import Value
from engine.network.groups import Group
from engine.network.parts import Edge, Parts


class Numbers(Protocol):
    """The numbers that label a graph, as an `engine.iterations.state.State` has them."""

    def value(self, symbol: str) -> Value | None:
        """The value of a node; None if it is not computed yet."""

    def gradient(self, node: str) -> Value | None:
        """The gradient of a node; None if it is not computed yet, or never is."""

    def relu(self, node: str) -> str | None:
        """The state of a ReLU; None if the node is none or is not computed yet."""

    def local_derivative(self, edge: Edge) -> Value | None:
        """The derivative of the edge's target by its source; None where it is not known."""

    def contribution(self, edge: Edge) -> Value | None:
        """What has arrived over the edge in the backward pass; None before that."""


class GroupedParts(Parts, Protocol):
    """The parts of a network, with the groups that its equations stand in."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, each before those that stand in it."""


def to_networkx(network: GroupedParts, numbers: Numbers | None = None) -> nx.MultiDiGraph:
    """The network as a graph, an edge for every operand of every equation.

    Args:
        network: the network.
        numbers: where to take numbers from; without one they are all None.

    Returns:
        A graph whose nodes have `kind`, `equation`, `value`, `gradient` and `state` (that of a
        ReLU), and whose edges, with the operand's position as their key, have `position`,
        `local_derivative` and `contribution`; None stands for what is not computed, or never is.
        If equations of the network stand in groups, the graph has these as its `groups`.
    """
    graph = nx.MultiDiGraph(name=network.title)
    if network.groups:
        graph.graph["groups"] = [
            {
                "name": group.name,
                "layer": group.layer,
                "call": group.call,
                "about": group.about,
                "members": list(group.members),
                "outputs": list(group.outputs),
                "parent": group.parent or None,
            }
            for group in network.groups
        ]
    for node in network.nodes:
        expression = network.definitions.get(node)
        relu = None if numbers is None else numbers.relu(node)
        graph.add_node(
            node,
            kind=network.kind(node),
            equation=None if expression is None else f"{node} = {TEXT.write(expression)}",
            value=network.constants.get(node) if numbers is None else numbers.value(node),
            gradient=None if numbers is None else numbers.gradient(node),
            state=None if relu is None else str(relu),
        )
    for edge in network.edges():
        graph.add_edge(
            edge.source,
            edge.target,
            key=edge.position,
            position=edge.position,
            local_derivative=None if numbers is None else numbers.local_derivative(edge),
            contribution=None if numbers is None else numbers.contribution(edge),
        )
    return graph
