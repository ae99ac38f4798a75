"""A program compiled for many runs: what is given to each, what is kept, the calls for a chunk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.iterations.unrolled import Unrolled
from engine.language.unrolling import Reference
from engine.language.values import is_array
from engine.program.program import Phase
from engine.sweeps.calls import Bank, Calls, Place, calls_of
from engine.sweeps.graph import Graph, lowered
from engine.sweeps.kernel import Kernel

if TYPE_CHECKING:
    from typing_extensions import TypeIs

CACHE = 1280 * 1024
"""How many bytes a chunk may work on at once: about what the L2 cache of a core holds."""

FEWEST, MOST = 64, 3000
"""Runs of a chunk: with fewer, most of the time is that of calls."""

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
        self._own = frozenset(names)
        values = [
            float(entry)
            for start in program.start
            for entry in (start.ravel() if is_array(start) else (start,))
        ]
        ends = [end for each in unrolled.end for end in each]
        changing = [end != place for place, end in enumerate(ends)]
        own = [
            name in self._own for name, slot in program.base.items() for _ in unrolled.given[slot]
        ]
        varies = self._varying(own, ends)
        self.rows = [place for place, each in enumerate(varies) if each]
        """The entries that each run has its own of, one row for each."""
        self.shared = [p for p, each in enumerate(varies) if changing[p] and not each]
        """The entries that change and are the same for all runs."""
        self.values = values
        self._ends = {place: end for place, end in enumerate(ends) if changing[place]}
        self._calls: dict[tuple[str, bool], Calls] = {}
        self._kernels: dict[tuple[str, bool, int], Kernel] = {}

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
        """The kernel that runs an iteration; its result is the loss."""
        return self._kernel("", [self.unrolled.loss], runs, exact=exact, ends=self._ends)

    def reading(self, what: str, references: Sequence[Reference], runs: int) -> Kernel:
        """The kernel that computes some values of an iteration, and leaves its start as it is.

        Args:
            what: a name for them.
            references: what refers to them.
            runs: for how many runs at once.
        """
        return self._kernel(f"of {what}", references, runs, exact=True, ends={})

    def chunk(self, count: int) -> int:
        """How many of so many runs go on at once, so that what they work on is in the cache.

        All chunks but the last are of one size. That is odd in cache lines: rows that are a power
        of two apart would share their places in the cache.
        """
        calls = self._made("", [self.unrolled.loss], exact=False, ends=self._ends)
        fitting = CACHE // (8 * max(1, calls.sizes[Bank.RUN]))
        most = max(FEWEST, min(MOST, fitting))
        runs = -(-count // max(1, -(-count // most)))
        return (-(-runs // LINE) | 1) * LINE

    def _kernel(
        self,
        what: str,
        references: Sequence[Reference],
        runs: int,
        *,
        exact: bool,
        ends: Mapping[int, Reference],
    ) -> Kernel:
        key = what, exact, runs
        if key not in self._kernels:
            others = [each for each in self._kernels if each[:2] == key[:2]]
            for other in others[:-1]:  # two sizes are in use: whole chunks, and what is left
                del self._kernels[other]
            calls = self._made(what, references, exact=exact, ends=ends)
            self._kernels[key] = Kernel(calls, runs)
        return self._kernels[key]

    def _made(
        self,
        what: str,
        references: Sequence[Reference],
        *,
        exact: bool,
        ends: Mapping[int, Reference],
    ) -> Calls:
        key = what, exact
        if key not in self._calls:
            self._calls[key] = _calls(self, references, exact=exact, ends=ends)
        return self._calls[key]


def _is_place(reference: Reference) -> TypeIs[int]:
    return not isinstance(reference, float)


def _calls(
    compiled: Compiled,
    references: Sequence[Reference],
    *,
    exact: bool,
    ends: Mapping[int, Reference],
) -> Calls:
    """The calls that compute what is referred to, and what the next iteration starts with."""
    graph = Graph(exact=exact)
    unrolled = compiled.unrolled
    places = {place: row for row, place in enumerate(compiled.rows)}
    shared = {place: row for row, place in enumerate(compiled.shared)}
    known: list[int] = []
    for place, value in enumerate(compiled.values):
        if place in places:
            known.append(graph.given(places[place], varies=True))
        elif place in shared:
            known.append(graph.given(shared[place], varies=False))
        else:
            known.append(graph.number(value))

    def node(reference: Reference) -> int:
        return graph.number(reference) if isinstance(reference, float) else known[reference]

    for line, (equation, depth) in zip(unrolled.lines, _levels(unrolled), strict=True):
        graph.begin(equation, depth)
        operands = [node(each) for each in line.operands]
        known.append(lowered(graph, line.op, operands, line.options))
    graph.begin(len(unrolled.program.equations), 0)
    into: dict[int, Place] = {}
    for place, end in ends.items():
        is_own = place in places
        at = Place(Bank.RUN, places[place]) if is_own else Place(Bank.ALL, shared[place])
        found = node(end)
        if found in into or not graph.is_computed(found) or graph.nodes[found].varies != is_own:
            found = graph.copy(found, place, varies=is_own)
        into[found] = at
    results = []
    for reference in references:
        found = node(reference)
        if graph.nodes[found].op == "given" and into:
            found = graph.copy(found, -1, varies=graph.nodes[found].varies)
        results.append(found)
    sizes = {Bank.RUN: len(places), Bank.ALL: len(shared)}
    return calls_of(graph, sizes, results, into)


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
