"""Claims about the loss as it was: where it stayed, and which way it went."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from engine.claims.statement import Statement, looked_at, losses_at, place_of, span
from engine.diagnosis.course import SETTLED, WINDOW, Course, stays, still_falls, still_rises
from engine.iterations.step import Step
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.values import is_array
from engine.program.program import Program

ABOUT = f"within {100 * SETTLED:g} % of"
"""How it is said that a loss has settled."""


@dataclass(frozen=True)
class NothingRun(Statement):
    """No iteration has been run."""

    def holds(self, timeline: Timeline) -> bool:
        """By counting them."""
        return timeline.length == self.iteration == 0

    def shown_at(self, timeline: Timeline) -> Place:
        """Before the first step."""
        del timeline
        return Place(self.iteration, 0)

    def words(self, program: Program, style: Style) -> str:
        """As a sentence."""
        del program, style
        return "no iteration has been run"


@dataclass(frozen=True)
class Spoilt(Statement):
    """A step is the first whose value is not finite.

    Args:
        step: the step, counted from 1.
        value: what it assigns, or an entry of that.
    """

    step: int
    value: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the values of the iteration, up to the step."""
        run = timeline.run(self.iteration)
        return not math.isfinite(self.value) and run.first_non_finite() == self.step

    def shown_at(self, timeline: Timeline) -> Place:
        """That step."""
        del timeline
        return Place(self.iteration, self.step)

    def words(self, program: Program, style: Style) -> str:
        """As in: L is inf in step 3 (forward) of iteration 17."""
        equation = program.equations[self.step - 1]
        name = style.name(equation.symbol)
        who = f"an entry of {name}" if program.shapes[equation.symbol] else name
        where = f"step {self.step} ({equation.phase}) of iteration {self.iteration}"
        return f"{who} is {style.number(self.value)} in {where}"


def spoilt(step: Step) -> Spoilt:
    """What is said of the first step whose value is not finite."""
    value = step.value
    entries = value.ravel().tolist() if is_array(value) else [value]
    first = next(entry for entry in entries if not math.isfinite(entry))
    return Spoilt(step.iteration, step.index + 1, first)


@dataclass(frozen=True)
class Stayed(Statement):
    """The loss has been about what it is.

    Args:
        loss: what it is.
        since: the first iteration of those in which it has been so.
    """

    loss: float
    since: int

    def holds(self, timeline: Timeline) -> bool:
        """By looking at these iterations, and at the one before them."""
        found = losses_at(timeline, looked_at(self.since, self.iteration))
        is_first = not self.since or not stays(self.loss, timeline.anew(self.since - 1).loss)
        return is_first and found[-1] == self.loss and all(stays(self.loss, each) for each in found)

    def shown_at(self, timeline: Timeline) -> Place:
        """The loss since when it has been so."""
        return place_of(timeline.program.network.loss, self.since, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss has stayed within 0.1 % of 0.477 since iteration 274."""
        del program
        return f"the loss has stayed {ABOUT} {style.number(self.loss)} since iteration {self.since}"


@dataclass(frozen=True)
class StayedSoFar(Stayed):
    """The loss has been about what it is, in too few iterations to tell."""

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss has stayed within 0.1 % of 0.693 in 1 iteration."""
        del program
        where = span(self.since, self.iteration)
        return f"the loss has stayed {ABOUT} {style.number(self.loss)} in {where}"


@dataclass(frozen=True)
class Moved(Statement):
    """The loss fell, or rose.

    Args:
        first: since which iteration.
        before: what it was then.
        loss: what it is.
    """

    first: int
    before: float
    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at both ends, and at which way it goes at the last."""
        run = losses_at(timeline, iter((self.first, self.iteration)))
        return list(run) == [self.before, self.loss] and self.before != self.loss

    def shown_at(self, timeline: Timeline) -> Place:
        """The loss from which it went."""
        return place_of(timeline.program.network.loss, self.first, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss fell from 3.125 to 3.01 in the last 100 iterations."""
        del program
        verb = "fell" if self.loss < self.before else "rose"
        ends = f"from {style.number(self.before)} to {style.number(self.loss)}"
        return f"the loss {verb} {ends} in {span(self.first, self.iteration)}"


@dataclass(frozen=True)
class Fell(Moved):
    """The loss fell, all in all."""

    def shown_at(self, timeline: Timeline) -> Place:
        """What it fell to."""
        return place_of(timeline.program.network.loss, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss fell from 0.693 to 0.00118."""
        del program
        return f"the loss fell from {style.number(self.before)} to {style.number(self.loss)}"


@dataclass(frozen=True)
class IsZero(Statement):
    """The loss is 0."""

    def holds(self, timeline: Timeline) -> bool:
        """By looking at it."""
        return timeline.anew(self.iteration).loss == 0.0

    def words(self, program: Program, style: Style) -> str:
        """As a sentence."""
        del program, style
        return "the loss is 0"


@dataclass(frozen=True)
class MovesOn(Moved):
    """The loss fell, or rose, and still does."""

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the last iterations as well."""
        first = max(0, self.iteration - WINDOW)
        tail = losses_at(timeline, iter(range(first, self.iteration + 1)))
        fell = self.loss < self.before and still_falls(self.before, self.loss, tail)
        return super().holds(timeline) and (fell or still_rises(tail))


@dataclass(frozen=True)
class Turned(Statement):
    """The loss turned, and has only fallen since, or only risen.

    Args:
        turn: the iteration in which it turned.
        there: what the loss was there.
        loss: what it is.
    """

    turn: int
    there: float
    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iterations since, and at the one before the turn."""
        found = losses_at(timeline, iter(range(self.turn - 1, self.iteration + 1)))
        sign = math.copysign(1.0, self.loss - self.there)
        steps = [sign * (b - a) for a, b in pairwise(found)]
        return (found[1], found[-1]) == (self.there, self.loss) and (
            steps[0] <= 0.0 and all(step > 0.0 for step in steps[1:])
        )

    def shown_at(self, timeline: Timeline) -> Place:
        """The loss where it turned."""
        return place_of(timeline.program.network.loss, self.turn, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss rose to 0.349 in iteration 991, and has fallen since, to 0.348."""
        del program
        before, since = ("rose", "fallen") if self.loss < self.there else ("fell", "risen")
        there, now = style.number(self.there), style.number(self.loss)
        where = f"in iteration {self.turn}"
        return f"the loss {before} to {there} {where}, and has {since} since, to {now}"


@dataclass(frozen=True)
class WentToAndFro(Statement):
    """The loss fell and rose.

    Args:
        first: since which iteration.
        low: the least it was.
        high: the most.
    """

    first: int
    low: float
    high: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iterations."""
        found = losses_at(timeline, iter(range(self.first, self.iteration + 1)))
        steps = {b > a for a, b in pairwise(found) if a != b}
        return (min(found), max(found)) == (self.low, self.high) and len(steps) == 2

    def words(self, program: Program, style: Style) -> str:
        """As in: the loss went to and fro between 1 and 2 in the last 10 iterations."""
        del program
        between = f"between {style.number(self.low)} and {style.number(self.high)}"
        return f"the loss went to and fro {between} in {span(self.first, self.iteration)}"


def moved(course: Course) -> Statement:
    """What is said of a loss that changes."""
    end, first, recent = len(course.losses) - 1, course.first_recent, course.recent
    if course.direction:
        return MovesOn(end, first, recent[0], course.last)
    if (turn := course.turn) is not None:
        return Turned(end, turn, course.losses[turn], course.last)
    if len({after > before for before, after in pairwise(recent) if after != before}) == 1:
        return Moved(end, first, recent[0], course.last)
    return WentToAndFro(end, first, min(recent), max(recent))
