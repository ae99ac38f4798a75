"""Claims about gates: which ReLUs, and other steps, are shut, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.claims.claim import Claim
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call, Expression, walk

if TYPE_CHECKING:
    import numpy as np

    from engine.claims.parts import Mask


@dataclass(frozen=True, eq=False)
class Shut(Claim):
    """A claim that a gate is shut: a ReLU is dead, or at the kink; `max(a, b)` is not `a`.

    Args:
        iteration: the iteration.
        node: the node in whose equation the gate stands.
        call: the gate.
        z: what has the sign that shuts it.
        is_dead: whether `z` is negative; else it is 0.
        where: the entries of `z`.
    """

    iteration: int
    node: str
    call: Call
    z: Expression
    is_dead: bool
    where: Mask

    def holds(self, timeline: Timeline) -> bool:
        """Whether the gate stands in the equation of its node, and gives what a shut one gives."""
        import numpy as np

        run = timeline.run(self.iteration)
        if self.call not in walk(run.program.network.definitions[self.node]):
            return False
        step = Step(run, run.program.index[self.node])
        z = np.asarray(step.evaluate(self.z))[self.where]
        if not (z < 0.0 if self.is_dead else z == 0.0).all():
            return False
        if self.call.op == "relu":
            return not np.asarray(step.evaluate(self.call))[self.where].any()
        if self.call.op in ("maximum", "minimum"):
            given, other = step.evaluate(self.call), step.evaluate(chosen(self.call, self.z))
            return bool((np.asarray(given) == other)[self.where].all())
        return True


def chosen(call: Call, z: Expression) -> Expression:
    """The operand that a maximum or minimum gives where `z`, the one less the other, is below 0."""
    assert isinstance(z, Call)  # noqa: S101  (as it is a difference)
    smaller, larger = z.operands
    return larger if call.op == "maximum" else smaller


@dataclass(frozen=True, eq=False)
class DeadSince(Claim):
    """A claim that units of a ReLU are dead for all samples since an iteration.

    Args:
        iteration: the iteration up to which they are.
        place: which of the network's ReLUs.
        units: its units.
        since: the iteration since which they all are; 0 for from the start.
    """

    iteration: int
    place: int
    units: tuple[int, ...]
    since: int

    def holds(self, timeline: Timeline) -> bool:
        """Whether none passed a gradient since then, and one of them did just before."""
        signs = [self._signs(timeline, each) for each in range(self.since, self.iteration + 1)]
        at_zero = timeline.program.network.conventions.relu_at_zero
        if not ((signs[0] < 0.0).all() and (signs[-1] < 0.0).all()):
            return False
        if any((z > 0.0).any() or (at_zero and (z == 0.0).any()) for z in signs):
            return False
        if self.since == 0:
            return True
        before = self._signs(timeline, self.since - 1)
        return bool((before >= 0.0 if at_zero else before > 0.0).any())

    def _signs(self, timeline: Timeline, iteration: int) -> np.ndarray:
        import numpy as np

        relu = timeline.program.network.relu_calls[self.place]
        z = relu.columns(np.asarray(timeline.run(iteration).pre_activation(relu)))
        return z[:, list(self.units)]
