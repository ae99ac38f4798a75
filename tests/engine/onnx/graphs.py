"""Graphs that are put together by hand: none of it needs onnx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.drafts.drafted import Drafted
from engine.iterations.timeline import Timeline
from engine.onnx.graph import Attribute, Graph, Node, Port
from engine.program.program import derive


def node(op: str, inputs: str, outputs: str, name: str = "", **attributes: Attribute) -> Node:
    """A node; its module is that of its name, `/enc/fc1/Gemm`."""
    path = tuple(part for part in name.split("/")[:-1] if part)
    return Node(
        op,
        tuple("" if each == "-" else each for each in inputs.split()),
        tuple(outputs.split()),
        attributes,
        name,
        path,
    )


def graph(
    nodes: Sequence[Node],
    inputs: Mapping[str, tuple[int | str, ...] | tuple[tuple[int | str, ...], str]],
    outputs: Sequence[str],
    arrays: Mapping[str, np.ndarray],
    opset: int = 20,
) -> Graph:
    """A graph; an input is a shape, or that with what kind of numbers it has."""
    ports = []
    for name, said in inputs.items():
        has_kind = len(said) == 2 and isinstance(said[0], tuple)
        shape, kind = said if has_kind else (said, "float32")
        ports.append(Port(name, shape, kind))
    results = tuple(Port(name, None, "float32") for name in outputs)
    return Graph(tuple(nodes), tuple(ports), results, arrays, opset, "model.onnx")


def mlp(rng: np.random.Generator) -> Graph:
    """Two layers with ReLU between, by Gemm, without a loss."""
    return graph(
        [
            node("Gemm", "x fc1.weight fc1.bias", "z", "/fc1/Gemm", transB=1),
            node("Relu", "z", "h", "/Relu"),
            node("Gemm", "h fc2.weight fc2.bias", "logits", "/fc2/Gemm", transB=1),
        ],
        {"x": ("batch", 3)},
        ["logits"],
        {
            "fc1.weight": rng.normal(size=(5, 3)).astype("float32"),
            "fc1.bias": rng.normal(size=5).astype("float32"),
            "fc2.weight": rng.normal(size=(4, 5)).astype("float32"),
            "fc2.bias": rng.normal(size=4).astype("float32"),
        },
    )


def loss_of(drafted: Drafted) -> float:
    """The loss of the first iteration."""
    return Timeline(derive(drafted.network())).run(0).loss
