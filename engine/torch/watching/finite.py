"""Whether all numbers of many tensors are finite, found in one look at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

import torch


def are_finite(tensors: Iterable[torch.Tensor]) -> bool:
    """Whether all numbers are finite.

    A sum is not finite where a number is not. Where finite numbers come to more than there is, each
    of them is looked at.
    """
    with torch.no_grad():
        looked = [_numbers(each) for each in tensors]
        by_kind: dict[object, list[torch.Tensor]] = {}
        for each in looked:
            by_kind.setdefault((each.device, each.dtype), []).append(each.sum())
        if all(isfinite(torch.stack(sums).sum().item()) for sums in by_kind.values()):
            return True
        return all(bool(torch.isfinite(each).all()) for each in looked)


def not_finite(named: Mapping[str, torch.Tensor]) -> tuple[str, ...]:
    """The names of those in which a number is not finite."""
    if are_finite(named.values()):
        return ()
    return tuple(name for name, each in named.items() if not are_finite([each]))


def _numbers(tensor: torch.Tensor) -> torch.Tensor:
    """The numbers that a tensor holds; a sparse one holds those that are not 0."""
    return tensor.detach().coalesce().values() if tensor.is_sparse else tensor
