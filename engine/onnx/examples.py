"""An example of what goes into a graph: given by a person, or drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.errors import ModelError
from engine.frozen import frozen
from engine.language.text import plain, shortened
from engine.onnx.graph import Graph, Port
from engine.onnx.notes import DRAWN
from engine.onnx.rules.losses import LABELLED

SAMPLES = 4
"""So large an axis is where the file leaves its size open, and no example says it."""

MAX_DRAWN = 4_000_000
"""So many numbers are drawn at the most."""

_TARGETS = frozenset({"y", "target", "targets", "label", "labels", "y_true", "ground_truth"})


@frozen()
class Example:
    """An example of what goes into a graph.

    Args:
        arrays: what is given, by the names of the inputs.
        targets: which of them say what should come out.
        notes: what was drawn, and what sizes were chosen.
    """

    arrays: Mapping[str, np.ndarray]
    targets: frozenset[str]
    notes: tuple[str, ...]


def example_of(graph: Graph, given: Sequence[tuple[str, np.ndarray]], seed: int = 0) -> Example:
    """An example for a graph.

    Args:
        graph: the graph.
        given: arrays, each with the name of its input, which may be empty: then in their order.
        seed: for what is drawn.

    Raises:
        ModelError: where an array does not fit.
    """
    named = _named(graph, given)
    sizes: dict[str, int] = {}
    for port in graph.inputs:
        if port.kind == "other":
            raise ModelError(
                f"{graph.name}: {plain(port.name)} takes no numbers: only these are known"
            )
        if port.name in named:
            _check(graph, port, named[port.name], sizes)
    draws = np.random.default_rng(seed)
    arrays, drawn = dict(named), []
    chosen: dict[str, int] = {}
    for port in graph.inputs:
        if port.name not in named:
            arrays[port.name] = _draw(graph, port, sizes, chosen, draws)
            drawn.append(port.name)
    targets = frozenset(port.name for port in graph.inputs if _is_target(graph, port))
    return Example(arrays, targets, tuple(_notes(drawn, arrays, chosen)))


def _notes(
    drawn: Sequence[str], arrays: Mapping[str, np.ndarray], chosen: Mapping[str, int]
) -> Iterator[str]:
    if drawn:
        said = ", ".join(f"{plain(name)} ({_shown(arrays[name].shape)})" for name in drawn)
        yield f"{DRAWN}, as nothing else was given: {said}; --input FILE gives numbers"
    if chosen:
        said = ", ".join(f"{plain(name)} = {size}" for name, size in chosen.items())
        yield f"sizes that the file leaves open: {said}"


def _named(graph: Graph, given: Sequence[tuple[str, np.ndarray]]) -> dict[str, np.ndarray]:
    ports = [port.name for port in graph.inputs]
    found: dict[str, np.ndarray] = {}
    for name, array in given:
        left = [port for port in ports if port not in found]
        if name and name not in ports:
            known = ", ".join(map(plain, ports)) or "none"
            raise ModelError(
                f"{graph.name} has no input {plain(shortened(name, 80))!r}: it has {known}"
            )
        if not name and not left:
            raise ModelError(f"{graph.name} takes {len(ports)} inputs, and more are given")
        found[name or left[0]] = array
    return found


def _check(graph: Graph, port: Port, array: np.ndarray, sizes: dict[str, int]) -> None:
    """Refuse an array of another shape than the graph takes, or of other numbers."""
    wanted = port.shape
    if wanted is not None:
        fits = len(wanted) == array.ndim
        for size, real in zip(wanted, array.shape, strict=False):
            known = sizes.setdefault(size, real) if isinstance(size, str) else size
            fits = fits and known == real
        if not fits:
            raise ModelError(
                f"{graph.name}: {plain(port.name)} is {_shown(array.shape)}, and the graph takes "
                f"{_shown(wanted)}"
            )
    if port.is_whole and not np.array_equal(array, np.floor(array)):
        raise ModelError(f"{graph.name}: {plain(port.name)} takes whole numbers ({port.kind})")


def _shown(shape: Sequence[int | str]) -> str:
    return "×".join(plain(str(size)) for size in shape) or "a number"


def _draw(
    graph: Graph, port: Port, sizes: Mapping[str, int], chosen: dict[str, int],
    draws: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Numbers for an input: of a normal distribution, or whole ones that can be looked up."""
    if port.shape is None:
        raise ModelError(
            f"{graph.name} does not say what shape {plain(port.name)} has: --input FILE gives it"
        )
    shape = []
    for size in port.shape:
        if isinstance(size, int):
            shape.append(size)
        else:
            if size not in sizes:
                chosen[size] = SAMPLES
            shape.append(sizes.get(size, SAMPLES))
    if min(shape, default=1) < 1 or math.prod(shape) > MAX_DRAWN:
        raise ModelError(
            f"{graph.name}: {plain(port.name)} would be {_shown(shape)}: --input FILE gives it"
        )
    if not port.is_whole:
        return draws.standard_normal(shape)
    return draws.integers(0, _classes(graph, port.name), shape)


def _classes(graph: Graph, name: str, depth: int = 0) -> int:
    """How many different whole numbers an input may be: of rows that are looked up, or classes."""
    for node in graph.nodes:
        if name not in node.inputs:
            continue
        if node.op == "Gather" and len(node.inputs) > 1 and node.inputs[1] == name:
            table = graph.arrays.get(node.inputs[0])
            axis = node.attributes.get("axis", 0)
            if table is not None and table.ndim and isinstance(axis, int):
                return max(1, int(table.shape[axis % table.ndim]))
        if node.op in LABELLED and node.inputs[1] == name:
            return _scores(graph, node.inputs[0])
        if node.op in ("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze") and depth < 10:
            return _classes(graph, node.outputs[0], depth + 1)
    return 2


def _scores(graph: Graph, name: str) -> int:
    """How many classes scores are of: as many as the layer has units that gives them."""
    made = {result: node for node in graph.nodes for result in node.outputs}
    for _ in range(20):
        node = made.get(name)
        if node is None:
            break
        arrays = [graph.arrays[each] for each in node.inputs[1:] if each in graph.arrays]
        if node.op == "Gemm" and arrays and arrays[0].ndim == 2:
            return int(arrays[0].shape[0 if node.attributes.get("transB") else 1])
        if node.op == "MatMul" and arrays and arrays[0].ndim == 2:
            return int(arrays[0].shape[1])
        if node.op == "Add" and any(name in graph.arrays for name in node.inputs):
            weights = [graph.arrays[each] for each in node.inputs if each in graph.arrays]
            return int(weights[0].shape[-1]) if weights[0].ndim else 2
        if node.op == "Conv" and arrays:
            return int(arrays[0].shape[0])
        name = node.inputs[0] if node.inputs else ""
    return 2


def _is_target(graph: Graph, port: Port) -> bool:
    """Whether an input says what should come out: by its name, or as labels of a loss."""
    word = port.name.split(".")[0].lower()
    return word in _TARGETS or any(
        node.op in LABELLED and len(node.inputs) > 1 and node.inputs[1] == port.name
        for node in graph.nodes
    )
