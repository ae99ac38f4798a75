"""The loss over a plane: a grid of losses, where kinks pass, and the way of training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.frozen import frozen
from engine.landscape.directions import Leaving, moved
from engine.landscape.forward import Forward, Kink
from engine.landscape.path import Path, path_of
from engine.landscape.place import Place
from engine.landscape.points import Points, in_pieces
from engine.language.index import Index
from engine.language.values import Array

Signs = NDArray[np.bool_]

Entry = tuple[Kink, Index]
"""An entry of what is 0 on a kink."""


@frozen(eq=False)
class Axis:
    """A way to leave the point, from one coordinate to another.

    Args:
        way: the way.
        low: the least coordinate.
        high: the greatest.
    """

    way: Leaving
    low: float
    high: float

    def places(self, count: int) -> Array:
        """So many coordinates, evenly apart, with both ends."""
        return np.linspace(self.low, self.high, count)


@frozen(eq=False)
class Landscape:
    """The loss over a plane through a point.

    Args:
        place: the point.
        axes: to the right, and upwards.
        columns: the coordinates to the right.
        rows: those upwards, from below.
        losses: a row for each of `rows`, an entry for each of `columns`.
        beside: whether a kink passes between an entry and the next in its row.
        above: whether one passes between an entry and that of the next row.
        crossed: the entries of kinks that pass through.
        path: the way of training.
    """

    place: Place
    axes: Sequence[Axis]
    columns: Array
    rows: Array
    losses: Array
    beside: Signs
    above: Signs
    crossed: Sequence[Entry]
    path: Path

    @property
    def here(self) -> Sequence[float]:
        """The coordinates of the point."""
        return [axis.way.at(self.place.point) for axis in self.axes]

    @property
    def update(self) -> Sequence[float]:
        """The coordinates after the next update."""
        return [axis.way.at(self.place.update) for axis in self.axes]


class Survey:
    """Computes a landscape, piece by piece.

    Args:
        place: the point.
        axes: to the right, and upwards.
        shape: how many rows and columns.
        forward: the equations.
        points: what computes losses.
    """

    def __init__(
        self,
        place: Place,
        axes: Sequence[Axis],
        shape: tuple[int, int],
        forward: Forward,
        points: Points,
    ) -> None:
        self._place, self._axes, self._points = place, axes, points
        self._entries = forward.entries
        self._crossed = np.zeros(len(self._entries), dtype=bool)
        self._columns, self._rows = axes[0].places(shape[1]), axes[1].places(shape[0])
        self._losses = np.full(shape, np.nan)
        self._beside = np.zeros((shape[0], shape[1] - 1), dtype=bool)
        self._above = np.zeros((shape[0] - 1, shape[1]), dtype=bool)

    @property
    def size(self) -> int:
        """How many points there are to compute."""
        return self._losses.size

    def work(self) -> Iterator[int]:
        """Compute some points each time it is asked, and say how many are done."""
        rows, columns = self._losses.shape
        before: Signs | None = None
        group = max(self._points.at_once // columns, 1)
        for first in range(0, rows, group):
            last = min(first + group, rows)
            upwards, to_the_right = np.meshgrid(
                self._rows[first:last], self._columns, indexing="ij"
            )
            ways = [axis.way for axis in self._axes]
            places = [to_the_right.ravel(), upwards.ravel()]
            losses: list[Array] = []
            signs: list[Signs] = []
            for piece in in_pieces(self._points, moved(self._place.point, ways, places)):
                losses.append(piece.losses)
                signs.append(piece.margins > 0.0)
                yield first * columns + sum(map(len, losses))
            self._losses[first:last] = np.concatenate(losses).reshape(-1, columns)
            before = self._mark(np.concatenate(signs, axis=1), first, last, before)

    def _mark(self, signs: Signs, first: int, last: int, before: Signs | None) -> Signs:
        """Mark where kinks pass in some rows; gives the signs of the last, for the next ones."""
        signs = signs.reshape(len(signs), last - first, self._losses.shape[1])
        self._beside[first:last] = (signs[:, :, 1:] != signs[:, :, :-1]).any(axis=0)
        self._above[first : last - 1] = (signs[:, 1:] != signs[:, :-1]).any(axis=0)
        reference = signs[:, 0, 0] if before is None else before[:, 0]
        self._crossed |= (signs != reference[:, None, None]).any(axis=(1, 2))
        if before is not None:
            self._above[first - 1] = (signs[:, 0] != before).any(axis=0)
        return signs[:, -1]

    def landscape(self) -> Landscape:
        """What was computed; what was not is NaN."""
        ways = [axis.way for axis in self._axes]
        place = self._place
        crossed = [self._entries[row] for row in np.nonzero(self._crossed)[0]]
        path = path_of(place.timeline, ways, place.point, place.run.number)
        return Landscape(
            place, self._axes, self._columns, self._rows, self._losses, self._beside, self._above,
            crossed, path,
        )  # fmt: skip
