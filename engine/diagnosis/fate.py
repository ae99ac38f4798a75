"""The fate of a run: the iteration in which it was decided, and what happened there.

It is decided where NaN or infinity first spoilt an iteration; else, where it is not solved, where
last a unit died that has passed no gradient since; else where last a sample got the class that it
has in the end, if that is clear; else where last a unit came to pass gradients for other samples;
else since when the loss has stayed what it is, or is as good as 0.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

from engine.claims.statement import Statement
from engine.derivation.relus import deaths, happenings
from engine.diagnosis.course import SOLVED, Course
from engine.diagnosis.course_claims import spoilt
from engine.diagnosis.fate_claims import (
    DiedHere,
    Open,
    PassesFrom,
    Reclassified,
    SolvedSince,
    StayedSince,
)
from engine.diagnosis.prediction_claims import SAME
from engine.diagnosis.predictions import all_right, predictions
from engine.diagnosis.units import hidden_units
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.network.hidden import hidden_relus
from engine.slowly import at_once

SLICE = 0.02
"""The seconds of looking from one report of progress to the next."""


def fate_of(timeline: Timeline) -> Sequence[Statement]:
    """What decided the fate of the iterations that have been run; each has the same iteration.

    >>> from engine import Style, Timeline, derive, load_network
    >>> timeline = Timeline(derive(load_network("skip")))
    >>> for _ in timeline.reach(20):
    ...     pass
    >>> [(each.iteration, each.words(timeline.program, Style())) for each in fate_of(timeline)]
    [(1, 'ReLU 0 died here')]
    """
    return at_once(deciding(timeline))


def deciding(timeline: Timeline) -> Generator[int, None, Sequence[Statement]]:
    """The same, saying now and then how many iterations have been looked at, from the last on."""
    place = timeline.divergence
    if place is not None:
        return (spoilt(Step(timeline.run(place.iteration), place.step - 1)),)
    end = timeline.length
    losses = [*timeline.losses, timeline.run(end).loss]
    if timeline.program.fed:  # what one iteration is given the next is not
        return (Open(end, losses[-1]),)
    if _is_solved(timeline.run(end), losses):
        if changed := (yield from _last_change(timeline)):
            return tuple(_reclassified(timeline, changed))
        return (SolvedSince(_solved_in(losses), end, losses[0]),)
    if died := max(_deaths(timeline).values(), default=0):
        return fate_at(timeline, died)
    if changed := (yield from _last_change(timeline)):
        return fate_at(timeline, changed)
    if patterns := _last_pattern(timeline):
        return patterns
    course = Course(losses)
    if course.is_flat:
        return (StayedSince(course.since, end, course.last),)
    return (Open(end, course.last),)


def _is_solved(run: Run, losses: Sequence[float]) -> bool:
    """Whether the loss is as good as 0, and all predictions right."""
    return 0.0 <= losses[-1] <= SOLVED * losses[0] and all_right(run)


def _solved_in(losses: Sequence[float]) -> int:
    """The iteration since which the loss is as good as 0."""
    above = (n for n in range(len(losses) - 1, -1, -1) if losses[n] > SOLVED * losses[0])
    return next(above, -1) + 1


def fate_at(timeline: Timeline, iteration: int) -> Sequence[Statement]:
    """What happened in an iteration of those that were run: deaths, else changes of classes.

    Only what is so to the end counts.
    """
    end = timeline.length
    if timeline.program.fed:
        return ()
    relus = timeline.program.network.relu_calls
    died = [
        DiedHere(iteration, end, place, unit, relus[place].per_sample)
        for (place, unit), died in _deaths(timeline).items()
        if died == iteration > 0
    ]
    return died or (list(_reclassified(timeline, iteration)) if iteration > 0 else [])


def _deaths(timeline: Timeline) -> dict[tuple[int, int], int]:
    """The iteration in which each hidden unit died that has been silent since."""
    run = timeline.run(timeline.length)
    known = deaths(timeline, run) or {}
    hidden = {relu.place for relu in hidden_relus(run.program.network)}
    silent = {unit.key for unit in hidden_units(run) if unit.is_silent}
    return {key: died for key, died in known.items() if key in silent and key[0] in hidden}


def _last_pattern(timeline: Timeline) -> Sequence[Statement]:
    """The units that were the last to pass gradients for other samples than before."""
    run = timeline.run(timeline.length)
    hidden = {relu.place for relu in hidden_relus(run.program.network)}
    if deaths(timeline, run) is None:
        return ()  # as not all that happened was kept
    known = [each for each in happenings(timeline.events) if each.relu.place in hidden]
    last = max((each.iteration for each in known), default=0)
    found = [
        PassesFrom(last, run.number, each.relu.place, each.unit, each.passing, each.samples)
        for each in known
        if each.iteration == last
    ]
    return [each for each in found if each.holds(timeline)]


Classes = tuple[tuple[int | None, ...], ...]
"""The likeliest class of each sample, for each prediction of a classifier; None for no clear one.
"""


def classes_of(run: Run) -> Classes:
    """What classes a run gives: one is clear that is likelier than all others by some margin."""
    return tuple(
        tuple(map(_clear, each.found.tolist())) for each in predictions(run) if each.is_classifier
    )


def _clear(row: Sequence[float]) -> int | None:
    *_, second, first = sorted([0.0, *row])
    return row.index(first) if first - second > 2.0 * SAME else None


def _last_change(timeline: Timeline) -> Generator[int, None, int]:
    """The last iteration in which a sample got the class that is clear in the end; 0 for none."""
    last = classes_of(timeline.run(timeline.length))
    if not any(clear is not None for each in last for clear in each):
        return 0
    due = time.perf_counter() + SLICE
    for number in range(timeline.length - 1, -1, -1):
        if _unlike(classes_of(timeline.anew(number)), last):
            return number + 1
        if time.perf_counter() > due:
            yield timeline.length - number
            due = time.perf_counter() + SLICE
    return 0


def _unlike(classes: Classes, last: Classes) -> bool:
    """Whether a sample whose class is clear in the end does not have it."""
    return any(
        clear is not None and clear != other
        for each, ends in zip(classes, last, strict=True)
        for other, clear in zip(each, ends, strict=True)
    )


def _reclassified(timeline: Timeline, iteration: int) -> Iterator[Statement]:
    last = classes_of(timeline.run(timeline.length))
    before, now = (classes_of(timeline.anew(number)) for number in (iteration - 1, iteration))
    for place, ends in enumerate(last):
        samples = tuple(
            sample
            for sample, clear in enumerate(ends)
            if clear is not None and before[place][sample] != clear == now[place][sample]
        )
        if samples:
            given = tuple(clear for sample in samples if (clear := ends[sample]) is not None)
            yield Reclassified(iteration, timeline.length, place, samples, given)
