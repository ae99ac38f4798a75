"""Claims about gradients of a batch: sums over samples, what cancels, errors of predictions."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.close import ROUNDING, entries, is_close
from engine.claims.intervention import reassigned
from engine.claims.step_claim import StepClaim, with_parts
from engine.iterations.step import Step
from engine.language.expression import Expression, gradient_name
from engine.language.values import Array


@dataclass(frozen=True, eq=False)
class SumOfProducts(StepClaim):
    """A gradient is the sum over the samples of a row of one array times a row of another.

    Args:
        rows: the one.
        others: the other: it has a row, or a number, for each sample.
        samples: how many there are.
    """

    rows: Expression
    others: Expression
    samples: int

    def is_proved_by(self, step: Step) -> bool:
        """Whether adding up one sample after the other gives it."""
        parts = self.parts(step)
        return len(parts) == self.samples and _is_sum(step, parts)

    def parts(self, step: Step) -> list[Array]:
        """What each sample contributes."""
        import numpy as np

        rows, others = (entries(with_parts(step, each, {})) for each in (self.rows, self.others))
        return [
            np.multiply.outer(row, other) if other.ndim else row * other
            for row, other in zip(rows, others, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class SumOfRepeats(StepClaim):
    """A gradient is the sum of an array over what broadcasting has repeated.

    Args:
        summed: the array.
        samples: over so many samples; None where it is over other repeats.
    """

    summed: Expression
    samples: int | None

    def is_proved_by(self, step: Step) -> bool:
        """Whether adding up one repeat after the other gives it."""
        import numpy as np

        array = entries(with_parts(step, self.summed, {}))
        shape = np.shape(step.value)
        found, size = np.zeros(shape), np.zeros(shape)
        for index in np.ndindex(array.shape):
            inner = index[len(index) - len(shape) :] if shape else ()
            place = tuple(0 if n == 1 else i for i, n in zip(inner, shape, strict=True))
            found[place] += array[index]
            size[place] += abs(array[index])
        return self.samples in (None, len(array)) and is_close(step.value, found, size)


@dataclass(frozen=True, eq=False)
class TakenBack(StepClaim):
    """Each row of a gradient is taken back through weights.

    Args:
        left: the gradient.
        weights: the weights, as the forward equation uses them.
    """

    left: Expression
    weights: Expression

    def is_proved_by(self, step: Step) -> bool:
        """Whether each row of the one, times each row of the other, adds up to an entry."""
        import numpy as np

        left, weights, value = (
            entries(each)
            for each in (
                with_parts(step, self.left, {}), with_parts(step, self.weights, {}), step.value
            )
        )  # fmt: skip
        return all(
            is_close(value[at], float(sum(row * weight)), float(abs(row * weight).sum()))
            for at, row, weight in (
                (at, left[at[:-1]], weights[at[-1]]) for at in np.ndindex(value.shape)
            )
        )


@dataclass(frozen=True, eq=False)
class Cancels(StepClaim):
    """The samples' contributions to a gradient cancel.

    Args:
        largest: the largest of their entries.
        left: the largest entry of their sum.
    """

    largest: float
    left: float

    def is_proved_by(self, step: Step) -> bool:
        """Whether the entries of the gradient are that small, and one of the samples that large."""
        import numpy as np

        parts = _by_sample(step)
        largest, value = max(float(abs(part).max()) for part in parts), entries(step.value)
        size = np.sum([abs(part) for part in parts], axis=0)
        near = abs(float(abs(value).max()) - self.left) <= ROUNDING * largest
        return near and is_close(largest, self.largest) and bool((abs(value) <= 2e-3 * size).all())


@dataclass(frozen=True, eq=False)
class ErrorOfPrediction(StepClaim):
    """A gradient is the prediction minus the target, times a factor.

    Args:
        target: the target.
        factor: the factor; None for none.
        share: the samples of which it is a mean; None where it is none.
        is_target: whether it is a target, and not something else that is subtracted.
    """

    target: str
    factor: Expression | None
    share: int | None
    is_target: bool

    def is_proved_by(self, step: Step) -> bool:
        """Whether the exponentials, divided by their sum, give that."""
        import numpy as np

        if self.is_target and self.target not in step.run.program.network.targets:
            return False
        logits = entries(step.before(step.node))
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        prediction, target = powers / powers.sum(axis=-1, keepdims=True), step.before(self.target)
        factor = 1.0 if self.factor is None else with_parts(step, self.factor, {})
        if self.share is not None and not is_close(factor, 1.0 / self.share):
            return False
        size = abs(entries(factor)) * (prediction + abs(entries(target)))
        return is_close(step.value, factor * (prediction - target), size)


def _is_sum(step: Step, parts: list[Array]) -> bool:
    import numpy as np

    found, size = np.zeros(np.shape(step.value)), np.zeros(np.shape(step.value))
    for part in parts:
        found, size = found + part, size + abs(part)
    return is_close(step.value, found, size)


def _by_sample(step: Step) -> list[Array]:
    """What each sample contributes to a gradient: what is left if no other passes one."""
    import numpy as np

    network = step.run.program.network
    samples = network.samples or 0
    gradients = [
        gradient_name(network.loss, child)
        for child in dict.fromkeys(term.child for term in step.equation.terms)
        if child in network.per_sample
    ]
    found = []
    for sample in range(samples):
        mask = (np.arange(samples) == sample) * 1.0
        only = {name: _rows(entries(step.before(name)), mask) for name in gradients}
        found.append(entries(reassigned(step, only)))
    return found


def _rows(array: Array, mask: Array) -> Array:
    return array * mask.reshape(-1, *[1] * (array.ndim - 1))
