"""Claims about where values come from: given, set by hand, or left as they were by an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.claims.claim import Claim
from engine.iterations.edits import Freeze, Setting, stays
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.values import Value, same
from engine.program.program import LEARNING_RATE

if TYPE_CHECKING:
    from engine.claims.parts import Mask


@dataclass(frozen=True, eq=False)
class Given(Claim):
    """A claim that an iteration starts with the values of something that was given.

    Args:
        iteration: the iteration.
        symbol: an input, a target, a parameter, the learning rate, or what is remembered.
        where: the entries that are meant; None of a number.
    """

    iteration: int
    symbol: str
    where: Mask | None = None

    def holds(self, timeline: Timeline) -> bool:
        """Whether it is still what the network has, or is fed, and nobody has set it."""
        program = timeline.program
        slot = program.base[self.symbol]
        given = program.network.fed(self.iteration).get(self.symbol, program.start[slot])
        found = timeline.run(self.iteration).start[slot]
        if self.symbol == LEARNING_RATE:
            return True
        is_set = any(
            isinstance(each, Setting)
            and each.symbol == self.symbol
            and each.iteration <= self.iteration
            and not self._same(each.value, given)
            and (each.iteration == self.iteration or stays(self.symbol, program))
            for each in timeline.edits
        )
        return self._same(found, given) and not is_set

    def _same(self, one: Value, other: Value) -> bool:
        """Whether two values have the same entries there."""
        if self.where is None:
            return same(one, other)
        import numpy as np

        return same(np.asarray(one)[self.where], np.asarray(other)[self.where])


@dataclass(frozen=True, slots=True)
class SetByHand(Claim):
    """A claim that a value was set by hand.

    Args:
        iteration: in which, or from which on.
        symbol: what was set.
    """

    iteration: int
    symbol: str

    def holds(self, timeline: Timeline) -> bool:
        """Whether there is such a change."""
        return any(
            isinstance(each, Setting)
            and (each.symbol, each.iteration) == (self.symbol, self.iteration)
            for each in timeline.edits
        )


@dataclass(frozen=True, eq=False)
class Unchanged(Claim):
    """A claim that an update left entries of a parameter as they were.

    Args:
        iteration: the iteration of the update.
        index: the step, counted from 0.
        where: the entries.
        is_frozen: whether that is said to be because the parameter is frozen.
    """

    iteration: int
    index: int
    where: Mask
    is_frozen: bool = False

    def holds(self, timeline: Timeline) -> bool:
        """Whether they are what the iteration started with, and frozen if that is said."""
        import numpy as np

        step = Step(timeline.run(self.iteration), self.index)
        before, after = np.asarray(step.before(step.symbol)), np.asarray(step.value)
        if before[self.where].tobytes() != after[self.where].tobytes():
            return False
        if not self.is_frozen:
            return True
        freezes = [
            each
            for each in timeline.edits
            if isinstance(each, Freeze)
            and each.symbol == step.node
            and each.iteration <= self.iteration
        ]
        return max(freezes, key=lambda each: each.iteration).is_frozen if freezes else False
