"""Kinds of numbers: in what a model keeps them, where it does, and what is said about that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import torch
from torch import fx

SHOWN = 3
"""So many names are said at the most where something is so of several."""


class Kept(NamedTuple):
    """In what numbers are kept.

    Args:
        precision: what most parameters are kept in, or what is computed in under autocast.
        notes: what a person should know.
    """

    precision: str
    notes: tuple[str, ...]


def kept_in(tensors: Mapping[str, torch.Tensor], graph: fx.Graph) -> Kept:
    """In what the numbers of a model are kept.

    Args:
        tensors: its parameters, by their paths.
        graph: what torch has exported.
    """
    sizes: Counter[torch.dtype] = Counter()
    devices: Counter[str] = Counter()
    for tensor in tensors.values():
        if tensor.is_floating_point():
            sizes[tensor.dtype] += tensor.numel()
        devices[str(tensor.device)] += 1
    mixed = {str(dtype).removeprefix("torch.") for dtype in _autocast(graph)}
    kept = [str(dtype).removeprefix("torch.") for dtype, _ in sizes.most_common()]
    precision = min(mixed) if mixed else kept[0] if kept else "float32"
    return Kept(precision, tuple(_notes(kept, mixed, devices)))


def _notes(kept: list[str], mixed: Iterable[str], devices: Iterable[str]) -> Iterator[str]:
    if len(kept) > 1:
        yield f"parameters are kept in {' and '.join(kept)}; here all are computed in float64"
    elif kept and kept[0] in {"float16", "bfloat16"}:
        yield f"parameters are kept in {kept[0]}; here they are computed in float64"
    for dtype in sorted(mixed):
        yield f"under autocast torch computes in {dtype}; here it is float64"
    away = sorted(each for each in devices if each != "cpu")
    if away:
        yield f"parameters are copied from {' and '.join(away)}"


def _autocast(graph: fx.Graph) -> set[torch.dtype]:
    """What is computed in under autocast, where there is any."""
    return {
        node.args[1]
        for node in graph.nodes
        if "wrap_with_autocast" in str(node.target) and isinstance(node.args[1], torch.dtype)
    }


def some(names: Iterable[str]) -> str:
    """A few names, and how many more there are.

    >>> some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    found = list(names)
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more
