"""Computations as calls of numpy on rows of memory, each row with a number for each run.

Computations that are alike and independent, and whose rows lie side by side, are one call: numpy's
calls cost as much as a thousand numbers, and those on what is not contiguous five times that.
Rows are used again as soon as nothing reads them, so that what a chunk works on is in the cache.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from engine.sweeps.graph import GIVEN, NUMBER, Graph, Node
from engine.sweeps.order import batches
from engine.sweeps.rooms import Rooms


class Bank(Enum):
    """What a row holds: a number for each run, one for all, a truth for each run, or a constant."""

    RUN = auto()
    ALL = auto()
    FLAG = auto()
    CONSTANT = auto()


class Place(NamedTuple):
    """Where a value stands."""

    bank: Bank
    row: int


class Call(NamedTuple):
    """A call of a function of numpy.

    Args:
        op: the function, a key of `engine.sweeps.kernel.UFUNCS`.
        operands: where they begin, or numbers.
        into: where the result begins.
        rows: how many rows it is about; an operand that is one number for all runs has one.
    """

    op: str
    operands: tuple[Place | float, ...]
    into: Place
    rows: int


class Calls(NamedTuple):
    """Calls in order.

    Args:
        calls: what is called.
        results: where what was asked for stands afterwards; a float is that number.
        sizes: how many rows are needed of each bank.
        constants: what each row of constants is filled with.
    """

    calls: tuple[Call, ...]
    results: tuple[Place | float, ...]
    sizes: Mapping[Bank, int]
    constants: tuple[float, ...]


def calls_of(
    graph: Graph, sizes: Mapping[Bank, int], results: Sequence[int], ends: Mapping[int, Place]
) -> Calls:
    """The calls that compute some nodes of a graph.

    Args:
        graph: the computations.
        sizes: how many rows of each bank are given, from the first on.
        results: the nodes that are asked for; what is given has to be copied to be one.
        ends: for nodes the given row that each is to stand in afterwards.
    """
    return _Writer(graph, sizes, results, ends).written()


class _Writer:
    """Writes calls, batch by batch."""

    def __init__(
        self,
        graph: Graph,
        sizes: Mapping[Bank, int],
        results: Sequence[int],
        ends: Mapping[int, Place],
    ) -> None:
        self._results, self._ends = results, ends
        asked = [*ends, *results]
        self._nodes = _with_flags(graph, asked)
        self._batches = batches(self._nodes, asked)
        self._rooms = {bank: Rooms() for bank in Bank}
        for bank, size in sizes.items():
            self._rooms[bank].take(size)
        self._given = {
            Place(Bank.RUN if node.varies else Bank.ALL, int(node.value)): place
            for place, node in enumerate(self._nodes)
            if node.op == GIVEN
        }
        self._places = {node: place for place, node in self._given.items()}
        self._beside: dict[int, int] = {}
        """How many results lie beside each, itself included."""
        self._constants: dict[str, int] = {}
        self._values: list[float] = []
        self._kept = {*asked, *self._given.values()}
        self._left: dict[int, set[int]] = {}
        """For each node what is still to read it."""
        for batch in self._batches:
            for place in batch:
                for operand in self._nodes[place].operands:
                    self._left.setdefault(operand, set()).add(place)

    def written(self) -> Calls:
        """The calls."""
        calls = [call for batch in self._batches for call in self._batch(batch)]
        for place, end in self._ends.items():
            if self._places[place] != end:
                calls.append(Call("positive", (self._places[place],), end, 1))
        results = [
            node.value if node.op == NUMBER else self._places[place]
            for place in self._results
            for node in [self._nodes[place]]
        ]
        sizes = {bank: rooms.size for bank, rooms in self._rooms.items()}
        return Calls(tuple(calls), tuple(results), sizes, tuple(self._values))

    def _batch(self, batch: Sequence[int]) -> Iterator[Call]:
        """Calls that make the results of a batch."""
        nodes = self._nodes
        first = nodes[batch[0]]
        reads = [[self._read(first, each) for each in nodes[place].operands] for place in batch]
        places = self._into(batch)
        rows = [[*read, into] for read, into in zip(reads, places, strict=True)]
        at = 0
        while at < len(batch):
            count = 1
            while at + count < len(batch) and _follows(rows[at], rows[at + count], count):
                count += 1
            yield Call(first.op, tuple(reads[at]), places[at], count)
            at += count

    def _read(self, reader: Node, operand: int) -> Place | float:
        """Where an operand stands; a number, unless it is faster as a row of constants."""
        node = self._nodes[operand]
        if node.op != NUMBER:
            return self._places[operand]
        if reader.op not in ("maximum", "minimum") or not reader.varies:
            return node.value
        if repr(node.value) not in self._constants:
            self._constants[repr(node.value)] = self._rooms[Bank.CONSTANT].take(1)
            self._values.append(node.value)
        return Place(Bank.CONSTANT, self._constants[repr(node.value)])

    def _into(self, batch: Sequence[int]) -> list[Place]:
        """Where the results of a batch go; afterwards what it reads is read no more."""
        nodes = self._nodes
        first = nodes[batch[0]]
        bank = Bank.FLAG if first.op in FLAGS else Bank.RUN if first.varies else Bank.ALL
        direct = {place: self._ends[place] for place in batch if self._may_end(place)}
        for place in batch:
            for operand in nodes[place].operands:
                self._left[operand].discard(place)
        read = dict.fromkeys(each for place in batch for each in nodes[place].operands)
        over = [self._places[each] for each in read if self._is_over(each)]
        others = [place for place in batch if place not in direct]
        found = self._in_place(bank, others, batch)
        if found is None:
            start = self._rooms[bank].take(len(others)) if others else 0
            found = [Place(bank, start + i) for i in range(len(others))]
        self._places |= direct | dict(zip(others, found, strict=True))
        self._beside.update(dict.fromkeys(batch, len(others)))
        taken = set(found)
        for row in over:
            if row not in taken:
                self._rooms[row.bank].free(row.row)
        return [self._places[place] for place in batch]

    def _may_end(self, place: int) -> bool:
        """Whether a result can be written over what was given, as nothing else reads that."""
        if place not in self._ends:
            return False
        before = self._given.get(self._ends[place])
        return before is None or self._left.get(before, set()) <= {place}

    def _in_place(
        self, bank: Bank, results: Sequence[int], batch: Sequence[int]
    ) -> list[Place] | None:
        """The rows of operands that nothing else reads, to be written over; None without.

        It saves room in the cache, and keeps side by side what lies so. For a row that lies alone
        numpy's look whether it would be read after it was written costs more than that.
        """
        reads = Counter(each for place in batch for each in set(self._nodes[place].operands))
        for operands in zip(*[self._nodes[place].operands for place in results], strict=True):
            if all(reads[each] == 1 and self._is_over(each) for each in operands):
                places = [self._places[each] for each in operands]
                is_block = all(self._beside[each] >= max(2, len(results)) for each in operands)
                if is_block and all(place.bank is bank for place in places):
                    return places
        return None

    def _is_over(self, place: int) -> bool:
        """Whether nothing reads a node any more, and its row may be used again."""
        is_row = self._nodes[place].op != NUMBER and place not in self._kept
        return is_row and not self._left[place]


def _follows(first: Sequence[Place | float], other: Sequence[Place | float], count: int) -> bool:
    """Whether what a computation reads, and its end, lie so many rows behind those of the first."""
    return all(_behind(a, b, count) for a, b in zip(first, other, strict=True))


def _behind(a: Place | float, b: Place | float, count: int) -> bool:
    if isinstance(a, Place) and isinstance(b, Place):
        if a.bank is Bank.CONSTANT:  # a row of which there is one, and a call would need more
            return False
        return a.bank is b.bank and b.row == a.row + (0 if a.bank is Bank.ALL else count)
    return repr(a) == repr(b)


FLAGS = ("passes", "passes_at_0")


def _with_flags(graph: Graph, asked: Sequence[int]) -> list[Node]:
    """The nodes with truths in place of 1 and 0 where they only let gradients through or not.

    Comparing is several times as fast as `numpy.heaviside`. It takes NaN for dead, so this is for
    graphs that are not exact.
    """
    if graph.exact:
        return list(graph.nodes)
    zero = graph.number(0.0)
    nodes = list(graph.nodes)
    kept = set(asked)
    steps = {}
    for place, node in enumerate(nodes):
        if node.op == "heaviside" and node.varies and place not in kept:
            at_zero = graph.value(node.operands[1])
            if at_zero in (0.0, 1.0):
                steps[place] = FLAGS[at_zero == 1.0]
    for node in nodes:
        flags = [operand for operand in node.operands if operand in steps]
        others = [operand for operand in node.operands if operand not in steps]
        if flags and not (node.op == "mul" and others and nodes[others[0]].varies):
            for each in flags:
                steps.pop(each, None)
    for place, op in steps.items():
        nodes[place] = nodes[place]._replace(op=op, operands=(nodes[place].operands[0], zero))
    return nodes
