"""A program compiled for many runs: what is given to each, what is kept, the calls for a chunk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from engine.iterations.unrolled import Unrolled
from engine.language.unrolled_site import Reference
from engine.language.values import is_array
from engine.program.program import Phase
from engine.sweeps.calls import Bank, Calls, Place, calls_of
from engine.sweeps.graph import GIVEN, Graph, lowered
from engine.sweeps.kernel import Kernel

if TYPE_CHECKING:
    from typing_extensions import TypeIs

CACHE = 1792 * 1024
"""How many bytes a chunk may work on at once: about what the L2 cache of a core holds."""

FEWEST, MOST = 64, 4000
"""Runs of a chunk: with fewer, most of the time is that of calls."""

MOST_KERNELS = 4
"""The most kernels that are kept: for whole chunks and for the last one, each exact or not."""

LINE = 8
"""Numbers of a cache line."""


class Compiled:
    """A program as calls on rows with a number for each run.

    An entry of what an iteration starts with is given to each run, the same number for all runs
    that changes with the iterations (Adam counts them), or a number that stays.

    Args:
        unrolled: the program.
        names: the symbols of its base that each run is given its own of.
    """

    def __init__(self, unrolled: Unrolled, names: Iterable[str]) -> None:
        self.unrolled = unrolled
        program = unrolled.program
        names = frozenset(names)
        values = [
            float(entry)
            for start in program.start
            for entry in (start.ravel() if is_array(start) else (start,))
        ]
        ends = [end for each in unrolled.end for end in each]
        self._ends = {place: end for place, end in enumerate(ends) if end != place}
        own = [name in names for name, slot in program.base.items() for _ in unrolled.given[slot]]
        varies = self._varying(own, ends)
        own_places = [place for place, each in enumerate(varies) if each]
        self.rows = {place: row for row, place in enumerate(own_places)}
        """The entries that each run has its own of, by their places, and the row of each."""
        common = [place for place in self._ends if not varies[place]]
        self.shared = {place: row for row, place in enumerate(common)}
        """The entries that change and are the same for all runs, in the same way."""
        self.values = values
        self._written: dict[bool, _Written] = {}
        self._calls: dict[tuple[str, bool], Calls] = {}
        self._kernels: dict[tuple[int, bool], Kernel] = {}
        self.in_use = RLock()
        """Held while such a kernel is worked with, as sweeps in other threads have it too."""

    def _varying(self, own: Sequence[bool], ends: Sequence[Reference]) -> list[bool]:
        """Which entries of the start differ between runs, as soon as an iteration is done."""
        given = list(own)
        while True:
            varies = list(given)
            for line in self.unrolled.lines:
                varies.append(any(varies[each] for each in line.operands if _is_place(each)))
            after = [
                before or (_is_place(end) and varies[end])
                for before, end in zip(given, ends, strict=True)
            ]
            if after == given:
                return given
            given = after

    # Calls

    def iteration(self, runs: int, *, exact: bool) -> Kernel:
        """The kernel that runs an iteration of so many runs; its result is the loss."""
        key = runs, exact
        if key not in self._kernels:
            for old in list(self._kernels)[:-MOST_KERNELS]:
                del self._kernels[old]
            self._kernels[key] = Kernel(self._iteration(exact=exact), runs)
        return self._kernels[key]

    def reading(self, what: str, references: Sequence[Reference]) -> Calls:
        """The calls that compute some values of an iteration, and leave its start as it is.

        Args:
            what: a name for them.
            references: what refers to them.
        """
        return self._made(f"of {what}", references, exact=True, ends={})

    def _iteration(self, *, exact: bool) -> Calls:
        return self._made("", [self.unrolled.loss], exact=exact, ends=self._ends)

    def chunk(self, count: int) -> int:
        """How many of so many runs go on at once, so that what they work on is in the cache.

        All chunks but the last are of one size. That is odd in cache lines: rows that are a power
        of two apart would share their places in the cache.
        """
        rows = self._iteration(exact=False).sizes[Bank.RUN]
        fitting = CACHE // (8 * max(1, rows))
        most = max(FEWEST, min(MOST, fitting))
        runs = -(-count // max(1, -(-count // most)))
        return (-(-runs // LINE) | 1) * LINE

    def _made(
        self,
        what: str,
        references: Sequence[Reference],
        *,
        exact: bool,
        ends: Mapping[int, Reference],
    ) -> Calls:
        """The calls that compute what is referred to, and what the next iteration starts with."""
        key = what, exact
        with self.in_use:
            if key not in self._calls:
                if exact not in self._written:
                    self._written[exact] = self._write(exact=exact)
                written = self._written[exact]
                into = self._into(written, ends)
                results = [written.result(each, is_kept=not ends) for each in references]
                sizes = {Bank.RUN: len(self.rows), Bank.ALL: len(self.shared)}
                self._calls[key] = calls_of(written.graph, sizes, results, into)
            return self._calls[key]

    def _write(self, *, exact: bool) -> _Written:
        """The program as a graph."""
        graph = Graph(exact=exact)
        nodes = []
        for place, value in enumerate(self.values):
            if place in self.rows:
                nodes.append(graph.given(self.rows[place], varies=True))
            elif place in self.shared:
                nodes.append(graph.given(self.shared[place], varies=False))
            else:
                nodes.append(graph.number(value))
        written = _Written(graph, nodes)
        for line, (equation, depth) in zip(
            self.unrolled.lines, _levels(self.unrolled), strict=True
        ):
            graph.begin(equation, depth)
            operands = [written.node(each) for each in line.operands]
            nodes.append(lowered(graph, line.op, operands, line.options))
        graph.begin(len(self.unrolled.program.equations), 0)
        return written

    def _into(self, written: _Written, ends: Mapping[int, Reference]) -> Mapping[int, Place]:
        """For what the next iteration starts with, as nodes, the rows where it is to stand."""
        graph = written.graph
        into: dict[int, Place] = {}
        for place, end in ends.items():
            is_own = place in self.rows
            row = self.rows[place] if is_own else self.shared[place]
            node = written.node(end)
            if node in into or not graph.is_computed(node) or graph.nodes[node].varies != is_own:
                node = graph.copy(node, place, varies=is_own)
            into[node] = Place(Bank.RUN if is_own else Bank.ALL, row)
        return into


class _Written(NamedTuple):
    """A program as a graph.

    Args:
        graph: its computations.
        nodes: for each place of the unrolled program the node with its value.
    """

    graph: Graph
    nodes: list[int]

    def node(self, reference: Reference) -> int:
        """The node that is referred to."""
        return self.nodes[reference] if _is_place(reference) else self.graph.number(reference)

    def result(self, reference: Reference, *, is_kept: bool) -> int:
        """The same as a result: of what is given and not kept a copy."""
        node = self.node(reference)
        if is_kept or self.graph.nodes[node].op != GIVEN:
            return node
        return self.graph.copy(node, -1, varies=self.graph.nodes[node].varies)


def _is_place(reference: Reference) -> TypeIs[int]:
    return not isinstance(reference, float)


def _levels(unrolled: Unrolled) -> list[tuple[int, int]]:
    """For each line its equation, and how many lines of that come before it in a row.

    The update is one equation: what it does to the parameters is alike.
    """
    program = unrolled.program
    slots = len(program.base)
    given = sum(len(unrolled.given[slot]) for slot in range(slots))
    ends, last = [], given
    for index in range(program.phases[Phase.UPDATE].start):
        last = max([last, *[each + 1 for each in unrolled.known[slots + index] if _is_place(each)]])
        ends.append(last)
    found = [(-1, 0)] * given
    for place, line in enumerate(unrolled.lines, given):
        equation = bisect_right(ends, place)
        before = [found[each] for each in line.operands if _is_place(each)]
        depth = max([depth for number, depth in before if number == equation], default=0)
        found.append((equation, depth + 1))
    return found[given:]
