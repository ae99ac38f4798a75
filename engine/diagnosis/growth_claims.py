"""A claim about a gradient that would go on growing: the way out of a saddle, not yet found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine.claims.statement import Statement
from engine.derivation.samples import contributions
from engine.diagnosis.ahead import onward
from engine.diagnosis.findings import GROWN
from engine.diagnosis.gradient_claims import (
    ROUNDING,
    largest,
    largest_at,
    largest_gradient,
    parameter_gradients,
)
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.figures import grouped
from engine.language.notation import Style
from engine.program.program import Program


@dataclass(frozen=True)
class WouldGrow(Statement):
    """The gradient would grow in more iterations, without an end in sight.

    Args:
        at: up to which iteration.
        factor: by which factor its largest entry would.
    """

    at: int
    factor: float

    def holds(self, timeline: Timeline) -> bool:
        """By going on, and looking at the gradient now, half way and then."""
        later, half = onward(timeline, self.at), (self.iteration + self.at) // 2
        now, between, then = (
            largest_gradient(later.anew(number)) for number in (self.iteration, half, self.at)
        )
        return now < between < then and self.factor == then / now

    def shown_at(self, timeline: Timeline) -> Place:
        """The largest gradient."""
        return largest_at(timeline, self.iteration)

    def words(self, program: Program, style: Style) -> str:
        """As in: trained on, the gradient grows 3.2-fold by iteration 10,100."""
        del program
        factor = replace(style, digits=2).number(self.factor)
        return f"trained on, the gradient grows {factor}-fold by iteration {grouped(self.at)}"


def has_grown(now: Any, between: Any, then: Any) -> Any:
    """Whether a gradient has grown all the way: now, half way of the iterations ahead, at the end.

    Of many runs it tells that for each, given arrays.
    """
    return (now > 0.0) & (then > GROWN * now) & (now < between) & (between < then)


def growing(run: Run, ahead: Timeline) -> WouldGrow | None:
    """What is said of a gradient that grows, by more than rounding, in the iterations ahead.

    Args:
        run: the iteration that a run would go on with.
        ahead: the run followed on.
    """
    first, end = run.number, ahead.length
    ends = (run, ahead.anew((first + end) // 2), ahead.anew(end))
    now, between, then = map(largest_gradient, ends)
    if has_grown(now, between, then) and is_meant(ends[-1], then):
        return WouldGrow(first, end, then / now)
    return None


def is_meant(run: Run, size: float) -> bool:
    """Whether the largest gradient is more than what rounding leaves of contributions."""
    for step in parameter_gradients(run):
        parts = contributions(step)
        if largest(step.value) == size and parts is not None:
            return size > ROUNDING * float(abs(parts).sum(axis=0).max())
    return True
