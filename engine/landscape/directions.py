"""Directions in which a point is left: one entry of what is given, or many at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from engine.frozen import frozen
from engine.language.index import Index, entry_name, entry_of
from engine.language.values import Array, Value, array, is_array

Point = Mapping[str, Value]
"""The value of everything that is given, by name."""

Moved = Mapping[str, Array]
"""What of it has other values at many points, each with a leading axis of points."""


@frozen(slots=True)
class Coordinate:
    """An entry that takes other values; the coordinate of a point is its value there.

    Args:
        symbol: an input, a target or a parameter.
        index: which entry of it; `()` of a single number.
    """

    symbol: str
    index: Index = ()

    @property
    def name(self) -> str:
        """As it is typed: `w0`, `W1[0,1]`."""
        return entry_name(self.symbol, self.index)

    @property
    def symbols(self) -> Iterable[str]:
        """What changes along it."""
        return (self.symbol,)

    def at(self, point: Point) -> float:
        """The coordinate of a point."""
        return entry_of(point[self.symbol], self.index)

    def of_many(self, points: Moved) -> Array:
        """The coordinate of each of many points."""
        entry: tuple[slice | int, ...] = (slice(None), *self.index)
        return points[self.symbol][entry]

    def along(self, gradient: Mapping[str, Value]) -> float:
        """The slope along it, given the gradient of each symbol."""
        return entry_of(gradient[self.symbol], self.index)

    def move(self, moved: dict[str, Array], places: Array) -> None:
        """Give many points these coordinates."""
        entry: tuple[slice | int, ...] = (slice(None), *self.index)
        moved[self.symbol][entry] = places


@frozen(slots=True, eq=False)
class Direction:
    """A direction in which many entries change at once, of length 1.

    The coordinate of a point is how far it lies in this direction from the one that is left, by the
    scalar product: its projection, where it lies elsewhere.

    Args:
        name: what it is called.
        parts: how much of it each parameter has.
        start: the point that is left.
    """

    name: str
    parts: Mapping[str, Array]
    start: Point

    @property
    def symbols(self) -> Iterable[str]:
        """What changes along it."""
        return self.parts

    def at(self, point: Point) -> float:
        """The coordinate of a point; NaN where infinities are in it that take each other away."""
        try:
            return math.fsum(
                float(np.sum(part * (point[name] - self.start[name])))
                for name, part in self.parts.items()
            )
        except (ValueError, OverflowError):
            return math.nan

    def of_many(self, points: Moved) -> Array:
        """The coordinate of each of many points."""
        count = len(next(iter(points.values())))
        shares = [
            (points[name] - self.start[name]).reshape(count, -1) @ part.ravel()
            for name, part in self.parts.items()
        ]
        found: Array = np.sum(shares, axis=0)
        return found

    def along(self, gradient: Mapping[str, Value]) -> float:
        """The slope along it, given the gradient of each symbol."""
        return math.fsum(float(np.sum(part * gradient[name])) for name, part in self.parts.items())

    def move(self, moved: dict[str, Array], places: Array) -> None:
        """Give many points these coordinates."""
        for name, part in self.parts.items():
            moved[name] += places.reshape(-1, *[1] * part.ndim) * part


Leaving = Coordinate | Direction
"""A way to leave a point."""


def moved(point: Point, ways: Sequence[Leaving], places: Sequence[Array]) -> Moved:
    """What has other values at many points, each of them with a coordinate for each way."""
    symbols = dict.fromkeys(symbol for way in ways for symbol in way.symbols)
    found = {symbol: _repeated(point[symbol], len(places[0])) for symbol in symbols}
    for way, coordinates in zip(ways, places, strict=True):
        way.move(found, coordinates)
    return found


def moved_point(point: Point, ways: Sequence[Leaving], places: Sequence[float]) -> Point:
    """The values at one point, of what differs there."""
    arrays = moved(point, ways, [np.array([place]) for place in places])
    found: dict[str, Value] = {}
    for symbol, values in arrays.items():
        found[symbol] = array(values[0]) if is_array(point[symbol]) else float(values[0])
    return found


def _repeated(value: Value, count: int) -> Array:
    found = np.empty((count, *np.shape(value)))
    found[...] = value
    return found


def random_directions(point: Point, parameters: Sequence[str], seed: int) -> list[Direction]:
    """Two random directions at right angles, both of length 1, drawn evenly from all of them.

    They are drawn from a normal distribution and made orthonormal, not normalised by filters as in
    Li, Xu, Taylor, Studer and Goldstein, "Visualizing the Loss Landscape of Neural Nets" (2018):
    so distances on the plane are distances between parameters.
    """
    generator = np.random.default_rng(seed)
    first, second = (_drawn(point, parameters, generator) for _ in range(2))
    return orthonormal({"random 1": first, "random 2": second}, point)


def _drawn(
    point: Point, parameters: Sequence[str], generator: np.random.Generator
) -> dict[str, Array]:
    return {name: generator.standard_normal(np.shape(point[name])) for name in parameters}


def orthonormal(directions: Mapping[str, Mapping[str, Value]], point: Point) -> list[Direction]:
    """Directions of length 1, each at right angles to those before it (Gram and Schmidt).

    One that lies within those before it, or is 0 or not finite, is left out.
    """
    found: list[Direction] = []
    for name, given in directions.items():
        parts = {symbol: np.array(part, dtype=np.float64) for symbol, part in given.items()}
        before = _length(parts)
        if not 0 < before < math.inf:
            continue
        parts = {symbol: part / before for symbol, part in parts.items()}
        for _ in range(2):  # twice, for the rounding of the first time
            for each in found:
                share = each.along(parts)
                parts = {
                    symbol: part - share * each.parts[symbol] for symbol, part in parts.items()
                }
        length = _length(parts)
        if length > 1e-9:
            unit = {symbol: np.asarray(part / length) for symbol, part in parts.items()}
            found.append(Direction(name, unit, point))
    return found


def _length(parts: Mapping[str, Array]) -> float:
    return math.hypot(*(x for part in parts.values() for x in np.ravel(part).tolist()))
