"""Moves: places around a run that are tried, to see whether the loss is lower there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain

from engine.curvature.surface import Flat, Surface
from engine.slowly import Slowly

PLACES = 40
"""So many directions are drawn to try."""

PARTS = (1.0, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-5)
"""The parts of a distance that are tried along each direction."""

BEGINNINGS = 3
"""It goes down from so many of the lowest places that were tried, and from where the run stands."""

CLEAR = 100
"""So many places are tried to see how far around nothing is lower."""

DESCENT = 30
"""So many steps are made down from each."""

SHRINK = 0.9
"""Each of them is so much shorter than the one before."""

LOOKS = 40
"""So many distances are tried to find one at which the loss is lower, from the shortest."""


def lowest(
    surface: Surface,
    distance: float,
    first: Flat | None = None,
    allowed: Callable[[Flat], bool] = lambda place: True,
) -> Slowly[Flat]:
    """The lowest place that is found no further away; where the run stands, if none is lower.

    Args:
        surface: where it is looked.
        distance: no place is further away.
        first: directions to try first, as columns; others are drawn.
        allowed: whether a place may be gone to.
    """
    tried: list[tuple[float, Flat]] = []
    tries = () if first is None else directions(first)
    for vector in chain(tries, _drawn(surface.size)):
        yield
        places = [part * distance * vector for part in PARTS]
        losses = [surface.loss(place) for place in places]
        tried += [(losses[-1], places[-1])]  # near by, where all is on the same piece, or next to
        for loss, place in zip(losses, places, strict=True):
            if loss < surface.run.loss and allowed(place):
                tried.append((loss, place))
    tried.sort(key=lambda each: each[0])
    least, best = surface.run.loss, surface.here
    for begin in (surface.here, *(place for _, place in tried[:BEGINNINGS])):
        loss, place = yield from _descended(surface, begin, distance, allowed)
        if loss < least:
            least, best = loss, place
    return best


def clear_of(surface: Surface, distance: float, least: float) -> Slowly[float]:
    """A distance within which no place that is tried is lower than so much.

    Args:
        surface: where it is looked.
        distance: the largest; it is less where a place beyond a kink is lower.
        least: the loss.
    """
    import numpy as np

    rng = np.random.default_rng(3)
    for _ in range(CLEAR):
        yield
        vector = rng.normal(size=surface.size)
        away = distance * float(rng.uniform()) ** 2
        if surface.loss(away / np.linalg.norm(vector) * vector) < least:
            distance = away / 2.0
    return distance


def _descended(
    surface: Surface, begin: Flat, distance: float, allowed: Callable[[Flat], bool]
) -> Slowly[tuple[float, Flat]]:
    """The loss to which one comes down from a place within a distance, and where that is."""
    import numpy as np

    best, least = begin, surface.loss(begin) if allowed(begin) else math.inf
    step = distance / 4.0
    for _ in range(DESCENT):
        yield
        gradient = surface.gradient(best)
        steep = float(np.linalg.norm(gradient))
        if not steep > 0.0 or not np.isfinite(steep):
            break
        place = best - step * gradient / steep
        far = float(np.linalg.norm(place))
        place = place * min(1.0, distance / far) if far else place
        loss = surface.loss(place)
        if loss < least and allowed(place):
            best, least = place, loss
        else:
            step /= 2.0
        step *= SHRINK
    return least, best


def directions(first: Flat) -> Iterator[Flat]:
    """Some that are given, as columns, to both sides, and others drawn in the space they span."""
    for vector in first.T:
        yield vector
        yield -vector
    if first.shape[1]:
        yield from (first @ vector for vector in _drawn(first.shape[1]))


def _drawn(size: int) -> Iterator[Flat]:
    """Directions that are drawn, of length 1."""
    import numpy as np

    rng = np.random.default_rng(1)
    for _ in range(PLACES):
        vector = rng.normal(size=size)
        yield vector / np.linalg.norm(vector)


FURTHER = 1.05
"""Where the loss rises, it does so when one goes on by this factor."""


def first_lower(surface: Surface, down: Flat, most: float, slack: float) -> float | None:
    """A distance along a direction at which the loss is lower by more than a slack."""
    import numpy as np

    for away in most * np.geomspace(1e-9, 1.0, LOOKS):
        if surface.loss(away * down) < surface.run.loss - slack:
            return float(away)
    return None


def straight_down(surface: Surface, down: Flat, first: float, most: float) -> tuple[float, bool]:
    """How far the loss falls along a direction, and whether it rises from there.

    Args:
        surface: where.
        down: the direction.
        first: a distance at which it is lower.
        most: it is looked no further.
    """
    far, loss = first, surface.loss(first * down)
    while far < most and (after := surface.loss(min(2.0 * far, most) * down)) < loss:
        far, loss = min(2.0 * far, most), after
    if far >= most:
        return far, False
    low, high = far / 2.0, 2.0 * far
    for _ in range(60):  # by golden sections it is narrowed down where the loss is lowest
        one, two = low + 0.382 * (high - low), low + 0.618 * (high - low)
        if surface.loss(one * down) <= surface.loss(two * down):
            high = two
        else:
            low = one
    at = (low + high) / 2.0
    best = at if surface.loss(at * down) <= loss else far
    return best, not surface.loss(FURTHER * best * down) < surface.loss(best * down)
