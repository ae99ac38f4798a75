"""Rows of memory, given out in neighbouring ones and taken back."""

from __future__ import annotations

from bisect import insort


class Rooms:
    """Rows that are free, by number.

    >>> rooms = Rooms()
    >>> rooms.take(3), rooms.take(2)
    (0, 3)
    >>> rooms.free(1)
    >>> rooms.take(1), rooms.take(1), rooms.size
    (1, 5, 6)
    """

    def __init__(self) -> None:
        self.size = 0
        self._free: list[tuple[int, int]] = []  # from, and up to, in order; never next to another

    def take(self, count: int) -> int:
        """The first of so many neighbouring rows, the lowest that are free."""
        for place, (start, stop) in enumerate(self._free):
            if stop - start >= count:
                left = [(start + count, stop)] if stop - start > count else []
                self._free[place : place + 1] = left
                return start
        start = self.size
        if self._free and self._free[-1][1] == self.size:
            start = self._free.pop()[0]
        self.size = start + count
        return start

    def free(self, row: int) -> None:
        """Take a row back."""
        insort(self._free, (row, row + 1))
        place = self._free.index((row, row + 1))
        for left in (place, place - 1):  # with what follows, then with what comes before
            if 0 <= left < len(self._free) - 1 and self._free[left][1] == self._free[left + 1][0]:
                self._free[left : left + 2] = [(self._free[left][0], self._free[left + 1][1])]
