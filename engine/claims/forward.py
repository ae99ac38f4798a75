"""Claims about steps of the forward pass, about kinks and about the first NaN or infinity."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.close import entries, is_close
from engine.claims.step_claim import StepClaim, with_parts
from engine.iterations.step import Step
from engine.language.expression import Call, Expression
from engine.language.values import apply, is_finite


@dataclass(frozen=True, eq=False)
class AddsUp(StepClaim):
    """A node is the sum of these.

    Args:
        addends: what it adds up.
    """

    addends: tuple[Expression, ...]

    def is_proved_by(self, step: Step) -> bool:
        """Whether they add up to it, one after the other."""
        import numpy as np

        found, size = np.zeros(np.shape(step.value)), np.zeros(np.shape(step.value))
        for addend in self.addends:
            value = entries(with_parts(step, addend, {}))
            found, size = found + value, size + abs(value)
        return is_close(step.value, found, size)


@dataclass(frozen=True, eq=False)
class OnKink(StepClaim):
    """An op of an equation is on its kink for some entry.

    Args:
        call: the op with its operands.
        derivative: what is taken for its derivative by its first operand there.
    """

    call: Call
    derivative: float

    def is_proved_by(self, step: Step) -> bool:
        """Whether its slopes to the left and to the right differ there, and this lies between."""
        import numpy as np

        values = [entries(with_parts(step, each, {})) for each in self.call.operands]
        first, *others = np.broadcast_arrays(*values) if len(values) > 1 else values
        for index in np.ndindex(first.shape):
            rest = [float(other[index]) for other in others]
            at = float(first[index])
            nudge = abs(at) or 1.0
            below, here, above = (
                float(apply(self.call, [at + way * nudge, *rest])) for way in (-1, 0, 1)
            )
            sides = sorted([(here - below) / nudge, (above - here) / nudge])
            if sides[0] < sides[1] and (at == 0.0 or at in rest):
                return sides[0] <= self.derivative <= sides[1]
        return False


@dataclass(frozen=True, eq=False)
class FirstNonFinite(StepClaim):
    """What a step assigns is the first of the iteration that is NaN or infinite."""

    def is_proved_by(self, step: Step) -> bool:
        """By looking at all before it."""
        run = step.run
        before = [run.value(index) for index in range(self.index)]
        return all(map(run.is_fine, (*run.start, *before))) and not is_finite(step.value)
