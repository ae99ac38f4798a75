"""Numbers one behind the other, with the least and the greatest of every 1,024 of them.

So the extremes over any stretch of a million numbers are found by looking at a thousand blocks and
at the two ends, and those of all columns of a picture at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.language.values import Array
from engine.queries.rises import Places, Rises, rises

BLOCK = 1_024
"""So many numbers have their extremes kept together."""

CHUNK = 64 * BLOCK
"""So many numbers are looked at together: what they take stays near the processor."""

NONE = -1
"""The place of something that there is none of."""


class Extremes(NamedTuple):
    """The extremes over stretches; a number counts if it is finite and above a floor.

    Args:
        low: the least in each stretch; infinity where none counts.
        high: the greatest; minus infinity where none counts.
        gap: the place of the first number that does not count; `NONE` where all do.
    """

    low: Array
    high: Array
    gap: Places


class Growing:
    """An array that may grow, and be cut.

    Args:
        room: what there is room in at first.
    """

    def __init__(self, room: Any) -> None:
        self._room = room
        self.length = 0

    @property
    def filled(self) -> Any:
        """What is in it."""
        return self._room[: self.length]

    def reserve(self, length: int) -> None:
        """Make room for so many, and for twice as many as there was where that is too little."""
        import numpy as np

        if length > len(self._room):
            room = np.empty(max(length, 2 * len(self._room)), self._room.dtype)
            room[: self.length] = self.filled
            self._room = room

    def add(self, new: Any) -> None:
        """Put more behind it."""
        length = self.length + len(new)
        self.reserve(length)
        self._room[self.length : length] = new
        self.length = length


class Blocks:
    """Numbers that may grow, each in eight bytes, with the extremes of every block of them."""

    def __init__(self, values: Sequence[float] = ()) -> None:
        import numpy as np

        self._values = Growing(np.empty(BLOCK))
        self._blocks: dict[float, Extremes] = {}
        self._risen = 1  # in so many numbers rises have been looked for
        self._places = Growing(np.empty(0, np.intp))
        self._heights = Growing(np.empty(0))
        self.take(values)

    def __len__(self) -> int:
        return self._values.length

    @property
    def values(self) -> Array:
        """The numbers."""
        filled: Array = self._values.filled
        return filled

    def take(self, values: Sequence[float]) -> None:
        """Take over those of longer or shorter numbers that go on as these do."""
        self.cut(len(values))
        self._values.reserve(len(values))
        for start in range(len(self), len(values), CHUNK):
            self.add(values[start : start + CHUNK])

    def add(self, values: Sequence[float]) -> None:
        """Put more behind them."""
        import numpy as np

        self._values.add(np.asarray(values, np.float64))

    def cut(self, length: int) -> None:
        """Drop what is behind so many, if anything is."""
        if length >= len(self):
            return
        self._values.length, whole = length, length // BLOCK
        for floor, (low, high, gap) in self._blocks.items():
            self._blocks[floor] = Extremes(low[:whole], high[:whole], gap[:whole])
        self._places.length = self._heights.length = self.rises.before(length)
        self._risen = max(min(self._risen, length), 1)

    @property
    def rises(self) -> Rises:
        """Where a number is higher than the one before it."""
        if self._risen < len(self):
            found = rises(self.values[self._risen - 1 :], self._risen - 1)
            self._places.add(found.places)
            self._heights.add(found.heights)
            self._risen = len(self)
        return Rises(self._places.filled, self._heights.filled)

    def extremes(self, places: Places, floor: float) -> Extremes:
        """The extremes between each place and the next, of numbers above a floor.

        Args:
            places: ascending, the last of them is where the last stretch ends.
            floor: what a number has to exceed to count; minus infinity for any finite one.
        """
        import numpy as np

        starts, ends = places[:-1], places[1:]
        inner, outer = -(-starts // BLOCK) * BLOCK, ends // BLOCK * BLOCK
        has_border = inner <= outer  # else it lies within one block
        edges = self._edges(
            np.concatenate((starts, np.where(has_border, outer, ends))),
            np.concatenate((np.where(has_border, inner, ends), ends)),
            floor,
        )
        first = inner // BLOCK
        whole = _over(self._known(floor), first, np.where(has_border, outer // BLOCK, first))
        count = len(starts)
        low = np.minimum(np.minimum(edges.low[:count], edges.low[count:]), whole.low)
        high = np.maximum(np.maximum(edges.high[:count], edges.high[count:]), whole.high)
        gap = np.minimum(np.minimum(edges.gap[:count], edges.gap[count:]), whole.gap)
        return Extremes(low, high, np.where(gap < _FAR, gap, NONE))

    def _edges(self, starts: Places, ends: Places, floor: float) -> Extremes:
        """The extremes over stretches, number by number."""
        import numpy as np

        values = self.values
        pieces = [values[start:end] for start, end in zip(starts, ends, strict=True)]
        values = np.concatenate(pieces) if pieces else np.empty(0)
        borders = np.concatenate(([0], np.cumsum(ends - starts)))
        found = _masked(values, floor)
        if (found.gap < _FAR).any():
            shifts = np.repeat(starts - borders[:-1], ends - starts)
            found = found._replace(gap=np.where(found.gap < _FAR, found.gap + shifts, _FAR))
        return _over(found, borders[:-1], borders[1:])

    def _known(self, floor: float) -> Extremes:
        """The extremes of every whole block."""
        import numpy as np

        known = self._blocks.get(floor)
        if known is None:
            known = Extremes(np.empty(0), np.empty(0), np.empty(0, np.intp))
        done, whole = len(known.low), len(self) // BLOCK
        if done < whole:
            parts = [known]
            for first in range(done * BLOCK, whole * BLOCK, CHUNK):
                masked = _masked(self.values[first : min(first + CHUNK, whole * BLOCK)], floor)
                low, high, gap = (each.reshape(-1, BLOCK) for each in masked)
                gaps = gap.min(1)
                gaps = np.where(gaps < _FAR, gaps + first, _FAR)
                parts.append(Extremes(low.min(1), high.max(1), gaps))
            known = self._blocks[floor] = Extremes(*map(np.concatenate, zip(*parts, strict=True)))
        return known


_FAR = 2**62
"""Behind any place."""


def _masked(values: Array, floor: float) -> Extremes:
    """For each number its extremes alone."""
    import numpy as np

    counts = (values > floor) & (values < np.inf)
    if counts.all():
        return Extremes(values, values, np.full(len(values), _FAR))
    return Extremes(
        np.where(counts, values, np.inf),
        np.where(counts, values, -np.inf),
        np.where(counts, _FAR, np.arange(len(values))),
    )


def _over(extremes: Extremes, starts: Places, ends: Places) -> Extremes:
    """The extremes over stretches, some of them empty, of what has extremes."""
    import numpy as np

    count = len(starts)
    low, high, gap = np.full(count, np.inf), np.full(count, -np.inf), np.full(count, _FAR)
    (filled,) = (starts < ends).nonzero()
    if len(filled):
        borders = np.column_stack((starts[filled], ends[filled])).ravel()
        # One more at the end, so that a stretch may end behind the last.
        low[filled] = np.minimum.reduceat(np.append(extremes.low, np.inf), borders)[::2]
        high[filled] = np.maximum.reduceat(np.append(extremes.high, -np.inf), borders)[::2]
        gap[filled] = np.minimum.reduceat(np.append(extremes.gap, _FAR), borders)[::2]
    return Extremes(low, high, gap)
