"""The history of a training run: enough to run any of its iterations again, bit for bit.

Of every iteration the loss is kept, and where it started, packed: the parameters, what the
optimiser remembers and the learning rate. The rest is computed again when it is looked at.
"""

from __future__ import annotations

import struct
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import cycle, islice, repeat
from typing import TYPE_CHECKING, NamedTuple

from engine.iterations.losses import Losses
from engine.iterations.run import Mask
from engine.iterations.spliced import Spliced
from engine.iterations.starts import Packing, Starts
from engine.language.values import Value
from engine.network.relus import Relu
from engine.program.program import Program

if TYPE_CHECKING:
    from engine.iterations.block import Block

MAX_EVENT_BYTES = 8_000_000
"""The most memory that events may take; those for which there is no room are not kept."""

MANY = 4_096
"""A mask of more entries is folded before it is looked at unit by unit."""

BRANCH_SHARE = 0.25
"""So much of the room for starts is for those of a branch, of which there may be many."""

_POINTER = struct.calcsize("P")


class Event(NamedTuple):
    """A ReLU that does not pass a gradient where it did in the iteration before.

    Args:
        iteration: the iteration in which it differs.
        relu: the ReLU.
        before: where it passed a gradient in the iteration before.
        after: where it does now.
    """

    iteration: int
    relu: Relu
    before: Mask
    after: Mask

    @property
    def size(self) -> int:
        """The bytes that it takes; what was active before stands in another event already."""
        parts = (self, self.iteration, self.after)
        return sum(map(sys.getsizeof, parts)) + _POINTER


class History:
    """The iterations that have been run, from the first on.

    With n iterations run there are n losses, and n + 1 starts are known or can be found again: that
    of every so many iterations is kept, the others follow from it. A history that goes on from
    another shares with it what lies before, and keeps what differs.

    What training leaves as it is, as inputs, is not kept: found again it is that of the program.
    """

    def __init__(self, program: Program, start: tuple[Value, ...] | None = None) -> None:
        """Args: the program, and what iteration 0 starts with if not with what the program says."""
        self._program = program
        self._packing = Packing(program, program.start)
        self._past: History | None = None
        self._is_branch = False
        self._begin(0, program.start if start is None else start)

    def _begin(self, first: int, start: tuple[Value, ...]) -> None:
        """Keep what comes from an iteration on."""
        self._first = self._length = first
        self._latest = start
        self._starts = Starts(self._packing, start, BRANCH_SHARE if self._is_branch else 1.0)
        self._masks: tuple[Mask, ...] = ()
        self._losses = Losses()
        self._latest_losses = self._losses.tail
        self._events: list[Event] = []
        self._room = MAX_EVENT_BYTES

    def fork(self, first: int, start: tuple[Value, ...]) -> History:
        """A history that is the same up to an iteration and goes on from there.

        Args:
            first: the iteration, at most one behind the last that has been run.
            start: the memory with which it starts in the new history.
        """
        new = History.__new__(History)
        new._program, new._packing = self._program, self._packing
        new._past = next((each for each, _ in self._segments if each._first < first), None)
        new._is_branch = True
        new._begin(first, start)
        return new

    @property
    def _segments(self) -> Iterator[tuple[History, int]]:
        """The histories that this one consists of, the last first, each with where it ends."""
        each: History | None = self
        end = self._length
        while each is not None:
            yield each, end
            end = each._first
            each = each._past

    @property
    def length(self) -> int:
        """How many iterations have been run."""
        return self._length

    @property
    def losses(self) -> Sequence[float]:
        """The loss of every iteration."""
        if self._past is None:
            return self._losses
        found = [(each._losses, end - each._first) for each, end in self._segments]
        return Spliced(found[::-1])

    @property
    def events(self) -> Sequence[Event]:
        """What became of the ReLUs, in order."""
        if self._past is None:
            return self._events
        found = [(each._events, each._count_events(end)) for each, end in self._segments]
        return Spliced(found[::-1])

    def _count_events(self, end: int) -> int:
        """How many of the events kept here come before an iteration."""
        return bisect_left(self._events, end, key=lambda event: event.iteration)

    @property
    def masks(self) -> tuple[Mask, ...]:
        """The masks of the iteration before the next, as far as they are known."""
        return self._masks

    @property
    def knows_masks(self) -> bool:
        """Whether the masks of the iteration before the next are known, if there is one."""
        return bool(self._masks) or self._length == 0

    def remember_masks(self, masks: tuple[Mask, ...]) -> None:
        """Say what the masks of the iteration before the next are."""
        self._masks = masks

    def append(self, end: tuple[Value, ...], loss: float, masks: tuple[Mask, ...]) -> None:
        """Keep an iteration: the memory that it leaves, its loss and its masks."""
        number = self._length + 1
        if masks != self._masks:
            self._note(self._length, self._masks, masks)
        self._latest_losses.append(loss)
        if (number - self._first) % self._starts.stride == 0:
            self._starts.append(end)
        # It counts from here on. Ctrl+C ends it before or after, not within: nothing is called.
        self._length, self._latest, self._masks = number, end, masks

    def kept(self, count: int) -> Iterable[bool]:
        """Whether what they leave is kept, of so many of the next iterations."""
        stride = self._starts.stride
        if stride == 1:
            return repeat(True, count)
        done = (self._length - self._first) % stride
        return islice(cycle((*[False] * (stride - 1), True)), done, done + count)

    def extend(self, block: Block) -> None:
        """Keep iterations; what they leave is kept of those that `kept` says."""
        first, masks = self._length, self._masks
        for place, changed in block.changes:
            self._note(first + place, masks, changed)
            masks = changed
        self._latest_losses.fromlist(block.losses)
        self._starts.extend(block.starts)
        length = first + len(block.losses)
        # As above: they count from here on.
        self._length, self._latest, self._masks = length, block.end, block.masks

    def pack(self) -> None:
        """Take less room for what has been kept, where this is a branch: there may be many.

        The losses of the first history stay as they are: a chart reads them soonest so.
        """
        if self._is_branch:
            self._losses.pack()

    def settle(self) -> None:
        """Drop what has been kept of an iteration that does not count, or no longer."""
        done = self._length - self._first
        self._losses.cut(done)
        self._starts.cut(done)
        while self._events and self._events[-1].iteration >= self._length:
            self._room += self._events.pop().size

    def nearest(self, iteration: int) -> tuple[int, tuple[Value, ...]]:
        """The last iteration up to this one whose start is known, and that start."""
        if iteration >= self._length:
            return self._length, self._latest
        for each, _ in self._segments:
            if each._first <= iteration:
                return each._kept(iteration)
        raise AssertionError("the first segment begins with iteration 0")

    def _kept(self, iteration: int) -> tuple[int, tuple[Value, ...]]:
        behind, start = self._starts.nearest(iteration - self._first)
        return self._first + behind, start

    def truncate(self, length: int, start: tuple[Value, ...], masks: tuple[Mask, ...]) -> None:
        """Forget all iterations from one on.

        Args:
            length: how many are left.
            start: the memory with which the next one starts.
            masks: where they passed a gradient in the last that is left, nothing where none is.
        """
        self._length, self._latest, self._masks = length, start, masks
        self.settle()

    def _note(self, iteration: int, before: tuple[Mask, ...], after: tuple[Mask, ...]) -> None:
        # Before the first iteration there are no masks, and nothing to differ from.
        relus = self._program.network.relu_calls
        for relu, was, now in zip(relus, before, after, strict=False):
            if self._program.fed:  # of other samples only whether a unit is active for any of them
                was, now = (any_of(each, relu.units, relu.positions) for each in (was, now))
            if was != now:
                event = Event(iteration, relu, was, now)
                if event.size <= self._room:
                    self._room -= event.size
                    self._events.append(event)


@lru_cache(maxsize=32)  # each is asked for twice: as that of the iteration before, too
def any_of(mask: Mask, units: int, positions: int) -> Mask:
    """Where each unit passes a gradient for any sample, at any position."""
    if isinstance(mask, bool):
        return mask
    import numpy as np

    rows = np.frombuffer(mask, np.bool_).reshape(-1, units * positions)
    while rows.size > MANY and len(rows) > 1:  # by halves: numpy goes through short rows singly
        half = len(rows) // 2
        last = rows[2 * half :]
        rows = rows[:half] | rows[half : 2 * half]
        rows[: len(last)] |= last
    return rows.any(axis=0).reshape(units, positions).any(axis=1).tobytes()
