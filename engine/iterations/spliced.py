"""Sequences one behind the other, read as one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import TypeVar, overload

Item = TypeVar("Item")


class Spliced(Sequence[Item]):
    """Sequences one behind the other, of each only so many items from its beginning.

    Args:
        parts: the sequences, which may grow behind that, each with how many of its items count.
    """

    def __init__(self, parts: Sequence[tuple[Sequence[Item], int]]) -> None:
        self._parts = [part for part in parts if part[1] > 0]
        self._ends = list(accumulate(count for _, count in self._parts))

    def __iter__(self) -> Iterator[Item]:
        for items, count in self._parts:
            yield from islice(items, count)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            begin, end, step = index.indices(len(self))
            if step != 1:
                return [self[place] for place in range(begin, end, step)]
            parts = list(self._cut(begin, end))
            if len(parts) == 1:
                return parts[0]  # as it is: an array of a thousand losses becomes no list
            return [item for part in parts for item in part]
        place = range(len(self))[index]
        part = bisect_right(self._ends, place)
        items, count = self._parts[part]
        return items[place - self._ends[part] + count]

    def _cut(self, begin: int, end: int) -> Iterator[Sequence[Item]]:
        """The items between two places, as pieces of the parts."""
        first = 0
        for (items, count), last in zip(self._parts, self._ends, strict=True):
            if first < end and begin < last:
                yield items[max(begin - first, 0) : min(end - first, count)]
            first = last
