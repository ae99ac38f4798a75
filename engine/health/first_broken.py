"""The first value of a run that is not finite, here or in the precision the network comes from."""

from __future__ import annotations

from collections.abc import Generator

from engine.claims.not_finite import NotFinite, first_wrong, not_finite_at, not_finite_in
from engine.claims.written_infinity import WrittenInfinity
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import free_names
from engine.language.ops import writes_infinity
from engine.language.precision import DOUBLE, PRECISIONS
from engine.language.text import listed
from engine.language.values import is_finite
from engine.slowly import at_once

FirstBroken = NotFinite | WrittenInfinity
"""What is said of the first value that is not finite."""


def first_broken(timeline: Timeline, iteration: int) -> FirstBroken | None:
    """The first value that is not finite, as `breaking`, at once."""
    return at_once(breaking(timeline, iteration))


def breaking(timeline: Timeline, iteration: int) -> Generator[int, None, FirstBroken | None]:
    """The first value that is not finite, in the iterations run so far or in this one.

    Those of this iteration are rounded to the precision as well that the network is kept in where
    it comes from: what is not finite in that comes first where it does.

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
    is_first = run.starts_finite or place is None  # else it was spoilt before
    step = run.first_non_finite() if is_first else None
    if step is not None and (place is None or (iteration, step) < place):
        place = Place(iteration, step)
    full = None if place is None else _made_in(timeline.run(place.iteration), place.step)
    precision = timeline.program.network.precision
    if precision == DOUBLE or not run.starts_finite or (place and place.iteration < iteration):
        return full
    found: NotFinite | None = None
    rounding = not_finite_in(run, PRECISIONS[precision])
    while True:
        try:
            yield steps + next(rounding)
        except StopIteration as end:
            found = end.value
            break
    if found is None or full is None:
        return found or full
    return found if _place(found) < _place(full) else full


def _place(found: FirstBroken) -> tuple[int, int]:
    return found.iteration, found.index


def _made_in(run: Run, last: int) -> FirstBroken | None:
    """What made the first value that is not finite, in one of the first steps, so many of them.

    Infinity that is meant, as in a mask of attention, is made of nothing else; it is told of where
    nothing but that has led to what is not finite.
    """
    spoilt = [index for index in range(last) if not is_finite(run.value(index))]
    for index in spoilt:
        found = not_finite_at(run, index)
        if found is not None:
            return found
    return _written(run, spoilt[0]) if spoilt else None


def _written(run: Run, index: int) -> WrittenInfinity | None:
    """That a step is not finite as its equation has infinity in it, or reads what is given so."""
    program, value = run.program, first_wrong(run.value(index))
    expression = program.equations[index].expression
    if writes_infinity(expression):
        return WrittenInfinity(run.number, index, value)
    given = [name for name in free_names(expression) if program.slot(name, index) < len(run.start)]
    infinite = sorted(name for name in given if not is_finite(run.start[program.base[name]]))
    return WrittenInfinity(run.number, index, value, infinite[0]) if infinite else None


def finite_words(timeline: Timeline, iteration: int) -> str:
    """That all values of an iteration are finite, in float64 and in the network's precision."""
    program, run = timeline.program, timeline.run(iteration)
    if run.first_non_finite() is not None or not run.starts_finite:
        return f"iteration {iteration} begins with values that are not finite"
    if program.knows_infinity:
        return f"no value of iteration {iteration} is NaN, or infinite but for what is written so"
    kinds = dict.fromkeys((DOUBLE, program.network.precision))
    return f"every value of iteration {iteration} is finite, in {listed(kinds)}"
