"""What computes the landscapes of a network: at once, or bit by bit where that takes long."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.frozen import frozen
from engine.iterations.timeline import SLICE, Timeline
from engine.landscape.directions import moved
from engine.landscape.forward import Forward
from engine.landscape.line import MOST_KINKS, Curve, tracing
from engine.landscape.place import Place
from engine.landscape.plane import Entry, Landscape, Survey
from engine.landscape.points import OneByOne, Points
from engine.landscape.together import Together, Unrolled, unroll_forward
from engine.landscape.view import View
from engine.landscape.wish import Range, Wish, read_wish

MOST = 20.0
"""The seconds that a landscape may take: where it would take more, fewer points are computed."""

TRIAL = 0.005
"""For so many seconds points are computed to tell how long one takes."""

ON_A_LINE, KINK = 4, 70
"""About how many points are computed for each that is shown of a line, and for each kink of it."""

SLOW = 0.01
"""From so many seconds a point on the kinks at the cursor are not looked for."""

FEWEST = 6, 10
"""The rows and columns of the coarsest plane."""


@frozen(eq=False)
class Spot:
    """What there is at the cursor.

    Args:
        places: its coordinates.
        loss: the loss there.
        kinks: the entries of kinks that pass within half a cell of it.
    """

    places: Sequence[float]
    loss: float
    kinks: Sequence[Entry]


class _Key(NamedTuple):
    """What a landscape was computed of."""

    timeline: Timeline
    iteration: int
    length: int
    wish: Wish
    ranges: Sequence[Range]
    shape: tuple[int, int]


@frozen(eq=False)
class Work:
    """The computing of a landscape.

    Args:
        seconds: about how long it takes.
        shape: how many rows and columns of losses there will be.
        progress: computes it bit by bit, and says how many points are done.
    """

    seconds: float
    shape: tuple[int, int]
    progress: Callable[[], Iterator[int]]

    @property
    def size(self) -> int:
        """About how many points there are to compute."""
        rows, columns = self.shape
        return (ON_A_LINE if rows == 1 else rows) * columns


class Explorer:
    """Computes landscapes, and knows the last one.

    Args:
        forward: the forward equations.
        most: the seconds that a landscape may take, above which fewer points are computed.
    """

    def __init__(self, forward: Forward, most: float = MOST) -> None:
        self._forward, self._most = forward, most
        self._unrolled = unroll_forward(forward)
        self._computing: tuple[Place, Points] | None = None
        self._key: _Key | None = None
        self._spent: float | None = None  # seconds a point
        self._found: Landscape | Curve | None = None

    def found_of(self, wish: Wish) -> Landscape | Curve | None:
        """The last landscape that was computed, if it is one over this, wherever; else None."""
        return self._found if self._key is not None and self._key.wish == wish else None

    def work(self, place: Place, view: View, shape: tuple[int, int]) -> Work | None:
        """What there is to compute for a view; None where that was done last.

        Args:
            place: the point.
            view: what is to be seen.
            shape: how many rows and columns there is room for; fewer, where these take too long.
        """
        key = _key(place, view, shape)
        if key == self._key:
            return None
        seconds = self._seconds(place, view, shape)
        shape = coarser(shape, seconds, self._most)
        work = partial(self._explore, place, view, shape, key)
        return Work(min(seconds, self._most), shape, lambda: _sliced(work()))

    def _seconds(self, place: Place, view: View, shape: tuple[int, int]) -> float:
        """About how long a landscape takes; the first time some points are computed to tell."""
        if self._spent is None:
            points, axes = self._points(place), view.axes(place)
            places = [np.linspace(axis.low, axis.high, points.at_once) for axis in axes]
            at = moved(place.point, [axis.way for axis in axes], places)
            began, done = time.perf_counter(), 0
            while (spent := time.perf_counter() - began) < TRIAL or not done:
                points.compute(at)
                done += points.at_once
            self._spent = spent / done
        # Kinks on a line are found by halving, each of them.
        return self._spent * shape[1] * (ON_A_LINE if view.wish.is_line else shape[0])

    def _explore(
        self, place: Place, view: View, shape: tuple[int, int], key: _Key
    ) -> Iterator[int]:
        points, axes = self._points(place), view.axes(place)
        if len(axes) == 1:
            size, done = ON_A_LINE * shape[1], 0
            most = int(max(min(self._most / (KINK * (self._spent or 1.0)), MOST_KINKS), 1))
            work = tracing(place, axes[0], shape[1], self._forward, points, most)
            while self._key is not key:
                try:
                    done += next(work)
                    yield min(done, size - 1)
                except StopIteration as end:
                    self._found, self._key = end.value, key
            yield size
        else:
            survey = Survey(place, axes, shape, self._forward, points)
            for done in survey.work():
                yield min(done, survey.size - 1)  # who asks stops at the last
            self._found, self._key = survey.landscape(), key
            yield survey.size

    def spot(self, place: Place, view: View, cells: Sequence[int]) -> Spot:
        """What there is at the cursor, where so many cells are seen of each axis."""
        axes, cursor = view.axes(place), view.cursor
        half = [
            (axis.high - axis.low) / max(count - 1, 1) / 2
            for axis, count in zip(axes, cells, strict=True)
        ]
        around = [cursor]
        for i, size in enumerate(half) if (self._spent or 0.0) < SLOW else ():
            around += [(*cursor[:i], cursor[i] + way * size, *cursor[i + 1 :]) for way in (-1, 1)]
        places = [np.array([each[i] for each in around]) for i in range(len(axes))]
        computed = self._points(place).compute(
            moved(place.point, [axis.way for axis in axes], places)
        )
        signs = computed.margins > 0.0
        rows = np.nonzero((signs != signs[:, :1]).any(axis=1))[0]
        kinks = [self._forward.entries[row] for row in rows]
        return Spot(cursor, float(computed.losses[0]), kinks)

    def _points(self, place: Place) -> Points:
        """What computes points around one; the last is kept, with what it has found out."""
        if self._computing is None or self._computing[0].run is not place.run:
            points = _points(self._forward, self._unrolled, place)
            self._computing = place, points
        return self._computing[1]


def _sliced(progress: Iterator[int]) -> Iterator[int]:
    """The same work, told now and then and at its end: telling costs more than a point."""
    done, told = 0, time.perf_counter()
    for done in progress:
        if time.perf_counter() - told >= SLICE:
            yield done
            told = time.perf_counter()
    yield done


def _points(forward: Forward, unrolled: Unrolled | None, place: Place) -> Points:
    if unrolled is None:
        return OneByOne(forward, place.point)
    return Together(unrolled, place.point)


def loss_over(
    text: str, timeline: Timeline, iteration: int = 0, shape: tuple[int, int] = (50, 100)
) -> Landscape | Curve:
    """The loss over what a text names, around where an iteration starts, however long it takes.

    Args:
        text: one or two names with their ranges, `w0=-1:1 w1`; or `random`, `gradient` and such.
        timeline: the iterations.
        iteration: which.
        shape: how many rows and columns of losses; over one name only the columns count.

    Raises:
        DebuggerError: where there is no such landscape.

    >>> from engine import Timeline, derive, load_network
    >>> found = loss_over("w0=-1:1 w1=-1:1", Timeline(derive(load_network("skip"))), 0, (2, 3))
    >>> found.losses.tolist()
    [[3.0, 3.0, 3.5], [3.0, 3.0, 4.0]]
    """
    place = Place.of(iteration, timeline)
    return explored(View.of(read_wish(text, timeline.program), place), place, shape, math.inf)


def explored(
    view: View, place: Place, shape: tuple[int, int], most: float = MOST
) -> Landscape | Curve:
    """The landscape of a view, with so many rows and columns or fewer, as time allows."""
    shape = (1, shape[1]) if view.wish.is_line else shape
    explorer = Explorer(Forward.of(place.program.network), most)
    work = explorer.work(place, view, shape)
    assert work is not None  # noqa: S101  (as nothing was computed before)
    for _ in work.progress():
        pass
    found = explorer.found_of(view.wish)
    assert found is not None  # noqa: S101  (as it was computed)
    return found


def coarser(shape: tuple[int, int], seconds: float, most: float) -> tuple[int, int]:
    """A shape that takes so many seconds, with as many fewer points as take no longer than most."""
    if seconds <= most:
        return shape
    share = most / seconds
    if shape[0] == 1:
        return 1, max(round(shape[1] * share), FEWEST[1])
    rows, columns = (max(round(shape[i] * share**0.5), FEWEST[i]) for i in range(2))
    return rows, columns


def _key(place: Place, view: View, shape: tuple[int, int]) -> _Key:
    timeline = place.timeline
    return _Key(timeline, place.run.number, timeline.length, view.wish, view.ranges, shape)
