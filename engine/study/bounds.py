"""Bounds of a study, checked before it begins: what fits into memory, and into a person's time."""

from __future__ import annotations

import math

from engine.diagnosis.ahead import AHEAD
from engine.errors import SpecError
from engine.language.expression import occurrences, size
from engine.language.figures import grouped
from engine.program.program import Program
from engine.study.plan import Plan

MAX_RUNS = 10_000_000
"""The most runs: their records take some 250 MB."""

MAX_CELLS = 100_000
"""The most cells of the table."""

MAX_HOURS = 240.0
"""The longest that a study may take on one core."""

SPEED = 3e9
"""About how many numbers a core computes in a second, for many runs at once."""


def check(plan: Plan) -> None:
    """Refuse a plan that is too large, or of runs that cannot be judged.

    Raises:
        SpecError: with how large it would be, and a way out.
    """
    if plan.programs[0].fed:
        raise SpecError(
            "a study judges runs by whether their loss would still fall, which a batch, or a mask "
            "of dropout, of one iteration does not say: leave batch_size or dropout out of the "
            "network, or train it, seed by seed"
        )
    optimisers, _, cells = plan.shape
    if optimisers * cells > MAX_CELLS:
        raise SpecError(
            f"{grouped(optimisers * cells)} cells are more than {grouped(MAX_CELLS)}: write fewer "
            "values in --vary, or fewer learning rates"
        )
    if plan.count > MAX_RUNS:
        raise SpecError(
            f"{grouped(plan.count)} runs are more than {grouped(MAX_RUNS)}, and more than fit into "
            "memory: write fewer seeds or values, and make several studies of it"
        )
    hours = seconds(plan) / 3600.0
    if hours > MAX_HOURS:
        raise SpecError(
            f"{grouped(plan.count)} runs of {grouped(plan.iterations)} iterations take a core "
            f"about {grouped(round(hours))} hours, and at most {grouped(round(MAX_HOURS))} are "
            "allowed: write fewer seeds, values or --iterations"
        )


def seconds(plan: Plan) -> float:
    """About how long a core takes, with following the runs on."""
    runs, iterations = plan.count / len(plan.programs), plan.iterations + AHEAD
    return sum(runs * iterations * work(program) / SPEED for program in plan.programs)


def work(program: Program) -> float:
    """About how many numbers an iteration computes."""
    total = 0.0
    for equation in program.equations:
        own = math.prod(program.shapes[equation.symbol])
        for term in equation.terms:
            names = set(occurrences(term.expression))
            entries = [own, *(math.prod(program.shapes[name]) for name in names)]
            products = math.sqrt(math.prod(sorted(entries, reverse=True)[:3]))
            total += size(term.expression) * max(*entries, 1) + products
    return total
