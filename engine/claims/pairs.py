"""Claims about pairs: every entry of one array meets every entry of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.claims.close import entries
from engine.claims.step_claim import StepClaim, with_parts
from engine.iterations.step import Step
from engine.language.expression import Call, Name
from engine.language.values import Array, evaluate


@dataclass(frozen=True, eq=False)
class Pairs(StepClaim):
    """Two operands are both repeated: each part of one meets each part of the other.

    Args:
        call: the call of which they are the operands.
        axes: for each operand an axis of the result, counted from the last, along which it has
            entries where the other one is repeated.
        counts: for each how many these are.
    """

    call: Call
    axes: tuple[int, int]
    counts: tuple[int, int]

    def is_proved_by(self, step: Step) -> bool:
        """Whether each part of one, alone with all of the other, makes its part of the result."""
        import numpy as np

        values = [entries(with_parts(step, operand, {})) for operand in self.call.operands]
        whole = self._made(values)
        for which, (axis, count) in enumerate(zip(self.axes, self.counts, strict=True)):
            value = values[which]
            if value.shape[axis] != count or whole.shape[axis] != count:
                return False
            for place in range(count):
                part = value.take([place], axis=value.ndim + axis)
                made = self._made([part if i == which else each for i, each in enumerate(values)])
                wanted = whole.take([place], axis=whole.ndim + axis)
                if not np.array_equal(made, wanted, equal_nan=True):
                    return False
        return True

    def _made(self, values: Sequence[Array]) -> Array:
        """The result for other operands."""
        named = dict(zip("xy", values, strict=True))
        return entries(evaluate(self.call.of(map(Name, named)), named))
