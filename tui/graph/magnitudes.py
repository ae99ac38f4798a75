"""Magnitudes: how large values and gradients are, in decades, for pictures without numbers.

A run assigns every symbol once, so what was found of a step holds as long as the run is looked at:
a step on costs what is new in it, however large the network is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf

from engine.iterations.residues import as_shown, residues_in
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.rounding import Residue
from engine.language.values import Array, Value, is_array
from engine.program.program import Phase, Program

UNKNOWN, ZERO, LOUDEST, ODD = 0, 1, 9, 10
"""Levels: not computed yet, exactly 0, the highest decade, NaN or infinite."""

DECADES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
"""Where a level ends and the next begins."""

Levels = Sequence[int]


def level(value: Value) -> int:
    """The level of a value, of an array that of its greatest entry.

    >>> [level(each) for each in (3.375, -1.0, 0.75, 0.02, 1e-30, 0.0)]
    [9, 9, 8, 7, 2, 1]
    """
    if isinstance(value, Residue):
        return ZERO
    size = _greatest(value) if is_array(value) else abs(value)
    if size == 0.0:
        return ZERO
    return 2 + bisect_right(DECADES, size) if size < inf else ODD


def _greatest(value: Array) -> float:
    return float(abs(value).max()) if value.size else 0.0


class Magnitudes:
    """The levels of the nodes of a program at a place in one run.

    Args:
        program: the program.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._run: Run | None = None
        self._found = bytearray()  # of every step, as far as any was looked at
        self._done = self._position = 0
        self._values = self._gradients = bytearray()

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The place of every node among the network's."""
        return {node: place for place, node in enumerate(self.program.network.nodes)}

    def gradients(self, state: State) -> Levels:
        """The level of every node's gradient, in the order of the network's nodes."""
        self._move(state)
        return self._gradients

    def values(self, state: State) -> Levels:
        """The level of every node's value, as the forward pass has it."""
        self._move(state)
        return self._values

    def _move(self, state: State) -> None:
        """Go to the place of a state, from where it was last."""
        if state.run is not self._run:
            self._begin(state.run)
        before, self._position = self._position, state.completed
        self._look_at(state.run, state.completed)
        forward, backward = (self.program.phases[each] for each in (Phase.FORWARD, Phase.BACKWARD))
        for index in range(before, state.completed):
            if index in forward:
                self._values[self._places[index]] = self._found[index]
            elif index in backward:
                self._gradients[self._places[index]] = self._found[index]
        for index in range(state.completed, before):
            if index in forward:
                self._values[self._places[index]] = UNKNOWN
            elif index in backward:
                self._gradients[self._places[index]] = UNKNOWN

    def _begin(self, run: Run) -> None:
        """Look at another run, from its beginning."""
        network = self.program.network
        self._run, self._done, self._position = run, 0, 0
        self._found = bytearray(len(self.program.equations))
        self._values, self._gradients = (bytearray(len(network.nodes)) for _ in range(2))
        given = run.start[: len(network.constants)]
        self._values[: len(given)] = bytes(map(level, given))

    def _look_at(self, run: Run, position: int) -> None:
        """Find the levels of the first steps, so many of them, that are not found yet."""
        done, known = self._done, len(run.start)
        if position > done:
            self._done = position
            values = run.memory(position)[known + done : known + position]
            self._found[done:position] = bytes(map(level, values))
            for index, found in residues_in(run, position).items():
                if done <= index < position:
                    self._found[index] = level(as_shown(values[index - done], found))

    @cached_property
    def _places(self) -> Sequence[int]:
        """The place of the node that each step is about."""
        return [self.place_of[equation.node] for equation in self.program.equations]
