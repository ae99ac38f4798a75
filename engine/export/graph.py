"""The network as a graph: for networkx, and as text for other tools.

The ordered operands of the equations are the truth. A node may be used twice by one equation
(`y*y`), so the graph is a MultiDiGraph with the position of the operand as the key of the edge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import networkx as nx

from engine.export.steps import plain_value
from engine.iterations.run import Run, State, Step
from engine.language.expression import free_names, gradient_name
from engine.language.notation import TEXT, format_number
from engine.language.values import Value, evaluate, is_array, shape_of
from engine.network.network import Edge, Network
from engine.program.differentiation import local_derivative


def to_networkx(network: Network, state: State | None = None) -> nx.MultiDiGraph:
    """The network as a graph, an edge for every operand of every equation.

    Args:
        network: the network.
        state: where to take numbers from; without one they are all None.

    Returns:
        A graph whose nodes have `kind`, `equation`, `value`, `gradient` and `state` (that of a
        ReLU), and whose edges, with the operand's position as their key, have `position`,
        `local_derivative` and `contribution`; None stands for what is not computed, or never is.
    """
    graph = nx.MultiDiGraph(name=network.title)
    for node in network.nodes:
        expression = network.definitions.get(node)
        relu = None if state is None else state.relu(node)
        graph.add_node(
            node,
            kind=network.kind(node),
            equation=None if expression is None else f"{node} = {TEXT.write(expression)}",
            value=network.constants.get(node) if state is None else state.value(node),
            gradient=None if state is None else state.gradient(node),
            state=None if relu is None else str(relu),
        )
    for edge in network.edges():
        graph.add_edge(
            edge.source,
            edge.target,
            key=edge.position,
            position=edge.position,
            local_derivative=None if state is None else _local_derivative(network, edge, state),
            contribution=None if state is None else _contribution(network, edge, state),
        )
    return graph


def node_link(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """The graph in networkx's node-link form, of plain values that JSON can hold."""
    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    for entry in (*data["nodes"], *data["edges"]):
        for key in ("value", "gradient", "local_derivative", "contribution"):
            if entry.get(key) is not None:
                entry[key] = plain_value(entry[key])
    return data


def as_json(graph: nx.MultiDiGraph) -> str:
    """The graph in node-link form, as JSON."""
    return json.dumps(node_link(graph), ensure_ascii=False, indent=2)


def dot(graph: nx.MultiDiGraph) -> str:
    """The graph in the language of Graphviz."""
    lines = ["digraph {", "  rankdir=LR;", "  node [shape=box];"]
    for node, label in _labels(graph, r"\n"):
        style = ", style=rounded" if graph.nodes[node]["equation"] is None else ""
        lines.append(f'  "{node}" [label="{_quoted(label)}"{style}];')
    for source, target in graph.edges():
        lines.append(f'  "{source}" -> "{target}";')
    return "\n".join([*lines, "}"])


def mermaid(graph: nx.MultiDiGraph) -> str:
    """The graph as a Mermaid flowchart."""
    ids = {node: f"n{i}" for i, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for node, label in _labels(graph, "<br>"):
        text = label.replace('"', "#quot;")
        shape = f'(["{text}"])' if graph.nodes[node]["equation"] is None else f'["{text}"]'
        lines.append(f"  {ids[node]}{shape}")
    for source, target in graph.edges():
        lines.append(f"  {ids[source]} --> {ids[target]}")
    return "\n".join(lines)


def _labels(graph: nx.MultiDiGraph, line_break: str) -> Iterator[tuple[str, str]]:
    for node, data in graph.nodes(data=True):
        parts = [data["equation"] or node]
        if data["value"] is not None:
            parts.append(_short(data["value"]))
        if data["gradient"] is not None:
            parts.append(f"gradient {_short(data['gradient'])}")
        if data["state"] is not None:
            parts.append(data["state"])
        yield node, line_break.join(parts)


def _short(value: Value) -> str:
    return "x".join(map(str, shape_of(value))) if is_array(value) else format_number(value, 6, "-")


def _quoted(text: str) -> str:
    return text.replace('"', r"\"")


def _local_derivative(network: Network, edge: Edge, state: State) -> Value | None:
    expression = local_derivative(network, edge.target, edge.position)
    if expression is None:
        return None
    values = {name: state.value(name) for name in free_names(expression)}
    known = {name: value for name, value in values.items() if value is not None}
    return evaluate(expression, known) if len(known) == len(values) else None


def _contribution(network: Network, edge: Edge, state: State) -> Value | None:
    run: Run = state.run
    index = run.program.index.get(gradient_name(network.loss, edge.source))
    if index is None or index >= state.position:
        return None
    step = Step(run, index)
    under_way = index == state.position - 1
    known = step.terms[: state.arrived if under_way else None]
    for term, arrived in zip(step.equation.terms, known, strict=False):
        if (term.source, term.position) == (edge.target, edge.position):
            return arrived.value
    return None
