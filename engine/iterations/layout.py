"""Layouts: the memory of a program as single numbers, one behind the other, and back again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise

from engine.iterations.block import Fed, Masks
from engine.iterations.run import replaced
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.language.values import Memory, Value, contiguous, is_array
from engine.program.program import Program


class Layout:
    """Where the entries of what an iteration starts with stand among its numbers.

    Args:
        program: of which program.
        frozen: the symbols that its update leaves as they are.
    """

    def __init__(self, program: Program, frozen: frozenset[str]) -> None:
        shapes, base = program.shapes, program.base
        ends = accumulate((math.prod(shapes[name]) for name in base), initial=0)
        self.spans = [range(*each) for each in pairwise(ends)]
        """The places of each slot."""
        self.count = self.spans[-1].stop
        """How many numbers there are; the last is the learning rate."""
        changing = [
            (slot, shapes[name])
            for name, slot in base.items()
            if slot in program.trained and name not in frozen
        ]
        self._changing: Sequence[tuple[int, Shape]] = changing
        self.changing = [place for slot, _ in changing for place in self.spans[slot]]
        """The places of what an iteration changes."""
        trained = [place for slot in program.trained for place in self.spans[slot]]
        self.kept = [*trained, self.count - 1]
        """The places of what is kept of a start, as `engine.iterations.starts.Packing` has it."""
        self.fed_slots = program.fed
        """The slots of what is fed to each iteration."""
        self.fed = [place for slot in self.fed_slots for place in self.spans[slot]]
        """The places of that."""
        self._masks = [infer_shape(relu.z, shapes) for relu in program.network.relu_calls]
        self.mask_sizes = [math.prod(shape) for shape in self._masks]
        """How many entries each mask has."""

    @staticmethod
    def numbers(memory: Iterable[Value]) -> list[float]:
        """The numbers of a memory, or of some values."""
        numbers: list[float] = []
        for value in memory:
            if is_array(value):
                numbers += value.ravel().tolist()
            else:
                numbers.append(value)
        return numbers

    def memory(self, before: Memory, changed: Sequence[float]) -> tuple[Value, ...]:
        """A memory in which what iterations change has these numbers."""
        memory = list(map(contiguous, before))
        first = 0
        for slot, shape in self._changing:
            last = first + math.prod(shape)
            memory[slot] = changed[first] if shape == () else _array(changed[first:last], shape)
            first = last
        return tuple(memory)

    def masks(self, active: Sequence[bool]) -> Masks:
        """Masks of these entries."""
        found: list[bool | bytes] = []
        first = 0
        for shape in self._masks:
            last = first + math.prod(shape)
            found.append(active[first] if shape == () else bytes(active[first:last]))
            first = last
        return tuple(found)

    def entries(self, masks: Masks) -> list[bool | None]:
        """The entries of masks; None for each where there are none."""
        if not masks:
            return [None] * sum(self.mask_sizes)
        found: list[bool | None] = []
        for each in masks:
            found += map(bool, each) if isinstance(each, bytes) else [each]
        return found


class Feeding(Iterator[Sequence[float]]):
    """The numbers that are fed to iterations, one after the other.

    Args:
        layout: of which program.
        memory: what the first of them starts with.
        fed: what is fed to those behind it.
    """

    def __init__(self, layout: Layout, memory: Memory, fed: Fed) -> None:
        self._layout = layout
        self._fed = chain([{}], fed)
        self.memory = memory
        """That of the latest iteration, as far as it is fed."""

    def __next__(self) -> Sequence[float]:
        self.memory = memory = replaced(self.memory, next(self._fed))
        return self._layout.numbers([memory[slot] for slot in self._layout.fed_slots])


def _array(numbers: Iterable[float], shape: Shape) -> Value:
    import numpy as np

    array = np.array(numbers).reshape(shape)
    array.setflags(write=False)
    return array
