"""Chunks: runs of one optimiser that are made together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from engine.study.bounds import seconds
from engine.study.plan import Plan

FEWEST, MOST = 128, 4_096
"""So many runs are made together, at least and at most: fewer are slow, as calls cost time."""

SECONDS = 3.0
"""About how long a chunk is to take: one that is interrupted is made again."""


@dataclass(frozen=True)
class Chunk:
    """A chunk of runs, in the order of their numbers.

    Args:
        first: the number of the first.
        count: how many there are.
    """

    first: int
    count: int


ROOM = 100_000_000
"""About the bytes that the runs of a chunk may take, with what is kept of them on the way."""

COPIES = 8
"""So many copies are held of what a run starts with, at most."""


def size_of(plan: Plan) -> int:
    """How many runs a chunk of a plan has; the same wherever it is made."""
    each = seconds(plan) / plan.count
    entries = max(
        sum(math.prod(program.shapes[name]) for name in program.base) for program in plan.programs
    )
    fitting = max(1, ROOM // (8 * COPIES * entries))
    return min(fitting, MOST, max(FEWEST, round(SECONDS / each)))


def chunks_of(plan: Plan, size: int) -> Iterator[Chunk]:
    """The chunks of all runs of a plan."""
    optimisers, seeds, cells = plan.shape
    runs = seeds * cells
    for optimiser in range(optimisers):
        for first in range(0, runs, size):
            yield Chunk(optimiser * runs + first, min(size, runs - first))
