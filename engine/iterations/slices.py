"""Slices of a program: consecutive equations that are compiled together, and what passes between.

A long function takes long to be compiled, and much memory. The functions of slices are short, and
what one computes for another stands in a list that all of them are given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from engine.language.expression import free_names, size
from engine.language.shapes import SMALL
from engine.network.relus import Relu
from engine.program.program import Program

SLICE = 3_000
"""About so many computations are in a slice."""


class Slice(NamedTuple):
    """Some equations.

    Args:
        equations: their indices.
        relus: the ReLUs in them.
        reads: the slots of memory that they read, other than their own.
        writes: those of their slots that others read, or the next iteration, or who asks.
        frees: the slots of others that nothing reads behind them.
    """

    equations: Sequence[int]
    relus: Sequence[Relu]
    reads: Sequence[int]
    writes: Sequence[int]
    frees: Sequence[int]


def work(program: Program, index: int) -> int:
    """About how many computations on numbers an equation is, if it is unrolled."""
    ops, entries = _measures(program, index)
    return ops * entries


def is_long(program: Program, most: int) -> bool:
    """Whether a program is of more than about so many computations."""
    for index in range(len(program.equations)):
        most -= work(program, index)
        if most < 0:
            return True
    return False


def calls(program: Program, index: int) -> int:
    """About how many lines an equation is, if only small arrays in it are unrolled."""
    ops, entries = _measures(program, index)
    return ops * (entries if entries <= SMALL else 1)


def _measures(program: Program, index: int) -> tuple[int, int]:
    """How many ops an equation has, and the entries of the largest array in it."""
    equation = program.equations[index]
    ops = sum(1 + size(term.expression) for term in equation.terms)
    shapes = [program.shapes[name] for name in (equation.symbol, *equation.reads())]
    return ops, max(map(math.prod, shapes))


def slices(
    program: Program,
    frozen: frozenset[str],
    work: Callable[[Program, int], int] = work,
) -> list[Slice]:
    """The slices of a program, without the equations that nothing asked for depends on.

    Args:
        program: what is cut.
        frozen: the symbols that the update leaves as they are.
        work: how much an equation is.
    """
    first, reading = len(program.base), _Reading(program, frozen)
    wanted, results = reading.wanted(), reading.results()
    live = [i for i in range(len(program.equations)) if first + i in wanted]
    parts = list(_cut(program, live, work))
    last_use = dict.fromkeys(results, len(parts))
    reads = [
        {slot for i in part for slot in reading.slots(i)} - {first + i for i in part}
        for part in parts
    ]
    for place, found in enumerate(reads):
        for slot in found:
            last_use[slot] = max(place, last_use.get(slot, 0))
    return [
        Slice(
            part,
            [relu for i in part for relu in reading.relus.get(i, ())],
            sorted(read),
            [first + i for i in part if last_use.get(first + i, place) > place],
            [slot for slot in sorted(read) if slot >= first and last_use[slot] == place],
        )
        for place, (part, read) in enumerate(zip(parts, reads, strict=True))
    ]


def _cut(
    program: Program, live: Sequence[int], work: Callable[[Program, int], int]
) -> Iterator[Sequence[int]]:
    part: list[int] = []
    room = SLICE
    for index in live:
        size = work(program, index)
        if size > room and part:
            yield part
            part, room = [], SLICE
        part.append(index)
        room -= size
    yield part


class _Reading:
    """What equations read, by slots of memory."""

    def __init__(self, program: Program, frozen: frozenset[str]) -> None:
        self._program, self._frozen = program, frozen
        self._slots: dict[int, frozenset[int]] = {}
        self.relus: dict[int, list[Relu]] = {}
        for relu in program.network.relu_calls:
            self.relus.setdefault(program.index[relu.node], []).append(relu)

    def slots(self, index: int) -> frozenset[int]:
        """The slots that an equation reads, and the ReLUs in it."""
        found = self._slots.get(index)
        if found is None:
            found = self._slots[index] = frozenset(self._read(index))
        return found

    def _read(self, index: int) -> Iterator[int]:
        program, equation = self._program, self._program.equations[index]
        if equation.symbol in self._frozen:
            yield program.base[equation.symbol]
            return
        names = set(equation.reads())
        for relu in self.relus.get(index, ()):
            names |= free_names(relu.z)
        for name in names:
            yield program.slot(name, index)

    def results(self) -> set[int]:
        """The slots that are asked for: the loss, and what the next iteration starts with."""
        program = self._program
        loss = len(program.base) + program.index[program.network.loss]
        return {*program.carried, loss}

    def wanted(self) -> set[int]:
        """The slots that what is asked for depends on."""
        first, wanted = len(self._program.base), self.results()
        wanted |= {first + index for index in self.relus}
        for index in reversed(range(len(self._program.equations))):
            if first + index in wanted:
                wanted |= self.slots(index)
        return wanted
