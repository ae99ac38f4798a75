"""The way of training, seen on a line or a plane."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.frozen import frozen
from engine.iterations.timeline import Timeline
from engine.landscape.directions import Leaving, Point, moved_point
from engine.language.values import Array

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
    places, apart = [], []
    for iteration in iterations:
        start = dict(zip(network.constants, timeline.start(iteration), strict=False))
        place = [way.at(start) for way in ways]
        seen = moved_point(point, ways, place)
        others = {**{name: point[name] for name in network.parameters}, **seen}
        places.append(place)
        apart.append(_distance(start, others))
    return Path(iterations, np.array(places), np.array(apart))


def sampled(last: int) -> list[int]:
    """The iterations from 0 to the last: all, or as many early ones as of all the others."""
    if last < MOST:
        return list(range(last + 1))
    half = MOST // 2
    evenly = {round(i * last / half) for i in range(half + 1)}
    return sorted(evenly | {round(last ** (i / half)) for i in range(half)} | {0})


def _distance(one: Point, other: Point) -> float:
    parts = (np.ravel(one[name] - value).tolist() for name, value in other.items())
    distance = math.hypot(*(x for part in parts for x in part))
    size = math.hypot(*(x for value in other.values() for x in np.ravel(value).tolist()))
    return distance if distance > 1e-12 * max(size, 1.0) else 0.0  # not for rounding
