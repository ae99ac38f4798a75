"""The first value of a run that is not finite, here or in the precision the network comes from."""

from __future__ import annotations

from collections.abc import Generator

from engine.claims.not_finite import NotFinite, not_finite_at, not_finite_in
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.precision import DOUBLE, PRECISIONS
from engine.language.text import listed
from engine.language.values import is_finite
from engine.program.program import Program
from engine.slowly import at_once


def first_broken(timeline: Timeline, iteration: int) -> NotFinite | None:
    """The first value that is not finite, as `breaking`, at once."""
    return at_once(breaking(timeline, iteration))


def breaking(timeline: Timeline, iteration: int) -> Generator[int, None, NotFinite | None]:
    """The first value that is not finite, in the iterations run so far or in this one.

    Where all are finite in float64, those of this iteration are rounded to the precision that the
    network is kept in where it comes from.

    Args:
        timeline: the iterations that have been run.
        iteration: the one to look at to its end.

    Yields:
        How many steps have been looked at, now and then; twice as many where they are rounded.
    """
    run = timeline.run(iteration)
    steps = len(run.program.equations)
    for position in range(1, steps + 1):
        run.memory(position)
        yield position
    place = timeline.divergence
    step = run.first_non_finite() if run.starts_finite else None
    if step is not None and (place is None or (iteration, step) < place):
        place = Place(iteration, step)
    if place is not None:
        return _made_in(timeline.run(place.iteration), place.step)
    precision = timeline.program.network.precision
    if precision == DOUBLE:
        return None
    rounding = not_finite_in(run, PRECISIONS[precision])
    while True:
        try:
            yield steps + next(rounding)
        except StopIteration as end:
            found: NotFinite | None = end.value
            return found


def _made_in(run: Run, last: int) -> NotFinite | None:
    """What made the first value that is not finite, in one of the first steps, so many of them.

    Infinity that is meant, as in a mask of attention, is made of nothing else.
    """
    for index in range(last):
        if not is_finite(run.value(index)):
            found = not_finite_at(run, index)
            if found is not None:
                return found
    return None


def finite_words(program: Program, iteration: int) -> str:
    """That all values of an iteration are finite, in float64 and in the network's precision."""
    kinds = dict.fromkeys((DOUBLE, program.network.precision))
    return f"every value of iteration {iteration} is finite, in {listed(kinds)}"
