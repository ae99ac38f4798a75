"""Claims about ReLUs: what each unit does over the samples, and what of a gradient it passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.claims.claim import Claim
from engine.claims.intervention import reassigned
from engine.claims.step_claim import StepClaim
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call
from engine.language.index import Index, entry_of
from engine.language.values import Value, apply, evaluate, is_array
from engine.network.relus import Relu


class UnitState(StrEnum):
    """The state of a unit over all samples."""

    ACTIVE = "active"
    DEAD = "dead"
    KINK = "at the kink"
    SILENT = "dead or at the kink"
    MIXED = "active for some and not for others"
    SOME_NAN = "nan for some"
    NAN = "nan"


_OF = {
    frozenset({"active"}): UnitState.ACTIVE,
    frozenset({"dead"}): UnitState.DEAD,
    frozenset({"kink"}): UnitState.KINK,
    frozenset({"dead", "kink"}): UnitState.SILENT,
    frozenset({"nan"}): UnitState.NAN,
}
"""The state of a unit whose entries are of these kinds."""


def unit_state(kinds: frozenset[str]) -> UnitState:
    """The state of a unit by the kinds of its entries: active, dead, kink, nan."""
    known = _OF.get(kinds)
    if known is not None:
        return known
    return UnitState.SOME_NAN if "nan" in kinds else UnitState.MIXED


@dataclass(frozen=True, eq=False)
class ReluStates(Claim):
    """The units of a ReLU are in these states.

    Args:
        iteration: the iteration.
        relu: the ReLU.
        states: one for each unit.
        rows: over so many samples, positions of these, or other rows.
    """

    iteration: int
    relu: Relu
    states: tuple[UnitState, ...]
    rows: int

    def holds(self, timeline: Timeline) -> bool:
        """By giving every pre-activation the opposite sign: what is dead passes then."""
        import numpy as np

        found = pre_activation(timeline.run(self.iteration), self.relu)
        z = self.relu.columns(np.asarray(found))
        return len(z) == self.rows and self.states == tuple(
            unit_state(frozenset(_kind(self.relu, float(each)) for each in column))
            for column in z.T
        )


@dataclass(frozen=True, eq=False)
class Cuts(Claim):
    """A ReLU passes no gradient at an entry of its pre-activation.

    Args:
        iteration: the iteration.
        relu: the ReLU.
        entry: the entry; `()` for a single number.
        is_dead: whether it is dead there; else it is at the kink, and its derivative there is 0.
    """

    iteration: int
    relu: Relu
    entry: Index
    is_dead: bool

    def holds(self, timeline: Timeline) -> bool:
        """By giving the pre-activation the opposite sign, or one where it has none."""
        run = timeline.run(self.iteration)
        z = entry_of(pre_activation(run, self.relu), self.entry)
        if self.is_dead:
            return _kind(self.relu, z) == "dead"
        return _kind(self.relu, z) == "kink" and not run.program.network.conventions.relu_at_zero


@dataclass(frozen=True, eq=False)
class Passes(StepClaim):
    """A ReLU passes so many entries of the gradient that a step computes.

    Args:
        upstream: the gradient that arrives at the ReLU.
        passing: so many entries are passed.
        entries: of so many.
    """

    upstream: str
    passing: int
    entries: int

    def is_proved_by(self, step: Step) -> bool:
        """By letting a gradient of 1 arrive at every entry, and counting what comes through."""
        import numpy as np

        before = step.before(self.upstream)
        found = np.asarray(reassigned(step, {self.upstream: _ones(before)}))
        return bool(found.size == self.entries and np.count_nonzero(found) == self.passing)


def pre_activation(run: Run, relu: Relu) -> Value:
    """What a ReLU is applied to, read off its equation and not off the record of masks."""
    step = Step(run, run.program.index[relu.node])
    names = dict.fromkeys(run.program.equations[step.index].reads())
    return evaluate(relu.z, {name: step.before(name) for name in names})


def _kind(relu: Relu, z: float) -> str:
    """What a ReLU does with a number, tried on the number and on its opposite."""
    function: Callable[[float], Value] = lambda value: apply(Call("relu", (relu.z,)), [value])  # noqa: E731
    here, there = function(z), function(-z)
    if here != here:
        return "nan"
    if here == 0.0 and there == 0.0:
        return "kink"
    return "active" if there == 0.0 else "dead"


def _ones(value: Value) -> Value:
    import numpy as np

    return np.ones_like(value) if is_array(value) else 1.0
