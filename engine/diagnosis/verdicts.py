"""Verdicts on training runs, each made of claims, with the claims that are its reasons."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.claims.judgement import Judgement
from engine.claims.statement import Statement, looked_at
from engine.diagnosis.ahead import Ahead, is_far, look_ahead
from engine.diagnosis.course import SETTLED, Course, as_good_as_0, highest, lowest
from engine.diagnosis.course_claims import (
    Fell,
    IsZero,
    NothingRun,
    Stayed,
    StayedSoFar,
    moved,
    spoilt,
)
from engine.diagnosis.curvature import forms
from engine.diagnosis.findings import Findings
from engine.diagnosis.future_claims import (
    Fixed,
    Leaves,
    NotTried,
    Returns,
    WouldNotFall,
    WouldStaySolved,
)
from engine.diagnosis.growth_claims import growing
from engine.diagnosis.kinds import Kind as Kind
from engine.diagnosis.predictions import all_right
from engine.diagnosis.rate_claims import TO_AND_FRO, Jumps, jumped_over
from engine.diagnosis.settled import Rest, gradients_of, is_minimal, looks, minimal, settled
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Place, Timeline
from engine.network.samples import samples_of

WAYS = {-1: Kind.LEARNING, 0: Kind.NOT_SETTLING, 1: Kind.RISING}
"""What a loss that changes does, by its direction."""


@dataclass(frozen=True)
class Verdict(Judgement):
    """A verdict on a training run.

    Args:
        name: what comes of it.
        claims: what that is said of.
    """

    name: Kind


def decide(timeline: Timeline) -> Iterator[Statement | int]:
    """What is said of the iterations that have been run: the verdict, then its reasons.

    Before and between them stands now and then how many iterations the run has been followed on, as
    that may take a while: nothing is lost where it is left off.
    """
    run = timeline.run(timeline.length)
    place = timeline.divergence
    if place is None and (step := run.first_non_finite()) is not None:
        place = Place(run.number, step)
    if place is not None:
        claim = spoilt(Step(timeline.run(place.iteration), place.step - 1))
        return iter([Verdict(place.iteration, Kind.DIVERGED, (claim,))])
    if timeline.length == 0:
        return iter([Verdict(0, Kind.NOTHING, (NothingRun(0),))])
    if timeline.program.fed:
        return iter(_fed(timeline, run))
    return _Decision(timeline, run).statements()


def _fed(timeline: Timeline, run: Run) -> Iterator[Statement]:
    """Of a run that is given something else in each iteration.

    What holds of one batch, or with one mask, need not hold of the next: nothing is said of what
    comes, and the loss of an iteration is not compared with that of another.
    """
    samples = samples_of(timeline.program.network.feeds)
    if samples is not None and samples.changes:
        from engine.diagnosis.epoch_claims import besides, way_of

        kind, claim = way_of(timeline)
        yield Verdict(run.number, kind, (claim,))
        yield from besides(timeline)
    else:
        course = Course([*timeline.losses, run.loss])
        if min(course.recent) == max(course.recent):
            stayed = StayedSoFar(run.number, course.last, course.first_recent)
            yield Verdict(run.number, Kind.TOO_EARLY, (stayed,))
        else:
            yield Verdict(run.number, WAYS[course.direction], (moved(course),))


class _Decision:
    """The decision on a run that is not spoilt.

    Args:
        timeline: the iterations that have been run.
        run: the iteration after them.
    """

    def __init__(self, timeline: Timeline, run: Run) -> None:
        self._timeline = timeline
        self._run = run
        self._end = run.number
        self._course = Course([*timeline.losses, run.loss])
        self._findings = Findings(run, timeline)

    def statements(self) -> Iterator[Statement | int]:
        """The verdict, then its reasons."""
        if self._is_solved:
            yield from self._solved()
        elif names := self._jumping():
            yield self._verdict(Kind.JUMPING, Jumps(self._end, self._rate, names))
            yield from self._findings.illnesses()
            yield from self._findings.small_gradients()
        elif self._findings.is_fixed:
            yield from self._settled(Fixed(self._end, self._course.last))
        elif self._course.is_flat:
            yield from self._flat()
        else:
            yield from self._under_way()

    def _verdict(self, name: Kind, *claims: Statement) -> Verdict:
        return Verdict(self._end, name, claims)

    # Solved

    @property
    def _least(self) -> float:
        """What the loss has to stay below for the run to count as solved."""
        return as_good_as_0(self._course.losses[0])

    @property
    def _is_solved(self) -> bool:
        """Whether the loss is as good as 0, and all predictions right."""
        network = self._run.program.network
        loss = forms(network, network.parameters)[network.loss]
        is_low = loss.is_nonnegative and self._course.last <= self._least
        return is_low and all_right(self._run)

    def _solved(self) -> Iterator[Statement | int]:
        """Of a loss as good as 0, if it stays so."""
        first, last = self._course.losses[0], self._course.last
        fell = Fell(self._end, 0, first, last) if last < first else IsZero(self._end)
        claims: tuple[Statement, ...] = (fell,)
        if not self._findings.is_fixed:
            ahead = yield from look_ahead(self._timeline, lambda loss: loss <= self._least)
            back = yield from self._returns(ahead)
            if back is not None:
                yield self._verdict(Kind.UNDECIDED, fell)
                yield Returns(self._end, self._least, back)
                yield from self._findings.illnesses()
                return
            if ahead.count:
                claims = (fell, WouldStaySolved(self._end, self._least, ahead.count))
        yield self._verdict(Kind.SOLVED, *claims)
        yield from self._findings.classes()
        yield from self._findings.silent_units()
        if self._course.is_flat and self._is_minimal:
            yield Stayed(self._end, last, self._course.since)
            yield from minimal(self._findings)

    def _returns(self, ahead: Ahead) -> Generator[int, None, int | None]:
        """An iteration ahead in which the run would not be solved; None if it would be in all."""
        if ahead.left is not None:
            return ahead.left
        for each in looked_at(ahead.first, ahead.timeline.length):
            if not all_right(ahead.timeline.anew(each)):
                return each
            yield ahead.count
        return None

    # Settled

    def _flat(self) -> Iterator[Statement | int]:
        """Of a loss that has stayed what it is; a plateau may do so too."""
        last = self._course.last
        stayed = Stayed(self._end, last, self._course.since)
        if not is_far(self._timeline):
            yield self._verdict(Kind.UNDECIDED, stayed)
            yield NotTried(self._end)
        else:
            least = lowest(last)
            ahead = yield from look_ahead(self._timeline, lambda loss: loss >= least)
            left = ahead.timeline.length if ahead.left is None else ahead.left
            then = ahead.loss(left)
            if ahead.left is None and then <= highest(last):
                grows = None if self._is_minimal else growing(self._run, ahead.timeline)
                if grows is None:
                    yield from self._settled(stayed, WouldNotFall(self._end, last, ahead.count))
                    return
                yield self._verdict(Kind.UNDECIDED, stayed)
                yield grows
            else:
                yield self._verdict(Kind.UNDECIDED, stayed)
                yield Leaves(self._end, last, left, then)
        yield from self._findings.growth()
        yield from self._findings.illnesses()

    def _settled(self, *claims: Statement) -> Iterator[Statement]:
        """Of a loss that stays what it is."""
        timeline, losses = self._timeline, self._course.losses
        rest = Rest(
            self._course.since > 0,
            losses[-2],
            lambda: gradients_of(map(timeline.anew, looks(self._end))),
        )
        kind, reasons = settled(self._findings, rest, is_minimal=self._is_minimal)
        yield self._verdict(kind, *claims)
        yield from reasons

    @cached_property
    def _is_minimal(self) -> bool:
        return is_minimal(self._run)

    # Under way

    def _jumping(self) -> tuple[str, ...]:
        """The parameters that jump over a place where the loss is lower."""
        if self._end < TO_AND_FRO:
            return ()
        starts = [self._timeline.start(self._end - back) for back in range(TO_AND_FRO + 1)]
        return jumped_over(self._run, starts)

    @property
    def _rate(self) -> float:
        rate = self._run.start[-1]
        assert isinstance(rate, float)  # noqa: S101  (as it is a single number)
        return rate

    def _under_way(self) -> Iterator[Statement]:
        """Of a loss that still changes, or has not been followed for long."""
        course, findings = self._course, self._findings
        recent = course.recent
        if max(recent) - min(recent) <= SETTLED * abs(course.last):
            yield self._verdict(
                Kind.TOO_EARLY, StayedSoFar(self._end, course.last, course.first_recent)
            )
        else:
            way = moved(course)
            yield self._verdict(WAYS[course.direction], way)
            if course.direction < 0:
                yield from findings.classes()
        yield from findings.illnesses()
