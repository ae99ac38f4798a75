"""A look ahead: what more iterations would bring, run on a fork that nobody else sees.

A plateau cannot be told from an end by what lies behind: next to a saddle the way out grows from
nothing, by a factor in every iteration (Dauphin et al., 2014). So a run is said to have stopped
only after it was followed on. How far is bound by the work, not by the clock: the same run is
always followed equally far.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass

from engine.iterations.timeline import Timeline
from engine.language.expression import occurrences, size
from engine.language.shapes import Shape
from engine.language.values import same
from engine.program.program import Program

AHEAD = 10_000
"""So many more iterations a run is followed before it is said to have stopped."""

BUDGET = 2e9
"""The work that a look ahead may take, in about nanoseconds; a run as long may take its own time.
"""

_NUMBER, _ARRAY, _ENTRY, _PRODUCT = 60.0, 1_000.0, 1.0, 0.4
"""The work of an op on numbers, of one on arrays, of an entry, and of a product in a matmul."""


def onward(timeline: Timeline, iteration: int) -> Timeline:
    """Iterations up to this one: those that were run, or a fork of them that goes on.

    A fork ends early where NaN or infinity spoils an iteration.
    """
    if timeline.length >= iteration:
        return timeline
    fork = timeline.fork(timeline.edits)
    for _ in fork.reach(iteration):
        pass
    return fork


@dataclass(frozen=True, eq=False)
class Ahead:
    """What was seen when a run was followed on.

    Args:
        first: the iteration it would go on with.
        count: how many iterations it was followed.
        timeline: the iterations that were run, and those ahead.
        left: the first iteration ahead whose loss is not as was expected; None where all are.
    """

    first: int
    count: int
    timeline: Timeline
    left: int | None

    def loss(self, iteration: int) -> float:
        """The loss of an iteration ahead; NaN where that is spoilt."""
        found, losses = self.timeline, self.timeline.losses
        if found.divergence is not None and iteration >= found.divergence.iteration:
            return math.nan
        return losses[iteration] if iteration < len(losses) else found.run(iteration).loss


def look_ahead(
    timeline: Timeline, is_expected: Callable[[float], bool]
) -> Generator[int, None, Ahead]:
    """Follow a run on, as far as may be, until the loss is not as expected or nothing changes.

    Args:
        timeline: the iterations that have been run.
        is_expected: whether a loss is.

    Yields:
        How many iterations it has been followed, now and then, of as many as `reach` says.
    """
    first = timeline.length
    count, fork, checked = reach(timeline), timeline.fork(timeline.edits), first
    for _ in fork.reach(first + count):
        for number in range(checked, fork.length):
            if not is_expected(fork.losses[number]):
                return Ahead(first, count, fork, number)
        checked = fork.length
        yield checked - first
        if _stands(fork):
            return Ahead(first, count, fork, None)
    if fork.divergence is not None:
        return Ahead(first, count, fork, fork.divergence.iteration)
    left = None if is_expected(fork.run(fork.length).loss) else fork.length
    return Ahead(first, count, fork, left)


def _stands(timeline: Timeline) -> bool:
    """Whether the next iteration starts with the same as the last, and so do all others."""
    if any(each.iteration >= timeline.length - 1 for each in timeline.edits):
        return False
    last, following = (timeline.start(timeline.length - back) for back in (1, 0))
    return all(map(same, last, following))


def is_far(timeline: Timeline) -> bool:
    """Whether a run may be followed on as far as it takes to say that it has stopped."""
    return is_far_for(timeline.program, timeline.length)


def is_far_for(program: Program, length: int) -> bool:
    """Whether a run of a program may be followed on as far, if it has had so many iterations."""
    return reach_of(program, length) == AHEAD


def reach(timeline: Timeline) -> int:
    """How many iterations a run may be followed on."""
    return reach_of(timeline.program, timeline.length)


def reach_of(program: Program, length: int) -> int:
    """How many iterations a run of a program may be followed on that has had so many."""
    return AHEAD if length >= AHEAD else min(AHEAD, int(BUDGET / work(program)))


def work(program: Program) -> float:
    """About how many nanoseconds an iteration takes, compiled."""
    total = 0.0
    for equation in program.equations:
        own = _entries(program.shapes[equation.symbol])
        for term in equation.terms:
            names = set(occurrences(term.expression))
            sizes = sorted((_entries(program.shapes[name]) for name in names), reverse=True)
            ops, largest = size(term.expression), max([own, *sizes])
            if largest == 1:
                total += _NUMBER * ops
                continue
            product = math.sqrt(math.prod(sizes[:2]) * own)
            total += ops * (_ARRAY + _ENTRY * largest) + _PRODUCT * product
    return max(total, 1.0)


def _entries(shape: Shape) -> int:
    return math.prod(shape)
