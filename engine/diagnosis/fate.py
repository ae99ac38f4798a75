"""The fate of a run: the iteration in which it was decided, and what happened there.

It is decided where NaN or infinity first spoilt an iteration; else where last a unit died that has
passed no gradient since, or a sample was given another class, whichever was later; else since when
the loss has stayed what it is.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

from engine.claims.statement import Statement
from engine.derivation.relus import deaths
from engine.diagnosis.course import Course
from engine.diagnosis.course_claims import spoilt
from engine.diagnosis.fate_claims import DiedHere, Open, Reclassified, StayedSince
from engine.diagnosis.predictions import predictions
from engine.diagnosis.units import hidden_units
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.network.hidden import hidden_relus

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
    looking = deciding(timeline)
    while True:
        try:
            next(looking)
        except StopIteration as end:
            found: Sequence[Statement] = end.value
            return found


def deciding(timeline: Timeline) -> Generator[int, None, Sequence[Statement]]:
    """The same, saying now and then how many iterations have been looked at, from the last on."""
    place = timeline.divergence
    if place is not None:
        return (spoilt(Step(timeline.run(place.iteration), place.step - 1)),)
    end = timeline.length
    died = max(_deaths(timeline).values(), default=0)
    changed = yield from _last_change(timeline, died)
    if last := max(died, changed):
        return fate_at(timeline, last)
    losses = [*timeline.losses, timeline.run(end).loss]
    course = Course(losses)
    if course.is_flat:
        return (StayedSince(course.since, end, course.last),)
    return (Open(end, course.last),)


def fate_at(timeline: Timeline, iteration: int) -> Sequence[Statement]:
    """What happened in an iteration of those that were run: deaths and changes to the end."""
    end = timeline.length
    relus = timeline.program.network.relu_calls
    found: list[Statement] = [
        DiedHere(iteration, end, place, unit, relus[place].per_sample)
        for (place, unit), died in _deaths(timeline).items()
        if died == iteration > 0
    ]
    if iteration > 0:
        found += _reclassified(timeline, iteration)
    return found


def _deaths(timeline: Timeline) -> dict[tuple[int, int], int]:
    """The iteration in which each hidden unit died that has been silent since."""
    run = timeline.run(timeline.length)
    known = deaths(timeline, run) or {}
    hidden = {relu.place for relu in hidden_relus(run.program.network)}
    silent = {unit.key for unit in hidden_units(run) if unit.is_silent}
    return {key: died for key, died in known.items() if key in silent and key[0] in hidden}


def classes_of(run: Run) -> tuple[tuple[int, ...], ...]:
    """The likeliest class of each sample, for each prediction of a classifier."""
    return tuple(
        tuple(each.outputs.argmax(axis=-1).tolist())
        for each in predictions(run)
        if each.is_classifier
    )


def _last_change(timeline: Timeline, least: int) -> Generator[int, None, int]:
    """The last iteration in which a sample got another class; 0 for none above the least."""
    last = classes_of(timeline.run(timeline.length))
    if not last:
        return 0
    due = time.perf_counter() + SLICE
    for number in range(timeline.length - 1, least - 1, -1):
        if classes_of(timeline.anew(number)) != last:
            return number + 1
        if time.perf_counter() > due:
            yield timeline.length - number
            due = time.perf_counter() + SLICE
    return 0


def _reclassified(timeline: Timeline, iteration: int) -> Iterator[Statement]:
    before, now = (classes_of(timeline.anew(number)) for number in (iteration - 1, iteration))
    for place, (old, new) in enumerate(zip(before, now, strict=True)):
        samples = tuple(n for n, pair in enumerate(zip(old, new, strict=True)) if len({*pair}) > 1)
        if samples:
            given = tuple(new[sample] for sample in samples)
            yield Reclassified(iteration, timeline.length, place, samples, given)
