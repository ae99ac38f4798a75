"""The way inward: into the terms of fan-in sums, one after the other, so many times at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from itertools import accumulate

from engine.debugger.cursor import Cursor, Way
from engine.iterations.timeline import MAX_ITERATION
from engine.program.program import Program


class Inward:
    """The places that lie one behind the other while one steps into every sum.

    A sum of n terms is n + 1 places, as its accumulator starts at 0; one that was set by hand is
    one place, and so is every other step.

    Args:
        program: whose sums they are.
        given: the symbols of steps that were set by hand, for each iteration with some.
    """

    def __init__(self, program: Program, given: Mapping[int, Collection[str]]) -> None:
        self._program = program
        self._given = given
        self._sizes = _sizes(program)
        self._usual = sum(self._sizes)

    def ahead(self, cursor: Cursor, count: int) -> Way:
        """The place so many further on than one at which some terms have arrived, or that has none.

        It takes no longer for many than for one, but for iterations in which something was set.
        """
        firsts = self._firsts(cursor.iteration)
        place, iteration = firsts[cursor.step - 1] + (cursor.arrived or 0) + count, cursor.iteration
        while place >= self._size(iteration):
            whole = 1
            if iteration not in self._given:
                left = min((at for at in self._given if at > iteration), default=MAX_ITERATION + 1)
                whole = min(place // self._usual, left - iteration)
            place -= whole * self._size(iteration)
            iteration += whole
            if iteration > MAX_ITERATION:
                return Way(self._at(MAX_ITERATION, self._size(MAX_ITERATION) - 1), is_there=False)
        return Way(self._at(iteration, place))

    def _at(self, iteration: int, place: int) -> Cursor:
        firsts = self._firsts(iteration)
        step = bisect_right(firsts, place)
        is_sum = self._sizes_in(iteration)[step - 1] > 1
        return Cursor(iteration, step, place - firsts[step - 1] if is_sum else None)

    def _sizes_in(self, iteration: int) -> list[int]:
        """How many places each step is in an iteration."""
        sizes = list(self._sizes)
        for symbol in self._given.get(iteration, ()):
            sizes[self._program.index[symbol]] = 1
        return sizes

    def _size(self, iteration: int) -> int:
        is_usual = iteration not in self._given
        return self._usual if is_usual else sum(self._sizes_in(iteration))

    def _firsts(self, iteration: int) -> list[int]:
        """The number of the first place of each step, within an iteration."""
        return [0, *accumulate(self._sizes_in(iteration)[:-1])]


def places_inside(program: Program) -> int:
    """So many places there are in an iteration in which nothing was set by hand."""
    return sum(_sizes(program))


def _sizes(program: Program) -> list[int]:
    terms = (len(equation.terms) for equation in program.equations)
    return [number + 1 if number > 1 else 1 for number in terms]
