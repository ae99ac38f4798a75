"""Claims about the largest or smallest of some entries, and about who gets its gradient."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.close import entries, is_close
from engine.claims.step_claim import StepClaim, with_parts
from engine.iterations.step import Step
from engine.language.expression import Call, Name, gradient_name
from engine.language.ops import option_of
from engine.language.shapes import axes_of
from engine.language.values import Array


def _in_groups(step: Step, call: Call) -> tuple[Array, tuple[int, ...]]:
    """The entries that are compared with one another in a row each, and the axes they are over."""
    import numpy as np

    found = entries(with_parts(step, call.operands[0], {}))
    axes = axes_of(option_of(call, "axis"), found.ndim)
    return _rows(np.asarray(found), axes), axes


def _rows(array: Array, axes: tuple[int, ...]) -> Array:
    import numpy as np

    last = tuple(range(array.ndim - len(axes), array.ndim))
    moved = np.moveaxis(array, axes, last)
    return moved.reshape(*moved.shape[: array.ndim - len(axes)], -1)


@dataclass(frozen=True, eq=False)
class IsLargest(StepClaim):
    """A node is the largest, or the smallest, of entries.

    Args:
        call: the call of `max` or `min` that says of which.
    """

    call: Call

    def is_proved_by(self, step: Step) -> bool:
        """Whether it comes last, or first, where they are sorted."""
        import numpy as np

        rows, _ = _in_groups(step, self.call)
        found = np.sort(rows, axis=-1)[..., -1 if self.call.op == "max" else 0]
        return bool(np.array_equal(found, entries(step.value)))


@dataclass(frozen=True, eq=False)
class SharedByLargest(StepClaim):
    """A gradient goes to the largest, or smallest, of entries, to each that is it the same share.

    Args:
        child: the node that is the largest.
        call: the call that says of which.
    """

    child: str
    call: Call

    def is_proved_by(self, step: Step) -> bool:
        """Whether all others get none, those get the same, and all that there is."""
        import numpy as np

        rows, axes = _in_groups(step, self.call)
        shares = _rows(entries(step.value), axes)
        upstream = entries(
            step.evaluate(Name(gradient_name(step.run.program.network.loss, self.child)))
        )
        best = rows.max(axis=-1) if self.call.op == "max" else rows.min(axis=-1)
        among = rows == best[..., None]
        if not np.isfinite(rows).all():
            return True
        largest = np.where(among, shares, -np.inf).max(axis=-1)
        least = np.where(among, shares, np.inf).min(axis=-1)
        return (
            not shares[~among].any()
            and bool((largest == least).all())
            and is_close(shares.sum(axis=-1), upstream)
        )
