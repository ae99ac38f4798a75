"""Batches: examples one after the other, as arrays that a network takes them from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils._pytree import tree_leaves

from engine.errors import ModelError
from engine.torch.whole import Examples, examples

Pair = tuple[Examples, Examples]
"""Inputs and targets."""


def pairs(first: Pair, others: Iterable[Any]) -> list[Pair]:
    """Batches as inputs and targets, all as many and of the same shapes as the first.

    Raises:
        ModelError: where one is not.
    """
    found = []
    expected = [_shape(each) for each in tree_leaves(first)]
    for number, (inputs, targets) in enumerate(others, start=2):
        pair = examples(inputs, "inputs"), examples(targets, "targets")
        shapes = [_shape(each) for each in tree_leaves(pair)]
        if len(shapes) != len(expected):
            raise ModelError(f"batch {number} has other tensors than the first")
        for here, there in zip(expected, shapes, strict=True):
            if here != there:
                raise ModelError(
                    f"batch {number} has the shape {there} where the first has {here}:"
                    " batches have to be alike (drop_last=True leaves the short one out)"
                )
        found.append(pair)
    return found


def rows_of(pair: Pair) -> int:
    """How many samples a batch has: the size of the first axis of the first that has one."""
    shapes = (_shape(each) for each in tree_leaves(pair))
    return next((shape[0] for shape in shapes if shape), 1)


def _shape(given: Any) -> tuple[int, ...]:
    return tuple(given.shape) if isinstance(given, torch.Tensor) else ()


def joined(parts: Sequence[NDArray[Any]], rows: int) -> NDArray[Any]:
    """The arrays of batches one behind the other; one that has no row for a sample is the first."""
    if len(parts) == 1 or parts[0].shape[:1] != (rows,):
        return parts[0]
    return np.concatenate(parts)


def numbers_of(tensor: torch.Tensor) -> NDArray[Any]:
    """The numbers of a tensor, in the precision it has where numpy has that too."""
    value = tensor.detach().cpu()
    if value.dtype in (torch.float16, torch.bfloat16):
        value = value.float()
    numbers: NDArray[Any] = np.asarray(value)
    return numbers
