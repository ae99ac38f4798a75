"""Claims about the loss from update to update: what the first changed, and when it rose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import pairwise

from engine.claims.statement import Statement, losses_at, place_of
from engine.iterations.timeline import Place, Timeline
from engine.language.figures import grouped
from engine.language.notation import Style
from engine.language.text import counted
from engine.program.program import Program
from engine.queries.rises import ROUNDING

MOST_DIGITS = 15
"""So many digits of a number are its own, whatever they are."""


@dataclass(frozen=True)
class FirstUpdate(Statement):
    """The first update changed the loss.

    Args:
        before: what it was.
        after: what it is after one update.
        digits: to so many digits both are the same.
    """

    before: float
    after: float
    digits: int

    def holds(self, timeline: Timeline) -> bool:
        """By rounding both as decimals, to as many digits and to one more."""
        before, after = losses_at(timeline, iter((0, 1)))
        alike = [
            Context(digits).create_decimal(Decimal(before))
            == Context(digits).create_decimal(Decimal(after))
            for digits in range(1, self.digits + 2)
        ]
        is_last = self.digits == MOST_DIGITS or not alike[-1]
        return (before, after) == (self.before, self.after) and all(alike[:-1]) and is_last

    def shown_at(self, timeline: Timeline) -> Place:
        """The loss after it."""
        return place_of(timeline.program.network.loss, 1, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: after one update the loss changed by −4.9e−06, the same to four digits."""
        del program
        if self.before == self.after:
            return f"after one update the loss is what it was, {style.number(self.before)}"
        changed = f"after one update the loss changed by {style.number(self.after - self.before)}"
        ends = f"from {style.number(self.before)} to {style.number(self.after)}"
        if self.digits < 2:
            return f"{changed}, {ends}"
        return f"{changed}, {ends}: the same to {counted(self.digits)} digits"


def first_update(iteration: int, before: float, after: float) -> FirstUpdate:
    """What is said of the first update.

    Args:
        iteration: the one that the run would go on with.
        before: the loss of iteration 0.
        after: that of iteration 1.
    """
    before, after = before + 0.0, after + 0.0  # a loss may be -0
    digits = 0
    while digits < MOST_DIGITS and f"{before:.{digits + 1}g}" == f"{after:.{digits + 1}g}":
        digits += 1
    return FirstUpdate(iteration, before, after, digits)


@dataclass(frozen=True)
class Rose(Statement):
    """The loss rose in iterations.

    Args:
        count: in how many of those that have been run, by more than rounding.
        most: in which it rose most.
        height: by how much.
    """

    count: int
    most: int
    height: float

    def holds(self, timeline: Timeline) -> bool:
        """By counting them, and by recording the largest rise anew."""
        losses = _losses(timeline, self.iteration)
        rises = [
            after - before
            for before, after in pairwise(losses)
            if after - before > ROUNDING * max(abs(before), abs(after))
        ]
        before, after = losses_at(timeline, iter((self.most - 1, self.most)))
        is_most = after - before == self.height == max(rises, default=None)
        return len(rises) == self.count and is_most

    def shown_at(self, timeline: Timeline) -> Place:
        """The loss that rose most."""
        return place_of(timeline.program.network.loss, self.most, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss rose in 37 of 1,000 iterations, most in iteration 412, by 0.012."""
        del program
        times = f"{grouped(self.count)} of {grouped(self.iteration)}"
        most = f"in iteration {grouped(self.most)}, by {style.number(self.height)}"
        if self.count == 1:
            return f"the loss rose once in {grouped(self.iteration)} iterations, {most}"
        return f"the loss rose in {times} iterations, most {most}"


@dataclass(frozen=True)
class NeverRose(Statement):
    """The loss rose in no iteration by more than rounding."""

    def holds(self, timeline: Timeline) -> bool:
        """By comparing each with the one before."""
        losses = _losses(timeline, self.iteration)
        return all(
            after - before <= ROUNDING * max(abs(before), abs(after))
            for before, after in pairwise(losses)
        )

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss never rose in 1,000 iterations."""
        del program, style
        count = self.iteration
        return f"the loss never rose in {grouped(count)} iteration{'s' * (count != 1)}"


def _losses(timeline: Timeline, last: int) -> Sequence[float]:
    """The losses up to that of an iteration, which is recorded anew."""
    return [*timeline.losses[:last], timeline.anew(last).loss]
