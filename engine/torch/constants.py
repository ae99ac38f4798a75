"""Constants: what a graph computes of nothing that is given or trained, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import fx
from torch.utils._pytree import tree_map

from engine.torch.spots import op_of

_DRAWN = ("rand", "normal", "bernoulli", "dropout", "multinomial", "poisson", "exponential")
FILLED = frozenset(
    (
        *("new_zeros", "new_ones", "new_full", "new_empty"),
        *("zeros_like", "ones_like", "full_like", "empty_like"),
    )
)
"""What takes no more of its operand than how it is kept."""


class Constants:
    """The nodes of a graph whose values are known before anything is given.

    What is computed with numbers of any precision is computed in float64 here.

    Args:
        graph: the graph, without writes.
        known: the tensors of the nodes that are given and known: buffers, and what is not trained.
    """

    def __init__(self, graph: fx.Graph, known: Mapping[fx.Node, torch.Tensor]) -> None:
        self._values: dict[fx.Node, Any] = {}
        self._known = dict(known)
        self.nodes: set[fx.Node] = set(known)
        for node in graph.nodes:
            if node.op == "call_function" and self._is_known(node):
                self.nodes.add(node)

    def _is_known(self, node: fx.Node) -> bool:
        if op_of(node) in FILLED:
            return True
        if any(each not in self.nodes for each in node.all_input_nodes):
            return False
        return not is_drawn(node)

    def value(self, node: fx.Node) -> Any:
        """What a known node is, as torch has it, with all that is not whole in float64."""
        if node not in self._values:
            if node in self._known:
                self._values[node] = _wide(self._known[node].detach().cpu())
            else:
                self._values[node] = self._computed(node)
        return self._values[node]

    def numbers(self, node: fx.Node) -> NDArray[Any]:
        """What a known node is."""
        value = self.value(node)
        numbers: NDArray[Any] = np.asarray(value)
        return numbers if numbers.dtype == np.bool_ else numbers.astype(_kept(numbers.dtype))

    def _computed(self, node: fx.Node) -> Any:
        if op_of(node) in FILLED:
            return self._filled(node)
        args = fx.node.map_aggregate(fx.node.map_arg(node.args, self.value), _wider)
        kwargs = dict(fx.node.map_aggregate(fx.node.map_arg(node.kwargs, self.value), _wider))
        names = {each.name for each in getattr(node.target, "_schema", _Nothing).arguments}
        if "dtype" in names and kwargs.get("dtype") is None and not node.all_input_nodes:
            kwargs["dtype"] = _wider(node.meta["val"].dtype)
        if "device" in kwargs:
            kwargs["device"] = torch.device("cpu")
        with torch.no_grad():
            return tree_map(_wide_of, node.target(*args, **kwargs))

    def _filled(self, node: fx.Node) -> torch.Tensor:
        """What has the shape of another array, and nothing else of it."""
        like, name = node.meta["val"], op_of(node)
        value: Any = float("ones" in name)
        if "full" in name:
            value = node.args[-1]
            value = self.value(value) if isinstance(value, fx.Node) else value
        return torch.full(tuple(like.shape), value, dtype=_wider(like.dtype))


def is_drawn(node: fx.Node) -> bool:
    """Whether a node is another one whenever it is computed."""
    return any(word in str(node.target) for word in _DRAWN)


class _Nothing:
    """What has no arguments that are known."""

    arguments: tuple[Any, ...] = ()


def _kept(kind: np.dtype[Any]) -> type:
    """What numbers are kept in."""
    return np.int64 if kind.kind in "iu" else np.float64


def _wide(value: torch.Tensor) -> torch.Tensor:
    return value.double() if value.is_floating_point() else value


def _wide_of(value: Any) -> Any:
    """What is computed in less all the same, as a quotient of whole numbers is, in float64."""
    return _wide(value) if isinstance(value, torch.Tensor) else value


def _wider(value: Any) -> Any:
    """float64 in the place of what has fewer digits."""
    return torch.float64 if isinstance(value, torch.dtype) and value.is_floating_point else value
