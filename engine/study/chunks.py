"""Chunks: runs of one optimiser that are made together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.study.plan import Plan

MOST = 2_048
"""So many runs are made together at the most."""


@dataclass(frozen=True)
class Chunk:
    """A chunk of runs, in the order of their numbers.

    Args:
        first: the number of the first.
        count: how many there are.
    """

    first: int
    count: int


def chunks_of(plan: Plan, size: int = MOST) -> Iterator[Chunk]:
    """The chunks of all runs of a plan."""
    optimisers, seeds, cells = plan.shape
    runs = seeds * cells
    for optimiser in range(optimisers):
        for first in range(0, runs, size):
            yield Chunk(optimiser * runs + first, min(size, runs - first))
