"""A graph of ONNX, as it is read from a file: data of our own, for which no library is needed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.frozen import frozen

Attribute = int | float | str | tuple[int, ...] | tuple[float, ...] | tuple[str, ...] | np.ndarray
"""What an attribute of a node may be; graphs inside of nodes are left out."""


@frozen()
class Node:
    """A node: an operator that is applied to values.

    Args:
        op: the operator, `Gemm`.
        inputs: the names of the values that it takes, empty for one that is left out.
        outputs: the names of those that it gives.
        attributes: its settings, by name.
        name: what the file calls the node.
        path: the modules in which it stands, the innermost last, `("enc", "fc1")`.
        layer: what kind of module the innermost is, `Linear`; empty where the file does not say.
        place: the line of the source that it comes from, `model.py:12`; empty likewise.
        variable: what that line calls what it computes; empty likewise.
        domain: whose operator it is; empty for ONNX's own.
        holds: the attributes that are graphs, by name.
        around: what kinds of modules stand around the innermost, that right around it last; empty
            where the file does not say.
    """

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Attribute]
    name: str = ""
    path: tuple[str, ...] = ()
    layer: str = ""
    place: str = ""
    variable: str = ""
    domain: str = ""
    holds: tuple[str, ...] = ()
    around: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The path of its module as torch writes it, `enc.fc1`."""
        return ".".join(self.path)


@frozen()
class Port:
    """A value that goes into a graph, or comes out.

    Args:
        name: what the file calls it.
        shape: the size of each axis, or what a size that may change is called; None if unknown.
        kind: what numbers it holds, by numpy's name, `float32`.
    """

    name: str
    shape: tuple[int | str, ...] | None
    kind: str

    @property
    def is_whole(self) -> bool:
        """Whether its numbers are whole, or true and false."""
        return not self.kind.startswith(("float", "bfloat"))


@frozen()
class Graph:
    """A graph: nodes in an order in which they can be computed.

    Args:
        nodes: the operators.
        inputs: what is given to it.
        outputs: what comes out.
        arrays: what it keeps, weights above all, by name.
        opset: the version of ONNX's operators.
        name: what the file is called.
        precision: what numbers most of its arrays hold, by numpy's name.
    """

    nodes: tuple[Node, ...]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    arrays: Mapping[str, np.ndarray]
    opset: int
    name: str = "model"
    precision: str = "float32"
