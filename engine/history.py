"""What is kept of a training run: enough to run any of its iterations again, bit for bit.

Of every iteration the loss is kept, and where it started, packed: the parameters, what the
optimiser remembers and the learning rate. The rest is computed again when it is looked at.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.program import Program
from engine.shapes import Shape
from engine.trace import Mask
from engine.values import Memory, Value, is_array

MAX_BYTES = 64_000_000
"""The most memory that packed starts may take; beyond it every second one is dropped."""

MAX_EVENT_BYTES = 20_000_000
"""The most memory that events may take; those for which there is no room are not kept."""

_POINTER = struct.calcsize("P")

_DOUBLE = struct.Struct("d")


@dataclass(frozen=True, slots=True)
class Event:
    """A ReLU whose set of active entries is not what it was in the iteration before.

    Args:
        iteration: the iteration in which it differs.
        node: the ReLU.
        before: what was active in the iteration before.
        after: what is active now.
    """

    iteration: int
    node: str
    before: Mask
    after: Mask

    @property
    def size(self) -> int:
        """The bytes that it takes; what was active before stands in another event already."""
        parts = (self, self.iteration, self.after)
        return sum(map(sys.getsizeof, parts)) + _POINTER


class Packing:
    """Packs those values of a memory that change from iteration to iteration into bytes."""

    def __init__(self, program: Program) -> None:
        names = list(program.base)
        changing = [slot for slot, end in enumerate(program.carried) if slot != end]
        self._fields: list[tuple[int, Shape]] = [
            (slot, program.shapes[names[slot]]) for slot in (*changing, len(names) - 1)
        ]
        self._slots = [slot for slot, _ in self._fields]
        self._rest = program.start
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


class History:
    """The iterations that have been run, from the first on.

    With n iterations run there are n losses, and n + 1 starts are known or can be found again: that
    of every `stride`-th iteration is kept, the others follow from it.
    """

    def __init__(self, program: Program) -> None:
        self._length = 0
        self._packing = Packing(program)
        self._relus = tuple(program.network.relus)
        self._latest: tuple[Value, ...] = program.start
        self._starts = [self._packing.pack(self._latest)]
        self._start_bytes = sys.getsizeof(self._starts[0]) + _POINTER
        self._stride = 1
        self._masks: tuple[Mask, ...] = ()
        self._rates: dict[int, Value] = {}
        self._losses = array("d")
        self._events: list[Event] = []
        self._room = MAX_EVENT_BYTES

    @property
    def length(self) -> int:
        """How many iterations have been run."""
        return self._length

    @property
    def losses(self) -> Sequence[float]:
        """The loss of every iteration."""
        return self._losses

    @property
    def events(self) -> Sequence[Event]:
        """What became of the ReLUs, in order."""
        return self._events

    @property
    def rates(self) -> Mapping[int, Value]:
        """The iterations before which the learning rate was changed, with what it is since."""
        return self._rates

    def append(self, end: tuple[Value, ...], loss: float, masks: tuple[Mask, ...]) -> None:
        """Keep an iteration: the memory that it leaves, its loss, and what was active in it."""
        number = self._length + 1
        if masks != self._masks:
            self._note(masks)
        self._losses.append(loss)
        if number % self._stride == 0:
            self._starts.append(self._packing.pack(end))
            if len(self._starts) * self._start_bytes > MAX_BYTES:
                self._starts, self._stride = self._starts[::2], self._stride * 2
        # It counts from here on. Ctrl+C ends it before or after, not within: nothing is called.
        self._length, self._latest, self._masks = number, end, masks

    def settle(self) -> None:
        """Drop what has been kept of an iteration that does not count, or no longer."""
        del self._losses[self._length :]
        del self._starts[self._length // self._stride + 1 :]
        while self._events and self._events[-1].iteration >= self._length:
            self._room += self._events.pop().size

    def nearest(self, iteration: int) -> tuple[int, tuple[Value, ...]]:
        """The last iteration up to this one whose start is known, and that start."""
        if iteration >= self.length:
            return self.length, self._latest
        place = iteration // self._stride
        return place * self._stride, self._packing.unpack(self._starts[place])

    def truncate(self, length: int, start: tuple[Value, ...], masks: tuple[Mask, ...]) -> None:
        """Forget all iterations from one on.

        Args:
            length: how many are left.
            start: the memory with which the next one starts.
            masks: what was active in the last that is left, nothing where none is.
        """
        self._length, self._latest, self._masks = length, start, masks
        self._rates = {at: rate for at, rate in self._rates.items() if at < length}
        self.settle()

    def change_rate(self, start: tuple[Value, ...]) -> None:
        """Let the next iteration start with this memory, whose learning rate is another."""
        self._latest = start
        self._rates[self.length] = start[-1]
        if self.length % self._stride == 0:
            self._starts[-1] = self._packing.pack(start)

    def _note(self, masks: tuple[Mask, ...]) -> None:
        # Before the first iteration there are no masks, and nothing to differ from.
        for node, before, after in zip(self._relus, self._masks, masks, strict=False):
            if before != after:
                event = Event(self._length, node, before, after)
                if event.size <= self._room:
                    self._room -= event.size
                    self._events.append(event)
