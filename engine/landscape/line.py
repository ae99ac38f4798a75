"""The loss over a line: a curve, its kinks with the slopes on both sides, and the next update."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.frozen import frozen
from engine.landscape.directions import moved
from engine.landscape.forward import Forward
from engine.landscape.path import Path, path_of
from engine.landscape.place import Place
from engine.landscape.plane import Axis, Entry
from engine.landscape.points import Computed, Points, in_pieces
from engine.language.values import Array

T = TypeVar("T")

Slowly = Generator[int, None, T]
"""Work that says after each piece how many points were computed in it."""

MOST_KINKS = 60
"""So many kinks are found exactly on a line; of more only that they are there is said."""

HALVINGS = 60
"""So many halvings find a kink between two floats that are next to one another, nearly always."""

STEP = 1e-6
"""How far from a kink its slopes are taken at the most, as a part of the line."""

NEARER = 1e-8, 1e-6, 1e-4, 1e-2
"""Nearer ones, in parts of that: the first is taken where the signs of all kinks are told apart."""

NEAREST = 1e-3
"""What lies nearer than this part of it is no other kink."""


@frozen(eq=False)
class Break:
    """A place on a line at which the loss may have a kink.

    Args:
        at: the coordinate.
        kinks: the entries of kinks that lie there.
        loss: the loss there.
        left: the slope on the left.
        right: the slope on the right.
    """

    at: float
    kinks: Sequence[Entry]
    loss: float
    left: float
    right: float


@frozen(eq=False)
class Curve:
    """The loss over a line through a point.

    Args:
        place: the point.
        axis: the line.
        places: the coordinates, from the least.
        losses: the loss at each.
        breaks: where kinks are, from the left.
        unsolved: how many more there are.
        slope: at the point, by the gradient that the program computes.
        here: the point as a break, with the slopes on both sides; those differ on a kink.
        path: the way of training.
    """

    place: Place
    axis: Axis
    places: Array
    losses: Array
    breaks: Sequence[Break]
    unsolved: int
    slope: float
    here: Break
    path: Path

    @property
    def axes(self) -> Sequence[Axis]:
        """The line, as the axes of a plane are told."""
        return [self.axis]

    @property
    def update(self) -> float:
        """The coordinate after the next update."""
        return self.axis.way.at(self.place.update)


def tracing(
    place: Place,
    axis: Axis,
    count: int,
    forward: Forward,
    points: Points,
    most: int = MOST_KINKS,
) -> Slowly[Curve]:
    """Find the loss over a line bit by bit, saying how many points were computed since before.

    Args:
        place: the point.
        axis: the line.
        count: at how many places.
        forward: the equations.
        points: what computes losses.
        most: how many kinks are found exactly.
    """
    line = _Line(place, axis, forward, points)
    places = axis.places(count)
    computed = yield from line.compute(places)
    found, unsolved = yield from line.kinks(places, computed.margins, most)
    at = axis.way.at(place.point)
    path = path_of(place.timeline, [axis.way], place.point, place.run.number)
    breaks = yield from line.breaks(found)
    here = yield from line.at_point(at, [each.at for each in breaks])
    slope = place.slope(axis.way, at)
    return Curve(place, axis, places, computed.losses, breaks, unsolved, slope, here, path)


class _Line:
    """Computes on a line.

    Args:
        place: the point.
        axis: the line.
        forward: the equations.
        points: what computes losses.
    """

    def __init__(self, place: Place, axis: Axis, forward: Forward, points: Points) -> None:
        self._place, self._axis, self._forward, self._points = place, axis, forward, points
        self._step = STEP * (axis.high - axis.low)

    def compute(self, places: Array) -> Slowly[Computed]:
        """The loss and the margins at coordinates."""
        pieces: list[Computed] = []
        for piece in in_pieces(self._points, moved(self._place.point, [self._axis.way], [places])):
            pieces.append(piece)
            yield len(piece.losses)
        losses = np.concatenate([each.losses for each in pieces])
        return Computed(losses, np.concatenate([each.margins for each in pieces], axis=1))

    def _margins(self, rows: NDArray[np.intp], places: Array) -> Slowly[Array]:
        """The margin of each of these rows, at a place of its own."""
        computed = yield from self.compute(places)
        found: Array = computed.margins[rows, np.arange(len(rows))]
        return found

    def kinks(
        self, places: Array, margins: Array, most: int
    ) -> Slowly[tuple[list[tuple[float, int]], int]]:
        """Where margins change their sign, each with the row of the margin; how many were left."""
        signs = margins > 0.0
        rows, left = np.nonzero(signs[:, 1:] != signs[:, :-1])
        order = np.argsort(left, kind="stable")
        rows, left = rows[order], left[order]
        unsolved = max(len(rows) - most, 0)
        rows, left = rows[:most], left[:most]
        if not len(rows):
            return [], 0
        low, high = places[left], places[left + 1]
        before = signs[rows, left]
        for _ in range(HALVINGS):
            middle = low + (high - low) / 2
            is_before = ((yield from self._margins(rows, middle)) > 0.0) == before
            low, high = np.where(is_before, middle, low), np.where(is_before, high, middle)
        # Of the two floats beside the kink, and a round number there, what lies on it best.
        decimals = 12 - math.floor(math.log10(self._axis.high - self._axis.low))
        ends = np.stack([np.round(high, decimals), low, high])
        apart = []
        for end in ends:
            apart.append((yield from self._margins(rows, end)))  # noqa: PERF401  (as it yields)
        best = np.argmin(np.abs(apart), axis=0)
        solved = ends[best, np.arange(len(rows))] + 0.0
        return sorted(zip(solved.tolist(), rows.tolist(), strict=True)), unsolved

    def breaks(self, found: Sequence[tuple[float, int]]) -> Slowly[list[Break]]:
        """The kinks with their slopes; those at one place, but for rounding, as one."""
        groups: list[tuple[float, list[int]]] = []
        for at, row in found:
            if groups and at - groups[-1][0] <= 1e-9 * (self._axis.high - self._axis.low):
                groups[-1][1].append(row)
            else:
                groups.append((at, [row]))
        places = [at for at, _ in groups]
        breaks = []
        for at, rows in groups:
            breaks.append((yield from self._break(at, rows, places)))
        return breaks

    def at_point(self, at: float, places: Sequence[float]) -> Slowly[Break]:
        """The point, with the kinks that lie there."""
        around = np.array([at - self._step, at, at + self._step])
        margins = (yield from self.compute(around)).margins
        on = (margins[:, 1] == 0.0) & ((margins[:, 0] != 0.0) | (margins[:, 2] != 0.0))
        return (yield from self._break(at, np.nonzero(on)[0].tolist(), places))

    def _break(self, at: float, rows: Sequence[int], places: Sequence[float]) -> Slowly[Break]:
        entries = self._forward.entries
        loss = float((yield from self.compute(np.array([at]))).losses[0])
        step = (yield from self._beside(at, rows, places)) if rows else 0.0
        left, right = (self._place.slope(self._axis.way, at + way * step) for way in (-1, 1))
        return Break(at, [entries[row] for row in rows], loss, left, right)

    def _beside(self, at: float, rows: Sequence[int], places: Sequence[float]) -> Slowly[float]:
        """How far from a kink its slopes are taken: as near as the signs are those of each side.

        The gradients that are computed hold on either side of it, so nothing is lost by nearness.
        """
        others = [abs(each - at) for each in places if abs(each - at) > self._step * NEAREST]
        most = min(self._step, min(others, default=self._step) / 4)
        steps = most * np.array([*NEARER, 1.0])
        around = np.concatenate([at + way * steps for way in (-2, -1, 1, 2)])
        signs = (yield from self.compute(around)).margins > 0.0
        two_left, left, right, two_right = np.split(signs, 4, axis=1)
        is_same = (two_left == left).all(axis=0) & (right == two_right).all(axis=0)
        changes = (left != right)[rows]
        fits = is_same & (changes == changes[:, -1:]).all(axis=0)
        return float(steps[np.argmax(fits)] if fits.any() else most)
