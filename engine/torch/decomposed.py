"""Ops without a rule, taken apart: torch has many of them as others that are more common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import fx
from torch._guards import detect_fake_mode
from torch.fx.experimental.proxy_tensor import make_fx


def decomposed(graph: fx.Graph, is_known: Callable[[fx.Node], bool]) -> fx.Graph:
    """A graph in which an op without a rule is those that it is made of, if these have one.

    Args:
        graph: the graph, without writes.
        is_known: whether there is a rule for a node.
    """
    made = fx.Graph()
    places: dict[fx.Node, Any] = {}
    for node in graph.nodes:
        parts = None
        if node.op == "call_function" and not is_known(node):
            parts = _parts(node, is_known)
        if parts is None:
            copied = made.node_copy(node, lambda each: places[each])
            copied.meta = dict(node.meta)
            places[node] = copied
        else:
            places[node] = _inlined(made, parts, node, places)
    return made


def _parts(node: fx.Node, is_known: Callable[[fx.Node], bool]) -> fx.Graph | None:
    """What a node is made of; None where torch does not say, or one of it is not known either."""
    inputs = node.all_input_nodes
    values = [each.meta["val"] for each in inputs]
    mode = detect_fake_mode(values)
    target = node.target
    if mode is None or not isinstance(target, torch._ops.OpOverload):
        return None
    if not all(isinstance(each, torch.Tensor) for each in values):
        return None

    def run(*tensors: Any) -> Any:
        by_node = dict(zip(inputs, tensors, strict=True))
        args, kwargs = fx.node.map_arg((node.args, node.kwargs), by_node.__getitem__)
        return target(*args, **kwargs)

    try:
        with mode:
            table = torch._decomp.core_aten_decompositions()
            parts = make_fx(run, decomposition_table=table)(*values).graph
    except Exception:  # torch may refuse in any way: the op stays as it is, and is named then
        return None
    calls = [each for each in parts.nodes if each.op == "call_function"]
    is_whole = any(each.target is target for each in calls) or not calls
    return None if is_whole or not all(map(is_known, calls)) else parts


def _inlined(made: fx.Graph, parts: fx.Graph, node: fx.Node, places: dict[fx.Node, Any]) -> Any:
    """The parts of a node, where it stood; what it gave."""
    inner: dict[fx.Node, Any] = {}
    given = iter(node.all_input_nodes)
    for each in parts.nodes:
        if each.op == "placeholder":
            inner[each] = places[next(given)]
        elif each.op == "output":
            return fx.node.map_arg(each.args[0], inner.__getitem__)
        else:
            copied = made.node_copy(each, inner.__getitem__)
            copied.meta = {**node.meta, "val": each.meta["val"]}
            inner[each] = copied
    return None
