"""Claims about zeros: that something suffices for a 0, and that something is why there is one.

A proof computes the equation anew with random numbers. What is said to suffice is held at 0 while
everything else takes other values: the equation has to stay 0. What is said to be the cause is
given other values while everything else stays as it is: the 0 has to go away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from engine.claims.claim import Claim
from engine.claims.parts import Change, Part, Path, parts_of, recomputed, take_apart
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call
from engine.language.values import Value, is_array

if TYPE_CHECKING:
    import numpy as np

    from engine.claims.parts import Mask

DRAWS = 6
"""So many times everything else takes other values."""

SIZES = (1.0, 1.0, 1e3, 1e-3, 1.0, 1e9, 1.0, 1e3, 1e120, 1e-9, 1.0, 1e3, 1e-3, 1e30)
"""The sizes of the values that causes are given, one after the other, until the 0 goes away."""


class Held(NamedTuple):
    """Entries of a part of an equation that are 0.

    Args:
        path: where the part stands.
        where: the entries.
    """

    path: Path
    where: Mask


@dataclass(frozen=True, eq=False)
class ZeroClaim(Claim):
    """A claim about entries that are 0 of what a step computes.

    Args:
        iteration: the iteration of the step.
        index: the step, counted from 0.
        within: the part of its equation that is meant; () for the whole of it.
        where: the entries.
        held: what is named: parts of that which are 0.
    """

    iteration: int
    index: int
    within: Path
    where: Mask
    held: tuple[Held, ...]

    def _step(self, timeline: Timeline) -> Step:
        return Step(timeline.run(self.iteration), self.index)

    def _entries(self, value: Value) -> np.ndarray:
        import numpy as np

        return np.asarray(value)[self.where]

    def _compute(
        self, step: Step, new: Callable[[Held], Value], value_of: Callable[[str], Value] | None
    ) -> np.ndarray:
        """The entries that are meant, where what is named has new values."""
        changes = {each.path: Change(each.where, new(each)) for each in self.held}
        return self._entries(recomputed(step, changes, value_of, self.within))


class Suffices(ZeroClaim):
    """A claim that the 0 follows from what is named, whatever all else is."""

    def holds(self, timeline: Timeline) -> bool:
        """Whether all of it is 0, and whatever else has other values, the equation stays 0."""
        import numpy as np

        step = self._step(timeline)
        parts = {part.path: part.value for part in parts_of(take_apart(step))}
        if any(np.asarray(parts[each.path])[each.where].any() for each in self.held):
            return False
        rng, valid = np.random.default_rng(0), 0
        for _ in range(DRAWS):
            others = {name: _other(step.before(name), rng) for name in step.equation.reads()}
            found = self._compute(step, lambda _: 0.0, others.__getitem__)
            if np.isfinite(found).all():
                valid += 1
                if found.any():
                    return False
        return bool(valid) or not self._compute(step, lambda _: 0.0, None).any()


class Caused(ZeroClaim):
    """A claim that what is named is why: with other values of it the 0 would not be there."""

    def holds(self, timeline: Timeline) -> bool:
        """Whether the 0 goes away where all that is named has other values."""
        return self._goes_away(self._step(timeline), None)

    def _goes_away(self, step: Step, value_of: Callable[[str], Value] | None) -> bool:
        import numpy as np

        parts = {part.path: part for part in parts_of(take_apart(step))}
        rng = np.random.default_rng(0)
        for number, size in enumerate(SIZES):
            draw = _Draw(parts, size, 0.5 if number else 1.0, rng)
            if self._compute(step, draw.nonzero, value_of).any():
                return True
        return False


class ElseCancels(Caused):
    """A claim that what is named is why, but that without it contributions would cancel."""

    def holds(self, timeline: Timeline) -> bool:
        """Whether the 0 stays where what is named has other values, and not where all has."""
        import numpy as np

        step, rng = self._step(timeline), np.random.default_rng(0)
        others = {name: _other(step.before(name), rng) for name in step.equation.reads()}
        if self._goes_away(step, None):
            return False
        return self._goes_away(step, others.__getitem__)


@dataclass(frozen=True, slots=True)
class _Draw:
    """Draws values of parts that are not 0.

    Args:
        parts: the parts, by where they stand.
        size: how large they are.
        share: so many of the entries of a step are 1; one that stays shut is another value, too.
        rng: what draws.
    """

    parts: Mapping[Path, Part]
    size: float
    share: float
    rng: np.random.Generator

    def nonzero(self, held: Held) -> Value:
        """Values of a part: of a step 1, of a ReLU what is positive."""
        import numpy as np

        part = self.parts[held.path]
        shape, draw = np.shape(part.value), self.rng
        match part.expression:
            case Call(op="step"):
                return np.asarray(draw.random(shape) < self.share, dtype=float)
            case Call(op="relu"):
                return np.asarray(self.size * draw.uniform(0.5, 2.0, shape))
        signs = draw.choice((-1.0, 1.0), shape)
        return np.asarray(self.size * draw.uniform(0.5, 2.0, shape) * signs)


def _other(value: Value, rng: np.random.Generator) -> Value:
    """Another value of the same signs, so that roots and logarithms stay what they are."""
    import numpy as np

    entries = np.asarray(value)
    scaled = entries * np.exp(rng.normal(size=entries.shape))
    found = np.where(entries == 0.0, rng.normal(size=entries.shape), scaled)
    return found if is_array(value) else float(found)
