"""The network as a graph: for networkx, and as text for other tools.

The ordered operands of the equations are the truth. A node may be used twice by one equation
(`y*y`), so the graph is a MultiDiGraph with the position of the operand as the key of the edge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import networkx as nx

from engine.language.figures import with_point
from engine.language.values import Value, is_array, plain_value, shape_of


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
    return "x".join(map(str, shape_of(value))) if is_array(value) else with_point(value)


def _quoted(text: str) -> str:
    return text.replace('"', r"\"")
