"""Claims about gradients: which are 0, cancel, vanish or grow, and that nothing lower exists."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.claims.intervention import intervened
from engine.claims.statement import Statement, place_of
from engine.derivation.samples import cancel, contributions
from engine.diagnosis.ahead import AHEAD, onward
from engine.diagnosis.course import SETTLED
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.language.text import listed
from engine.language.values import Array, Value, array, is_array, shape_of
from engine.program.program import Phase, Program

DIGITS = 3
"""Gradients are said with so many digits."""

ROUNDING = 1e-12
"""The part of a number that rounding may take from it, or of sums from their parts."""

MOVES = 200
"""So many times the parameters are moved to prove that nothing lower is near."""


def parameter_gradients(run: Run) -> Iterator[Step]:
    """The steps that compute the gradient of a parameter."""
    network = run.program.network
    for name in network.parameters:
        yield Step(run, run.program.index[gradient_name(network.loss, name)])


def largest(value: Value) -> float:
    """The largest entry of a value, without its sign."""
    return float(abs(value).max()) if is_array(value) else abs(value)


def largest_gradient(run: Run) -> float:
    """The largest entry of the gradient of any parameter."""
    return max(largest(step.value) for step in parameter_gradients(run))


def largest_at(timeline: Timeline, iteration: int) -> Place:
    """The step that computes the gradient with the largest entry."""
    step = max(parameter_gradients(timeline.anew(iteration)), key=lambda each: largest(each.value))
    return Place(iteration, step.index + 1)


@dataclass(frozen=True)
class ZeroGradients(Statement):
    """Gradients of parameters are 0.

    Args:
        symbols: which.
        are_all: whether there are no others.
    """

    symbols: tuple[str, ...]
    are_all: bool

    def holds(self, timeline: Timeline) -> bool:
        """By looking at them in the iteration, recorded anew."""
        run = timeline.anew(self.iteration)
        zero = {each.symbol for each in parameter_gradients(run) if not largest(each.value)}
        is_all = len(zero) == len(run.program.network.parameters)
        return zero.issuperset(self.symbols) and is_all is self.are_all

    def shown_at(self, timeline: Timeline) -> Place:
        """The first of them."""
        return place_of(self.symbols[0], self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: dL/dW1 and dL/db1 are 0."""
        del program
        if self.are_all:
            return "the gradient of every parameter is 0"
        return f"{listed(map(style.name, self.symbols))} {'are' if self.symbols[1:] else 'is'} 0"


@dataclass(frozen=True)
class Cancelling(Statement):
    """The samples' contributions to gradients cancel.

    Args:
        symbols: the gradients.
    """

    symbols: tuple[str, ...]

    def holds(self, timeline: Timeline) -> bool:
        """By letting one sample at a time send its gradient back."""
        run = timeline.anew(self.iteration)
        alone = _alone(run)
        for symbol in self.symbols:
            index = run.program.index[symbol]
            parts = contributions(Step(run, index))
            if parts is None or not cancel(parts):
                return False
            if alone and not all(
                largest(part - found.value(index)) <= 1e-9 * largest(parts)
                for part, found in zip(parts, alone, strict=True)
            ):
                return False
        return True

    def shown_at(self, timeline: Timeline) -> Place:
        """The first of them."""
        return place_of(self.symbols[0], self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the samples' contributions to dL/dW1 and dL/db1 cancel."""
        del program
        return f"the samples' contributions to {listed(map(style.name, self.symbols))} cancel"


def _alone(run: Run) -> list[Run]:
    """The iteration for each sample with the gradients of all others gone.

    They are taken away at the first node behind the loss, if all that goes back goes through it.
    """
    network, steps = run.program.network, run.program.phases[Phase.BACKWARD]
    rows = [Step(run, index) for index in steps if Step(run, index).node in network.per_sample]
    if not rows or any(len(step.terms) > 1 for step in rows):
        return []
    first = rows[0]
    found = []
    for sample in range(network.samples or 0):
        assert is_array(first.value)  # noqa: S101  (as it has a row for each sample)
        kept: Array = 0.0 * first.value
        kept[sample] = first.value[sample]
        found.append(intervened(run, {first.symbol: kept}))
    return found


@dataclass(frozen=True)
class GradientAtMost(Statement):
    """No parameter has a larger gradient.

    Args:
        most: what no entry is above; 0 where all are 0.
    """

    most: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at them in the iteration, recorded anew."""
        return largest_gradient(timeline.anew(self.iteration)) <= self.most

    def shown_at(self, timeline: Timeline) -> Place:
        """The largest gradient."""
        return largest_at(timeline, self.iteration)

    def words(self, program: Program, style: Style) -> str:
        """As in: no parameter has a gradient larger than 1.2e-10."""
        del program
        if not self.most:
            return "the gradient of every parameter is 0"
        shown = replace(style, digits=DIGITS).number(self.most)
        return f"no parameter has a gradient larger than {shown}"


def rounded_up(value: float) -> float:
    """The next number with few digits that is not below a value, which is not negative."""
    if value == 0.0 or not math.isfinite(value):
        return value
    shown = float(f"{value:.{DIGITS}g}")
    unit = 10.0 ** (math.floor(math.log10(value)) - DIGITS + 1)
    return shown if shown >= value else float(f"{value + unit:.{DIGITS}g}")


@dataclass(frozen=True)
class Grows(Statement):
    """The gradient has grown, as it does on the way out of a saddle.

    Args:
        since: since which iteration.
        factor: by which factor its largest entry has.
    """

    since: int
    factor: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at both iterations."""
        before, now = (timeline.anew(number) for number in (self.since, self.iteration))
        return self.factor == largest_gradient(now) / largest_gradient(before) > 1.0

    def shown_at(self, timeline: Timeline) -> Place:
        """The largest gradient."""
        return largest_at(timeline, self.iteration)

    def words(self, program: Program, style: Style) -> str:
        """As in: the gradient has grown 3.2-fold since iteration 100."""
        del program
        factor = replace(style, digits=2).number(self.factor)
        return f"the gradient has grown {factor}-fold since iteration {self.since}"


@dataclass(frozen=True)
class Vanishes(Statement):
    """The gradient gets lost on its way back.

    Args:
        node: where it is largest.
        most: what its largest entry is there.
        least: what no entry is above at a parameter.
    """

    node: str
    most: float
    least: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iteration, recorded anew."""
        run = timeline.anew(self.iteration)
        network = run.program.network
        top = run.value(run.program.index[gradient_name(network.loss, self.node)])
        return largest(top) == self.most and largest_gradient(run) <= self.least < self.most

    def shown_at(self, timeline: Timeline) -> Place:
        """The end of the backward pass."""
        return Place(self.iteration, timeline.program.phases[Phase.BACKWARD].stop)

    def words(self, program: Program, style: Style) -> str:
        """As in: it vanishes on its way back: it is 1 at yhat, and 1e-12 at most at a parameter."""
        del program
        number = replace(style, digits=DIGITS).number
        return (
            f"the gradient vanishes on its way back: it is {number(self.most)} at "
            f"{style.name(self.node)}, and {number(self.least)} at most at a parameter"
        )


@dataclass(frozen=True)
class NoLowerMinimum(Statement):
    """The loss is convex in the parameters, and as low as it gets.

    Args:
        loss: what it is; the minimum is no lower than that but for the part `SETTLED`.
    """

    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By going on, and by moving all parameters: nothing lower turns up."""
        run, end = timeline.anew(self.iteration), self.iteration + AHEAD
        losses = onward(timeline, end).losses[self.iteration :]
        others = [intervened(run, _moved(run, seed)) for seed in range(MOVES)]
        least = self.loss - SETTLED * abs(self.loss)
        return (
            run.loss == self.loss
            and min([self.loss, *losses]) >= least - ROUNDING * _size(run)
            and all(other.loss >= least - ROUNDING * _size(other) for other in others)
        )

    def words(self, program: Program, style: Style) -> str:
        """As a sentence."""
        del program, style
        return "the loss is convex, so there is no lower minimum"


def _size(run: Run) -> float:
    """The largest number on the way to the loss, by which rounding is to be measured."""
    indices = range(len(run.program.network.equations))
    return max(largest(run.value(index)) for index in indices)


def _moved(run: Run, seed: int) -> Mapping[str, Value]:
    """Parameters moved in a random direction, by little or by much."""
    import numpy as np

    rng, found = np.random.default_rng(seed), {}
    part = 10.0 ** rng.uniform(-6.0, 1.0)
    for name in run.program.network.parameters:
        value = run.start[run.program.base[name]]
        step = part * (largest(value) or 1.0) * rng.normal(size=shape_of(value))
        found[name] = array(value + step) if is_array(value) else float(value + step)
    return found
