"""Blocks of iterations: run one after the other, with what has to be kept of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

from engine.iterations.run import Mask, replaced
from engine.iterations.starts import Packing
from engine.language.values import Memory, Value
from engine.program.program import Program

Masks = tuple[Mask, ...]
"""Where each ReLU passes a gradient, in the order of `Network.relu_calls`."""

Outcome = tuple[tuple[Value, ...], float, Masks]
"""What an iteration gives: the memory that the next one starts with, the loss, and the masks."""

Iterate = Callable[[Memory], Outcome]
"""One iteration. It is to be called within `engine.language.values.unwarned`."""


Fed = Iterable[Mapping[int, Value]]
"""What is given anew to iterations, in order: values by their slots of memory."""

NOTHING_FED: Fed = repeat({})


class Block(NamedTuple):
    """Iterations that were run one after the other.

    Args:
        end: the memory that the next one starts with.
        losses: the loss of each.
        masks: those of the last one.
        changes: the iterations with other masks than the one before, counted from 0, and these.
        starts: what those that were asked for left to the next one, packed one after the other.
    """

    end: tuple[Value, ...]
    losses: list[float]
    masks: Masks
    changes: list[tuple[int, Masks]]
    starts: bytes | bytearray


class Compiled(ABC):
    """A compiled program. It is to be called within `engine.language.values.unwarned`."""

    def __call__(self, memory: Memory) -> Outcome:
        """One iteration; what is fed is in the memory that it leaves as it was in this one."""
        block = self.block(memory, (False,))
        return block.end, block.losses[0], block.masks

    def prepare(self) -> Iterator[None]:
        """Do what takes long before the first block, a little at a time; else that does it."""
        return iter(())

    @abstractmethod
    def block(
        self, memory: Memory, kept: Iterable[bool], masks: Masks = (), fed: Fed = NOTHING_FED
    ) -> Block:
        """Iterations, one for each item of `kept`, or fewer where Python cannot compute one.

        Args:
            memory: what the first starts with.
            kept: whether what they leave to the next one is kept.
            masks: those of the iteration before, nothing where there is none.
            fed: what is fed to the iterations behind the first, one item for each, by its slot.
        """


class OneByOne(Compiled):
    """Iterations by a function that runs one of them."""

    def __init__(self, program: Program, iterate: Iterate) -> None:
        self._packing = Packing(program, program.start)
        self._iterate = iterate

    def __call__(self, memory: Memory) -> Outcome:
        """One iteration."""
        return self._iterate(memory)

    def block(
        self, memory: Memory, kept: Iterable[bool], masks: Masks = (), fed: Fed = NOTHING_FED
    ) -> Block:
        """Iterations: see `Compiled`."""
        losses: list[float] = []
        changes: list[tuple[int, Masks]] = []
        starts = bytearray()
        new = iter(fed)
        for keep in kept:
            if losses and (changed := next(new)):
                memory = replaced(memory, changed)
            memory, loss, found = self._iterate(memory)
            if found != masks:
                changes.append((len(losses), found))
                masks = found
            losses.append(loss)
            if keep:
                starts += self._packing.pack(memory)
        return Block(tuple(memory), losses, masks, changes, starts)
