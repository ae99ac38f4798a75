"""What of a landscape is seen, and the cursor in it: moved, zoomed and panned."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.landscape.place import Place
from engine.landscape.plane import Axis
from engine.landscape.wish import RANDOM, Range, Wish, check_width

ZOOM = 2.0
"""How many times as much is seen from one size to the next."""

PAN = 0.25
"""The part of what is seen by which it is panned."""


@frozen(slots=True)
class View:
    """A part of a line or a plane, with a cursor.

    Args:
        wish: what the loss is shown over.
        ranges: what is seen of each axis.
        cursor: a coordinate for each.
    """

    wish: Wish
    ranges: tuple[Range, ...]
    cursor: tuple[float, ...]

    @classmethod
    def of(cls, wish: Wish, place: Place) -> View:
        """What was asked for at a point, with the cursor on it, or amid what is seen.

        Raises:
            DebuggerError: as `Wish.axes` does.
        """
        axes = wish.axes(place)
        here = [axis.way.at(place.point) for axis in axes]
        is_seen = all(axis.low <= at <= axis.high for axis, at in zip(axes, here, strict=True))
        middle = [axis.low + (axis.high - axis.low) / 2 for axis in axes]
        ranges = tuple((axis.low, axis.high) for axis in axes)
        return cls(wish, ranges, tuple(here if is_seen else middle))

    def axes(self, place: Place) -> Sequence[Axis]:
        """The axes through a point, with what is seen of them.

        Raises:
            DebuggerError: as `Wish.directions` does.
        """
        ways = self.wish.directions(place)
        return [Axis(way, *ends) for way, ends in zip(ways, self.ranges, strict=True)]

    def moved(self, cells: Sequence[int], size: Sequence[int]) -> View:
        """The view with the cursor so many cells further along each axis, panned to be seen.

        Args:
            cells: how far, for each axis.
            size: how many cells are seen, for each axis.
        """
        cursor = tuple(
            at + count * (high - low) / max(most - 1, 1)
            for at, count, most, (low, high) in zip(
                self.cursor, cells, size, self.ranges, strict=True
            )
        )
        ranges = []
        for at, (low, high) in zip(cursor, self.ranges, strict=True):
            over = min(at - low, 0.0) + max(at - high, 0.0)
            is_rounding = abs(over) <= 1e-9 * (high - low)
            ranges.append((low, high) if is_rounding else (low + over, high + over))
        return self._with(ranges, cursor)

    def panned(self, ways: Sequence[int]) -> View:
        """The view of what lies beside it, along each axis so many parts further."""
        shifts = [
            way * PAN * (high - low) for way, (low, high) in zip(ways, self.ranges, strict=True)
        ]
        ranges = [
            (low + shift, high + shift)
            for shift, (low, high) in zip(shifts, self.ranges, strict=True)
        ]
        cursor = [at + shift for shift, at in zip(shifts, self.cursor, strict=True)]
        return self._with(ranges, cursor)

    def zoomed(self, sizes: int) -> View:
        """The view of more around the cursor, by so many sizes, or of less.

        Raises:
            DebuggerError: where there would be nothing to tell apart, or too much.
        """
        times = ZOOM ** max(min(sizes, 60), -60)
        ranges = [
            (at - (at - low) * times, at + (high - at) * times)
            for at, (low, high) in zip(self.cursor, self.ranges, strict=True)
        ]
        return self._with(ranges, self.cursor)

    def centred(self) -> View:
        """The view with the cursor in its middle."""
        ranges = [
            (at - (high - low) / 2, at + (high - low) / 2)
            for at, (low, high) in zip(self.cursor, self.ranges, strict=True)
        ]
        return self._with(ranges, self.cursor)

    @property
    def point(self) -> str:
        """The point that the cursor is on, as `read_point` reads it."""
        if not self.wish.word:
            pairs = zip(self.wish.ways, self.cursor, strict=True)
            return " ".join(f"{way.name}={at!r}" for way, at in pairs)
        seed = f" {self.wish.seed}" if self.wish.word == RANDOM else ""
        return f"{self.wish.word}={','.join(map(repr, self.cursor))}{seed}"

    def at_kink(self, kinks: Sequence[float], count: int) -> View:
        """The view with the cursor on a kink of a curve, so many to the right, or to the left.

        Raises:
            DebuggerError: where there is none there.
        """
        if len(self.cursor) > 1:
            raise DebuggerError("kinks are gone to on a curve: landscape with one name")
        here = self.cursor[0]
        right = [at for at in kinks if at > here]
        there = right if count > 0 else [at for at in reversed(kinks) if at < here]
        if not there:
            raise DebuggerError(f"there is no kink {'right' if count > 0 else 'left'} of here")
        return self.at([there[min(abs(count), len(there)) - 1]])

    def at(self, cursor: Sequence[float]) -> View:
        """The view with the cursor elsewhere in it."""
        return replace(self, cursor=tuple(cursor))

    def _with(self, ranges: Sequence[Range], cursor: Sequence[float]) -> View:
        for low, high in ranges:
            try:
                check_width(low, high, "this")
            except DebuggerError:
                raise DebuggerError("there are no numbers to go on to in this direction") from None
        return replace(self, ranges=tuple(ranges), cursor=tuple(cursor))
