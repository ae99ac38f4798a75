"""The way of training, seen on a line or a plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.frozen import frozen
from engine.iterations.timeline import Timeline
from engine.landscape.directions import Leaving, Point, moved
from engine.language.values import Array, unwarned

ROUNDING = 1e-12
"""What lies nearer than this part of the parameters' length lies on the line or the plane."""

MOST = 200
"""So many iterations are looked up at the most."""


@frozen(eq=False)
class Path:
    """Where iterations start.

    Args:
        iterations: which, from the first on.
        places: the coordinates of each, a column for each way.
        apart: how far each lies from the line or the plane.
    """

    iterations: Sequence[int]
    places: Array
    apart: Array

    @property
    def is_projected(self) -> bool:
        """Whether training leaves the line or the plane, so that only its shadow is seen there."""
        return bool((self.apart > 0.0).any())


def path_of(timeline: Timeline, ways: Sequence[Leaving], point: Point, upto: int) -> Path:
    """The way of training up to an iteration, or as far as it has been run if that is further."""
    network = timeline.program.network
    iterations = sampled(max(timeline.length, upto))
    names = {*network.parameters, *(name for way in ways for name in way.symbols)}
    starts = [timeline.start(iteration) for iteration in iterations]
    slots = {name: slot for slot, name in enumerate(network.constants) if name in names}
    points = {name: np.array([start[slot] for start in starts]) for name, slot in slots.items()}
    with unwarned():
        places = [way.of_many(points) for way in ways]
        seen = moved(point, ways, places)
        apart = [points[name] - seen.get(name, point[name]) for name in names]
        squares = np.sum([np.square(_rows(each)).sum(axis=1) for each in apart], axis=0)
        sizes = np.sum([np.square(_rows(points[name])).sum(axis=1) for name in names], axis=0)
        is_rounding = squares <= ROUNDING**2 * np.maximum(sizes, 1.0)
    return Path(iterations, np.stack(places, axis=1), np.where(is_rounding, 0.0, np.sqrt(squares)))


def _rows(values: Array) -> Array:
    """What there is of each point, in a row."""
    return values.reshape(len(values), -1)


def sampled(last: int) -> list[int]:
    """The iterations from 0 to the last: all, or as many early ones as of all the others."""
    if last < MOST:
        return list(range(last + 1))
    half = MOST // 2
    evenly = {round(i * last / half) for i in range(half + 1)}
    return sorted(evenly | {round(last ** (i / half)) for i in range(half)} | {0})
