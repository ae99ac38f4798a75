"""The module that a person exports with its loss, `WithLoss(model, loss)`, taken off again."""

from __future__ import annotations

from engine.frozen import replace
from engine.onnx.graph import Graph
from engine.onnx.names import is_given_by_person

WRAPPED = frozenset({"model", "module", "net", "network"})
"""What a module is called in one that computes its loss."""


LOSSES = frozenset({"loss", "loss_fn", "loss_function", "criterion", "crit"})
"""What the module of a loss is called beside it."""


def unwrapped(graph: Graph) -> Graph:
    """The graph without the outermost module, where all weights stand in it.

    What a person knows as `fc1.weight` is called `model.fc1.weight` there.
    """
    paths = {
        name: name.split(".")
        for name, array in graph.arrays.items()
        if array.dtype.kind == "f" and is_given_by_person(name)
    }
    outermost = {parts[0] for parts in paths.values()}
    beside = {node.path[0] for node in graph.nodes if node.path} - outermost
    if len(outermost) != 1 or any(len(parts) < 2 or parts[1].isdigit() for parts in paths.values()):
        return graph
    (module,) = outermost
    if module not in WRAPPED and not beside & LOSSES:
        return graph
    short = {name: ".".join(parts[1:]) for name, parts in paths.items()}
    if {*short.values()} & {result for node in graph.nodes for result in node.outputs}:
        return graph
    nodes = tuple(
        replace(
            node,
            path=node.path[1:] if node.path[:1] == (module,) else node.path,
            inputs=tuple(short.get(name, name) for name in node.inputs),
        )
        for node in graph.nodes
    )
    arrays = {short.get(name, name): array for name, array in graph.arrays.items()}
    return replace(graph, nodes=nodes, arrays=arrays)
