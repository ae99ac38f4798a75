"""Claims about updates: which way a parameter moves, and that it does not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.close import entries, is_close
from engine.claims.intervention import reassigned
from engine.claims.step_claim import StepClaim
from engine.iterations.step import Step
from engine.language.expression import gradient_name
from engine.language.values import Value, array, is_array, is_zero, shape_of, zeros


@dataclass(frozen=True, eq=False)
class Moves(StepClaim):
    """A parameter, a single number, moves up or down, against what drives it.

    Args:
        driver: its gradient, or what the optimiser made of it.
        is_up: which way.
    """

    driver: str
    is_up: bool

    def is_proved_by(self, step: Step) -> bool:
        """Whether it is larger than before, or smaller, and the other way for the opposite."""
        before, drives = float(step.before(step.symbol)), float(step.before(self.driver))
        ways = [
            float(reassigned(step, {self.driver: value})) - before for value in (drives, -drives)
        ]
        up, down = ways if self.is_up else ways[::-1]
        return up >= 0.0 >= down and ways[0] != 0.0 and (drives < 0.0) == self.is_up


@dataclass(frozen=True, eq=False)
class MovesAgainst(StepClaim):
    """A parameter moves against what drives it, entry by entry, or along it.

    Args:
        driver: its gradient, or what the optimiser made of it.
        is_along: whether it moves along it, as the learning rate is negative.
    """

    driver: str
    is_along: bool

    def is_proved_by(self, step: Step) -> bool:
        """Whether no entry moves the other way, and none where the driver is 0."""
        import numpy as np

        before, drives = (entries(step.before(x)) for x in (step.symbol, self.driver))
        with np.errstate(all="ignore"):
            moved = (entries(step.value) - before) * np.sign(drives)
        wrong = moved < 0.0 if self.is_along else moved > 0.0
        still = np.asarray(reassigned(step, {self.driver: zeros(drives.shape)}))
        return not wrong.any() and is_close(still, before)


@dataclass(frozen=True, eq=False)
class Stays(StepClaim):
    """An update leaves a parameter as it is, as something is 0 everywhere.

    Args:
        zeros: what is 0: the gradient, or what the optimiser made of it, or the learning rate, or
            both; none where the change is only too small for a float, or the parameter is frozen.
    """

    zeros: tuple[str, ...]

    def is_proved_by(self, step: Step) -> bool:
        """Whether it is what it was, and is not where what is 0 has another value."""
        import numpy as np

        before = entries(step.before(step.symbol))

        def stays(value: Value) -> bool:
            return np.array_equal(entries(value), before, equal_nan=True)

        now = {name: step.before(name) for name in self.zeros}
        if not stays(step.value) or not all(map(is_zero, now.values())):
            return False
        ones = {x: array(np.ones(shape_of(v))) if is_array(v) else 1.0 for x, v in now.items()}
        others = [{x: v * size for x, v in ones.items()} for size in (1.0, 1e100, 1e300)]
        return not self.zeros or not all(stays(reassigned(step, each)) for each in others)


@dataclass(frozen=True, eq=False)
class IsClipped(StepClaim):
    """All gradients together are longer than they may be, or they are not.

    Args:
        most: how long they may be.
        is_longer: whether they are longer.
    """

    most: float
    is_longer: bool

    def is_proved_by(self, step: Step) -> bool:
        """Whether the gradients of the run have that length, up to rounding where it is near."""
        import numpy as np

        network, index = step.run.program.network, step.run.program.index
        found = [
            entries(step.run.value(index[gradient_name(network.loss, name)])).ravel()
            for name in network.parameters
        ]
        length = float(np.linalg.norm(np.concatenate(found)))
        return is_close(length, self.most) or (length > self.most) == self.is_longer
