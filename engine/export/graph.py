"""The network as a graph: for networkx, and as text for other tools.

The ordered operands of the equations are the truth. A node may be used twice by one equation
(`y*y`), so the graph is a MultiDiGraph with the position of the operand as the key of the edge.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import networkx as nx

from engine.language.figures import with_point
from engine.language.values import Value, is_array, plain_value, shape_of

Group = Mapping[str, Any]
"""A group as `engine.network.graph.to_networkx` puts it into a graph."""


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
    """The graph in the language of Graphviz; groups are clusters."""
    labels = dict(_labels(graph, r"\n"))

    def node_line(node: str) -> str:
        style = ", style=rounded" if graph.nodes[node]["equation"] is None else ""
        return f'"{node}" [label="{_quoted(labels[node])}"{style}];'

    def begin(number: int, group: Group) -> str:
        return f'subgraph cluster_{number} {{ label="{_quoted(_said(group))}";'

    lines = ["digraph {", "  rankdir=LR;", "  node [shape=box];"]
    lines += _nested(graph, node_line, begin, "}")
    for source, target in graph.edges():
        lines.append(f'  "{source}" -> "{target}";')
    return "\n".join([*lines, "}"])


def mermaid(graph: nx.MultiDiGraph) -> str:
    """The graph as a Mermaid flowchart; groups are subgraphs."""
    ids = {node: f"n{i}" for i, node in enumerate(graph.nodes)}
    labels = dict(_labels(graph, "<br>"))

    def node_line(node: str) -> str:
        text = _escaped(labels[node])
        shape = f'(["{text}"])' if graph.nodes[node]["equation"] is None else f'["{text}"]'
        return ids[node] + shape

    def begin(number: int, group: Group) -> str:
        return f'subgraph g{number}["{_escaped(_said(group))}"]'

    lines = ["flowchart LR", *_nested(graph, node_line, begin, "end")]
    for source, target in graph.edges():
        lines.append(f"  {ids[source]} --> {ids[target]}")
    return "\n".join(lines)


def _nested(
    graph: nx.MultiDiGraph,
    node_line: Callable[[str], str],
    begin: Callable[[int, Group], str],
    end: str,
) -> Iterator[str]:
    """A line for each node, within the lines that begin and end the groups it stands in."""
    groups = {group["name"]: group for group in graph.graph.get("groups", ())}
    numbers = {name: number for number, name in enumerate(groups)}
    innermost = {node: name for name, group in groups.items() for node in group["members"]}
    inside: list[str] = []
    for node in graph.nodes:
        around: list[str] = []
        name = innermost.get(node)
        while name:
            around.insert(0, name)
            name = groups[name]["parent"]
        while inside != around[: len(inside)]:
            inside.pop()
            yield "  " * (1 + len(inside)) + end
        for name in around[len(inside) :]:
            inside.append(name)
            yield "  " * len(inside) + begin(numbers[name], groups[name])
        yield "  " * (1 + len(inside)) + node_line(node)
    for depth in range(len(inside), 0, -1):
        yield "  " * depth + end


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


def _said(group: Group) -> str:
    """What is said of a group: the call, of a round of a loop which it is."""
    return str(group["name"] if group["layer"] == "for" else group["call"])


def _escaped(text: str) -> str:
    return text.replace('"', "#quot;")


def _quoted(text: str) -> str:
    return text.replace('"', r"\"")
