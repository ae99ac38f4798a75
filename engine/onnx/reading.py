"""A file of ONNX, read: bounded, and with nothing opened outside of its folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import FileError, ModelError
from engine.files import read_bytes
from engine.language.text import plain, shortened
from engine.onnx.graph import Attribute, Graph, Node, Port
from engine.onnx.inlining import MAX_NODES, inlined
from engine.onnx.rules.table import KNOWN
from engine.onnx.scopes import origin_of
from engine.onnx.tensors import KINDS, MAX_BYTES, Arrays
from engine.onnx.wire import check_parts

OPSETS = range(7, 29)
"""The versions of ONNX's operators that are known; before, they broadcast in another way."""

_OWN = ("", "ai.onnx")
_MISSING = "a graph of ONNX takes an extra that is not installed: pip install 'makabaka-tui[onnx]'"


def read_graph(path: Path) -> Graph:
    """The graph in a file.

    Raises:
        ModelError: where there is none, or it is larger than it may be.
    """
    shown = plain(str(path))
    try:
        import onnx

        damaged = import_module("google.protobuf.message").DecodeError
    except ImportError:
        raise ModelError(f"{shown}: {_MISSING}") from None
    try:
        data = read_bytes(path, MAX_BYTES)
        check_parts(data)
        model = onnx.ModelProto.FromString(data)
        del data
        return graph_of(inlined(model, KNOWN), path)
    except (damaged, UnicodeDecodeError):
        raise ModelError(f"{shown}: no file of ONNX, or it is damaged: export it again") from None
    except (ModelError, FileError) as error:
        raise ModelError(f"{shown}: {error}") from None


def graph_of(model: Any, path: Path) -> Graph:
    """The graph of a `ModelProto` that was read from a file.

    Raises:
        ModelError: where it cannot be used.
    """
    versions = {each.domain: each.version for each in model.opset_import}
    opset = max((versions.get(domain, 0) for domain in _OWN), default=0)
    graph = model.graph
    if not graph.node:
        raise ModelError("there is no graph in it: export it again")
    if opset not in OPSETS:
        raise ModelError(
            f"its operators are of version {opset} of ONNX, and those from {OPSETS[0]} to "
            f"{OPSETS[-1]} are known: export it with opset_version=20"
        )
    if len(graph.node) > MAX_NODES:
        raise ModelError(f"more than {MAX_NODES:,} nodes")
    if any(isinstance(text, bytes) for text in _texts(graph)):  # what is no text comes as bytes
        raise ModelError("no file of ONNX, or it is damaged: export it again")
    if graph.sparse_initializer:
        raise ModelError("it has sparse arrays: export it without them")
    arrays = Arrays(path.parent)
    kept = {each.name: arrays.read(each) for each in graph.initializer}
    nodes = tuple(_node(each, arrays) for each in graph.node)
    given = tuple(_port(each) for each in graph.input if each.name not in kept)
    outputs = tuple(_port(each) for each in graph.output)
    twice = [
        name
        for name, count in Counter(
            name
            for names in (*(node.outputs for node in nodes), [port.name for port in given], kept)
            for name in names
            if name
        ).items()
        if count > 1
    ]
    if twice:
        raise ModelError(f"{shortened(twice[0], 80)!r} is computed twice: export it again")
    return Graph(nodes, given, outputs, kept, opset, path.name, _precision(graph, kept))


def _texts(graph: Any) -> Iterator[object]:
    """All names in a graph."""
    for node in graph.node:
        yield from (node.op_type, node.name, node.domain, *node.input, *node.output)
        for said in node.metadata_props:
            yield from (said.key, said.value)
        yield from (each.name for each in node.attribute)
        tensors = [each.t for each in node.attribute if each.type == 4]
        yield from (entry.value for tensor in tensors for entry in tensor.external_data)
    for tensor in graph.initializer:
        yield tensor.name
        yield from (text for entry in tensor.external_data for text in (entry.key, entry.value))
    for port in (*graph.input, *graph.output):
        yield port.name
        yield from (size.dim_param for size in port.type.tensor_type.shape.dim)


def _precision(graph: Any, kept: Mapping[str, np.ndarray]) -> str:
    """What numbers with a point most of the arrays hold."""
    sizes: Counter[str] = Counter()
    for each in graph.initializer:
        kind = KINDS[each.data_type]
        if "float" in kind:
            sizes[kind] += kept[each.name].size
    return sizes.most_common(1)[0][0] if sizes else "float32"


def _node(node: Any, arrays: Arrays) -> Node:
    origin = origin_of(node.name, {each.key: each.value for each in node.metadata_props})
    attributes = dict(_attributes(node, arrays))
    holds = tuple(each.name for each in node.attribute if each.type in (5, 10))
    domain = "" if node.domain in _OWN else node.domain
    return Node(
        node.op_type, tuple(node.input), tuple(node.output), attributes, node.name,
        *origin[:-1], domain, holds, origin.around,
    )  # fmt: skip


def _attributes(node: Any, arrays: Arrays) -> Iterator[tuple[str, Attribute]]:
    """The attributes of a node that are numbers, texts and arrays."""
    for each in node.attribute:
        match each.type:
            case 1:
                yield each.name, _shortest(each.f)
            case 2:
                yield each.name, each.i
            case 3:
                yield each.name, each.s.decode("utf-8", "replace")
            case 4:
                yield each.name, arrays.read(each.t)
            case 6:
                yield each.name, tuple(map(_shortest, each.floats))
            case 7:
                yield each.name, tuple(each.ints)
            case 8:
                yield each.name, tuple(text.decode("utf-8", "replace") for text in each.strings)


def _shortest(number: float) -> float:
    """A number that is kept in 32 bits, as a person wrote it: 1e-05, not 9.999999747378752e-06."""
    return float(str(np.float32(number)))


def _port(value: Any) -> Port:
    held = value.type.tensor_type if value.type.HasField("tensor_type") else None
    if held is None:
        raise ModelError(f"{shortened(value.name, 80)!r} is no array: only these are read")
    shape: tuple[int | str, ...] | None = None
    if held.HasField("shape"):
        shape = tuple(
            each.dim_value if each.HasField("dim_value") else each.dim_param or f"axis {place}"
            for place, each in enumerate(held.shape.dim)
        )
    return Port(value.name, shape, KINDS.get(held.elem_type, "other"))
