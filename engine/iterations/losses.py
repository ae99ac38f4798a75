"""Losses of many iterations, packed: each of them bit for bit, in a fraction of its eight bytes."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import overload

BLOCK = 4_096
"""So many losses are packed together."""

LANE = 64
"""The bits of a loss."""

ORDER = 2
"""What is packed are differences of differences: a loss goes on much as it went before."""

_ONES = int.from_bytes(b"\1\0\0\0\0\0\0\0" * BLOCK, "little")
_ALL = (1 << LANE * BLOCK) - 1


class Losses(Sequence[float]):
    """The losses of iterations, in order; all but the last few thousand are packed.

    What comes next is appended to the `tail`, which costs no more than appending to an array;
    `pack` is called now and then.
    """

    def __init__(self) -> None:
        self.tail = array("d")
        """Those that are not packed, the last ones; it stays the same object."""
        self._blocks: list[bytes] = []
        self._unpacked: tuple[int, array[float]] | None = None  # that was read last

    def pack(self) -> None:
        """Pack what there is in the tail but for the last block."""
        blocks, tail = self._blocks, self.tail
        while len(tail) >= 2 * BLOCK:
            block = packed(tail[:BLOCK])
            # Ctrl+C ends it before or after, not within: in between nothing is called.
            blocks += (block,)
            del tail[:BLOCK]

    def cut(self, length: int) -> None:
        """Drop all losses behind so many."""
        whole = length // BLOCK
        if whole < len(self._blocks):
            self.tail[:] = self._block(whole)
            del self._blocks[whole:]
            self._unpacked = None
        del self.tail[length - BLOCK * len(self._blocks) :]

    def _block(self, number: int) -> array[float]:
        """The losses of a block; the one that was read last is kept."""
        if self._unpacked is None or self._unpacked[0] != number:
            self._unpacked = number, unpacked(self._blocks[number])
        return self._unpacked[1]

    def __len__(self) -> int:
        return BLOCK * len(self._blocks) + len(self.tail)

    def __iter__(self) -> Iterator[float]:
        for block in self._blocks:
            yield from unpacked(block)
        yield from self.tail

    @overload
    def __getitem__(self, index: int) -> float: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[float]: ...

    def __getitem__(self, index: int | slice) -> float | Sequence[float]:
        if isinstance(index, slice):
            return self._slice(range(len(self))[index])
        place = range(len(self))[index]
        number = place // BLOCK
        if number < len(self._blocks):
            return self._block(number)[place % BLOCK]
        return self.tail[place - BLOCK * len(self._blocks)]

    def _slice(self, places: range) -> array[float]:
        if places.step != 1:
            return array("d", map(self.__getitem__, places))
        found = array("d")
        for number in range(places.start // BLOCK, len(self._blocks)):
            first = number * BLOCK
            if first >= places.stop:
                return found
            found += self._block(number)[max(0, places.start - first) : places.stop - first]
        first = BLOCK * len(self._blocks)
        return found + self.tail[max(0, places.start - first) : max(0, places.stop - first)]


def packed(block: array[float]) -> bytes:
    """A block of losses in fewer bytes.

    It is taken for one long number, of which each loss is a digit, so that all differences are
    taken at once. Then the signs go last in each, and bytes of one rank, alike for the most part,
    are put one beside the other.
    """
    number = int.from_bytes(_little(block).tobytes(), "little")
    for _ in range(ORDER):
        number = (number - (number << LANE)) & _ALL
    signs = (number >> (LANE - 1)) & _ONES
    number = ((number ^ ((signs << LANE) - signs)) << 1) | signs
    data = number.to_bytes(BLOCK * 8, "little")
    return zlib.compress(b"".join([data[byte::8] for byte in range(8)]), 1)


def unpacked(block: bytes) -> array[float]:
    """The losses that were packed."""
    planes, data = zlib.decompress(block), bytearray(BLOCK * 8)
    for byte in range(8):
        data[byte::8] = planes[byte * BLOCK : (byte + 1) * BLOCK]
    number = int.from_bytes(data, "little")
    signs = number & _ONES
    number = ((number ^ signs) >> 1) ^ ((signs << LANE) - signs)
    for _ in range(ORDER):
        step = LANE
        while step < LANE * BLOCK:  # adds up 2, 4, 8, ... of them
            number = (number + (number << step)) & _ALL
            step *= 2
    return _little(array("d", number.to_bytes(BLOCK * 8, "little")))


def _little(block: array[float]) -> array[float]:
    """The block with the lowest byte of each loss first, or back again."""
    if sys.byteorder == "big":
        block = block[:]
        block.byteswap()
    return block
