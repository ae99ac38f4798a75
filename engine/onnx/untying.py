"""Arrays that an exporter keeps once because they are equal, each for its module again.

A norm begins with weights of 1 and biases of 0. Exporters see that they are equal, and keep those
of one norm for all; trained together they would be another network. Arrays whose numbers differ
from one another are equal because they are tied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.frozen import replace
from engine.onnx.graph import Graph, Node
from engine.onnx.names import is_given_by_person


def untied(graph: Graph) -> tuple[Graph, tuple[str, ...]]:
    """The graph with such arrays apart, and the names of those that were kept for others."""
    arrays = dict(graph.arrays)
    apart: dict[str, None] = {}
    nodes = list(_without_aliases(graph, arrays, apart))
    owners = {
        name: node.layer for node in nodes for name in node.inputs if _module(name) == node.module
    }
    for place, node in enumerate(nodes):
        inputs = list(node.inputs)
        for which, name in enumerate(inputs):
            own = f"{node.module}.{name.rpartition('.')[2]}"
            is_alike = (
                node.layer and owners.get(name) == node.layer and _module(name) != node.module
            )
            if is_alike and own not in graph.arrays and is_uniform(arrays.get(name)):
                arrays[own] = arrays[name]
                apart[own] = None
                inputs[which] = own
        nodes[place] = replace(node, inputs=tuple(inputs))
    return replace(graph, nodes=tuple(nodes), arrays=arrays), tuple(apart)


def _without_aliases(
    graph: Graph, arrays: dict[str, np.ndarray], apart: dict[str, None]
) -> Iterator[Node]:
    """The nodes without those that only call an array by the name of its module."""
    results = {port.name for port in graph.outputs}
    for node in graph.nodes:
        if node.op == "Identity" and len(node.inputs) == len(node.outputs) == 1:
            array, own = arrays.get(node.inputs[0]), node.outputs[0]
            if own not in results and _module(own) and is_uniform(array):
                assert array is not None  # noqa: S101  (as it is uniform)
                arrays[own] = array
                apart[own] = None
                continue
        yield node


def _module(name: str) -> str:
    return name.rpartition(".")[0]


def is_uniform(array: np.ndarray | None) -> bool:
    """Whether all numbers of an array are the same."""
    return array is not None and array.size > 0 and bool((array == array.flat[0]).all())


def same_weights(array: np.ndarray, arrays: Mapping[str, np.ndarray]) -> str:
    """What a file calls the same weights elsewhere, as those of an embedding that a head shares."""
    if is_uniform(array):
        return ""
    named = (name for name in arrays if is_given_by_person(name))
    return next((name for name in named if np.array_equal(arrays[name], array)), "")
