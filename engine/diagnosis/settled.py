"""A loss that stays what it is: at its minimum, ill, too slow, or just there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.claims.statement import Statement
from engine.diagnosis.course import stays
from engine.diagnosis.curvature import Curvature, forms
from engine.diagnosis.findings import Findings
from engine.diagnosis.gradient_claims import (
    NoLowerMinimum,
    largest,
    largest_gradient,
    parameter_gradients,
)
from engine.diagnosis.kinds import Kind
from engine.diagnosis.minimum import minimum_of
from engine.diagnosis.rate_claims import SlowPace
from engine.iterations.run import Run


@dataclass(frozen=True, eq=False)
class Rest:
    """What a run that came to rest was like before.

    Args:
        has_moved: whether its loss was ever anything else.
        before: the loss of the iteration before.
        gradients: gives the largest entry that each gradient had in the iterations of `looks`, by
            its symbol.
    """

    has_moved: bool
    before: float
    gradients: Callable[[], Mapping[str, float]]


def looks(iteration: int) -> list[int]:
    """The iterations in which a gradient is looked at to tell whether it has faded in one."""
    return sorted(number for number in {0, 1, iteration // 4, iteration // 2} if number < iteration)


def gradients_of(runs: Iterable[Run]) -> dict[str, float]:
    """The largest entry of each gradient of a parameter in some iterations, by its symbol."""
    found: dict[str, float] = {}
    for run in runs:
        for step in parameter_gradients(run):
            found[step.symbol] = max(found.get(step.symbol, 0.0), largest(step.value))
    return found


def settled(findings: Findings, rest: Rest, *, is_minimal: bool) -> tuple[Kind, list[Statement]]:
    """What a run is called whose loss stays what it is, and why it does."""
    if is_minimal:
        return Kind.AT_MINIMUM, list(minimal(findings))
    stopped = Kind.STOPPED if rest.has_moved else Kind.NOT_LEARNING
    if illnesses := list(findings.illnesses()):
        return stopped, [*illnesses, *findings.small_gradients()]
    if vanished := list(findings.vanishing()):
        return stopped, [*vanished]
    if not findings.has_faded(rest.gradients()):
        change = abs(findings.run.loss - rest.before)
        slow = SlowPace(findings.iteration, largest_gradient(findings.run), change)
        return Kind.HARDLY, [slow]
    return Kind.SETTLED, [findings.gradient(), *findings.linearity(), *findings.none_dead()]


def is_minimal(run: Run) -> bool:
    """Whether the loss is convex, and known to be about as low as it gets."""
    network = run.program.network
    if forms(network, network.parameters)[network.loss].curvature > Curvature.CONVEX:
        return False
    least = minimum_of(run)
    return least is not None and stays(run.loss, least)


def minimal(findings: Findings) -> Iterator[Statement]:
    """What is said of such a loss."""
    yield findings.gradient()
    yield NoLowerMinimum(findings.iteration, findings.run.loss)
