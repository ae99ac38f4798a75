"""Starts of iterations, packed: what training changes, kept for every so many iterations."""

from __future__ import annotations

import math
import struct

from engine.language.shapes import Shape
from engine.language.values import Memory, Value, is_array
from engine.program.program import Program

MAX_BYTES = 4_000_000
"""The memory that packed starts may take; beyond it every second one is dropped.

Of a million iterations of `xor` every 64th is left then: the others are found in a millisecond.
"""

FEWEST = 8
"""So many starts are kept of a large network too, if they fit into `MOST_BYTES`."""

MOST_BYTES = 32_000_000
"""The most memory that the few starts of a large network may take."""

_DOUBLE = struct.Struct("d")


class Packing:
    """Packs those values of a memory that change from iteration to iteration into bytes."""

    def __init__(self, program: Program, rest: Memory) -> None:
        """Args: the program, and a memory with the values that do not change."""
        names = list(program.base)
        self._fields: list[tuple[int, Shape]] = [
            (slot, program.shapes[names[slot]]) for slot in (*program.trained, len(names) - 1)
        ]
        self._slots = [slot for slot, _ in self._fields]
        self._rest = rest
        self._is_scalar = not any(shape for _, shape in self._fields)
        self._scalars = struct.Struct(f"{len(self._fields)}d")

    def pack(self, memory: Memory) -> bytes:
        """The changing values of a memory; for single numbers only, in one go."""
        if self._is_scalar:
            return self._scalars.pack(*[memory[slot] for slot in self._slots])
        return b"".join(
            [
                value.tobytes() if is_array(value) else _DOUBLE.pack(value)
                for value in [memory[slot] for slot in self._slots]
            ]
        )

    def unpack(self, packed: bytes) -> tuple[Value, ...]:
        """The memory that was packed."""
        memory: list[Value] = list(self._rest)
        at = 0
        for slot, shape in self._fields:
            memory[slot] = _unpacked(packed, at, shape)
            at += 8 * math.prod(shape)
        return tuple(memory)


def _unpacked(packed: bytes, at: int, shape: Shape) -> Value:
    if shape == ():
        value: float = _DOUBLE.unpack_from(packed, at)[0]
        return value
    import numpy as np

    return np.frombuffer(packed, np.float64, math.prod(shape), at).reshape(shape)


class Starts:
    """The starts of iterations at equal distances, packed one behind the other.

    They stand in one piece of memory: as objects of their own they would take half as much again.
    """

    def __init__(self, packing: Packing, start: Memory, share: float = 1.0) -> None:
        """Args: how they are packed, the first of them, and how much of `MAX_BYTES` is theirs."""
        self._packing = packing
        self._packed = bytearray(packing.pack(start))
        self._size = len(self._packed)
        few = max(min(FEWEST * self._size, MOST_BYTES), 2 * self._size)  # the first, and another
        self._room = max(share * MAX_BYTES, few)
        self.stride = 1
        """How many iterations lie between one start that is kept and the next."""

    def append(self, start: Memory) -> None:
        """Keep the next start, and where there is no room for it, only every second one."""
        self.extend(self._packing.pack(start))

    def extend(self, packed: bytes | bytearray) -> None:
        """Keep the next starts, which are packed one behind the other."""
        self._packed += packed
        while len(self._packed) > self._room:
            self._packed, self.stride = self._halved(), self.stride * 2

    def _halved(self) -> bytearray:
        """Every second start."""
        packed, size = memoryview(self._packed), self._size
        halved = bytearray()
        for place in range(0, len(packed), 2 * size):
            halved += packed[place : place + size]
        return halved

    def cut(self, done: int) -> None:
        """Drop the starts behind so many iterations."""
        del self._packed[(done // self.stride + 1) * self._size :]

    def nearest(self, iteration: int) -> tuple[int, tuple[Value, ...]]:
        """The last iteration up to this one whose start is kept, and that start."""
        place = iteration // self.stride
        begin = place * self._size
        # A copy: what is read in place would keep the memory from growing.
        packed = bytes(self._packed[begin : begin + self._size])
        return place * self.stride, self._packing.unpack(packed)
