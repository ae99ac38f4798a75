"""Claims about what a step of the backward pass computes: products, sums, slopes and zeros."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.claims.close import entries, is_close
from engine.claims.intervention import reassigned
from engine.claims.nudge import changes_by
from engine.claims.step_claim import StepClaim, with_parts
from engine.iterations.step import Step
from engine.language.expression import Expression, gradient_name
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.language.values import Value, array, is_finite, is_zero, shape_of, zeros


@dataclass(frozen=True, eq=False)
class ChainRule(StepClaim):
    """A gradient is an upstream gradient times a local derivative.

    Args:
        upstream: the gradient that arrives at the child.
        local: the local derivative.
    """

    upstream: str
    local: float

    def is_proved_by(self, step: Step) -> bool:
        """Whether the local derivative is left where the upstream gradient is 1."""
        if not is_close(reassigned(step, {self.upstream: 1.0}), self.local):
            return False
        product = step.before(self.upstream) * self.local
        return not is_finite(product) or is_close(step.value, product)


@dataclass(frozen=True, eq=False)
class FanIn(StepClaim):
    """A gradient is the sum of contributions, one for each use of the node.

    Args:
        children: in whose equations it is used.
        parts: the contributions.
    """

    children: tuple[str, ...]
    parts: tuple[Value, ...]

    def is_proved_by(self, step: Step) -> bool:
        """Whether each child brings its own where no other passes a gradient."""
        network = step.run.program.network
        uses = [edge.target for edge in network.edges() if edge.source == step.node]
        if sorted(uses) != sorted(self.children):
            return False
        if not all(map(is_finite, self.parts)):
            return True
        size = sum((abs(entries(part)) for part in self.parts), start=0.0 * entries(step.value))
        return is_close(step.value, _total(self.parts, step), size) and all(
            is_close(self._without_others(step, child), self._of(child, step), size)
            for child in {*self.children} - {network.loss}
        )

    def _without_others(self, step: Step, child: str) -> Value:
        """The sum where of all gradients that arrive only a child's is not 0."""
        loss = step.run.program.network.loss
        others = {gradient_name(loss, name) for name in {*self.children} - {child, loss}}
        return reassigned(step, {name: zeros(shape_of(step.before(name))) for name in others})

    def _of(self, child: str, step: Step) -> Value:
        """What a child contributes, and the loss, whose gradient is always 1."""
        loss = step.run.program.network.loss
        named = zip(self.children, self.parts, strict=True)
        return _total([part for name, part in named if name in (child, loss)], step)


@dataclass(frozen=True, eq=False)
class Slope(StepClaim):
    """The loss changes so fast with a number that its equation uses.

    Args:
        slope: how fast.
    """

    slope: float

    def is_proved_by(self, step: Step) -> bool:
        """Whether it does so on one side, or both, or between what it does on each."""
        program = step.run.program
        equation = Step(step.run, program.index[program.network.loss])

        def value(at: float) -> float:
            return float(reassigned(equation, {step.node: at}))

        return changes_by(value, float(step.before(step.node)), self.slope)


@dataclass(frozen=True, eq=False)
class ZeroFactors(StepClaim):
    """A gradient is 0 everywhere as some factors of it are, each of which is 0 everywhere.

    Args:
        factors: the factors.
    """

    factors: tuple[Expression, ...]

    def is_proved_by(self, step: Step) -> bool:
        """Whether they are 0, and the gradient is not where they have other values."""
        now = [with_parts(step, part, {}) for part in self.factors]
        return is_zero(step.value) and all(map(is_zero, now)) and self.makes_it_0(step)

    def makes_it_0(self, step: Step) -> bool:
        """Whether the gradient is not 0 where the factors have other values."""
        (term,) = step.equation.terms
        shapes = {part: infer_shape(part, step.run.program.shapes) for part in self.factors}
        for size in (1.0, 1e150, 1e-150):
            others = {part: _other(shape, size) for part, shape in shapes.items()}
            if not is_zero(with_parts(step, term.expression, others)):
                return True
        return False


@dataclass(frozen=True, eq=False)
class TooSmall(StepClaim):
    """A gradient is 0 though no factor is: the product is too small for a float.

    Args:
        upstream: the gradient that arrives at the child.
    """

    upstream: str

    def is_proved_by(self, step: Step) -> bool:
        """Whether it is not 0 where the upstream gradient is that much larger."""
        return self.is_underflow(step)

    def is_underflow(self, step: Step) -> bool:
        """Whether it is 0, but not where the upstream gradient is that much larger."""
        above = step.before(self.upstream)
        larger = reassigned(step, {self.upstream: above * 1e300})
        return is_zero(step.value) and not is_zero(above) and not is_zero(larger)


def _total(parts: Sequence[Value], step: Step) -> Value:
    return sum(parts, start=zeros(shape_of(step.value)))


def _other(shape: Shape, size: float) -> Value:
    """A value of about a size that is not 0 anywhere, nor the same everywhere."""
    if not shape:
        return 0.75 * size
    import numpy as np

    return array(size * np.random.default_rng(0).uniform(0.5, 2.0, shape))
