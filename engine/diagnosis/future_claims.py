"""Claims about what more iterations would bring."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.claims.statement import Statement, looked_at, losses_at, place_of
from engine.diagnosis.ahead import AHEAD, is_far, onward
from engine.diagnosis.course import lowest, stays
from engine.diagnosis.predictions import all_right
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.values import is_zero
from engine.program.program import Program


def _gone_on(
    timeline: Timeline, iteration: int, count: int
) -> tuple[Sequence[float], Sequence[Run]] | None:
    """The losses of so many more iterations, and some of them recorded; None where one is spoilt.

    Training itself is compiled: what is recorded is found by other means.
    """
    end = iteration + count
    later = onward(timeline, end)
    if later.length < end:
        return None
    recorded = [later.anew(number) for number in looked_at(iteration, end)]
    return later.losses[iteration:end], recorded


@dataclass(frozen=True)
class WouldNotFall(Statement):
    """The loss would not get lower in more iterations, at least not by much.

    It may rise for a while: next to a plateau the learning rate may be a little too large.

    Args:
        loss: what it is.
        ahead: in how many more.
    """

    loss: float
    ahead: int

    def holds(self, timeline: Timeline) -> bool:
        """By going on."""
        found = _gone_on(timeline, self.iteration, self.ahead)
        if found is None:
            return False
        losses, recorded = found
        return min([*losses, *(run.loss for run in recorded)]) >= lowest(self.loss)

    def words(self, program: Program, style: Style) -> str:
        """As in: and would not get lower in 10,000 more."""
        del program, style
        return f"and would not get lower in {self.ahead:,} more"


@dataclass(frozen=True)
class Leaves(Statement):
    """The loss would not stay what it is.

    Args:
        loss: what it is.
        left: an iteration in which it would be something else; the first, if it is lower.
        then: what it would be then; NaN where NaN or infinity spoils that iteration.
    """

    loss: float
    left: int
    then: float

    def holds(self, timeline: Timeline) -> bool:
        """By going on, and looking at the iteration and at the one before."""
        later = onward(timeline, self.left + math.isnan(self.then))  # an update may spoil it
        if math.isnan(self.then):
            return later.divergence is not None and later.divergence.iteration == self.left
        before, then = losses_at(later, iter((self.left - 1, self.left)))
        is_first = then > self.loss or before >= lowest(self.loss) > then
        return then == self.then and is_first and not stays(self.loss, then)

    def words(self, program: Program, style: Style) -> str:
        """As in: trained on, it falls to 0.692 in iteration 212."""
        del program
        if math.isnan(self.then):
            return f"trained on, it diverges in iteration {self.left}"
        verb = "falls" if self.then < self.loss else "rises"
        return f"trained on, it {verb} to {style.number(self.then)} by iteration {self.left}"


@dataclass(frozen=True)
class NotTried(Statement):
    """What many more iterations would bring has not been tried."""

    def holds(self, timeline: Timeline) -> bool:
        """By how long they would take."""
        return not is_far(timeline)

    def words(self, program: Program, style: Style) -> str:
        """As a sentence."""
        del program, style
        return (
            f"only training on can tell: {AHEAD:,} more iterations take too long to be tried here"
        )


@dataclass(frozen=True)
class Fixed(Statement):
    """No parameter moves any more.

    Args:
        loss: what the loss stays.
    """

    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By going on, and finding every parameter what it was; −0 is 0."""
        later = onward(timeline, self.iteration + AHEAD)
        now, then = timeline.anew(self.iteration), later.anew(self.iteration + AHEAD)
        slots = [now.program.base[name] for name in now.program.network.parameters]
        is_same = all(is_zero(now.start[slot] - then.start[slot]) for slot in slots)
        return is_same and now.loss == then.loss == self.loss

    def shown_at(self, timeline: Timeline) -> Place:
        """The first update, which changes nothing."""
        first = next(iter(timeline.program.network.parameters))
        return place_of(first, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: no parameter moves any more, and the loss stays 3."""
        del program
        return f"no parameter moves any more, and the loss stays {style.number(self.loss)}"


@dataclass(frozen=True)
class WouldStaySolved(Statement):
    """The loss would stay as good as 0, and all predictions right, in more iterations.

    Args:
        most: what the loss would stay below.
        ahead: in how many more.
    """

    most: float
    ahead: int

    def holds(self, timeline: Timeline) -> bool:
        """By going on."""
        found = _gone_on(timeline, self.iteration, self.ahead)
        if found is None:
            return False
        losses, runs = found
        is_right = all(all_right(run) and run.loss <= self.most for run in runs)
        return is_right and all(loss <= self.most for loss in losses)

    def words(self, program: Program, style: Style) -> str:
        """As in: and would stay below 0.00693 in 10,000 more iterations."""
        del program
        return f"and would stay below {style.number(self.most)} in {self.ahead:,} more iterations"


@dataclass(frozen=True)
class Returns(Statement):
    """The loss would not stay as good as 0, or a prediction right.

    Args:
        most: what the loss would have to stay below.
        at: an iteration in which it would not, or a prediction would not be right.
    """

    most: float
    at: int

    def holds(self, timeline: Timeline) -> bool:
        """By going on to that iteration."""
        later = onward(timeline, self.at + 1)  # its update may spoil it
        if later.divergence is not None and later.divergence.iteration <= self.at:
            return True
        run = later.anew(self.at)
        return run.loss > self.most or not all_right(run)

    def words(self, program: Program, style: Style) -> str:
        """As in: trained on, it is not as good in iteration 512."""
        del program, style
        return f"trained on, it is not as good in iteration {self.at}"
