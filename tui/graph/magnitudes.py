"""Magnitudes: how large values and gradients are, in decades, for pictures without numbers.

A run assigns every symbol once, so what was found of a step holds as long as the run is looked at:
a step on costs what is new in it, however large the network is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import isfinite

import numpy as np
import numpy.typing as npt

from engine.iterations.residues import as_shown, residues_in
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.expression import gradient_name
from engine.language.rounding import Residue
from engine.language.values import Value, is_array
from engine.program.program import Program

UNKNOWN, ZERO, LOUDEST, ODD = -1, 0, 8, 9
"""Levels that are no decade: not computed yet, exactly 0, NaN or infinite; and the highest."""

DECADES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
"""Where a level ends and the next begins."""

Levels = npt.NDArray[np.int8]


def level(value: Value) -> int:
    """The level of a value, of an array that of its greatest entry.

    >>> [level(each) for each in (3.375, -1.0, 0.75, 0.02, 1e-30, 0.0)]
    [8, 8, 7, 6, 1, 0]
    """
    if isinstance(value, Residue):
        return ZERO
    size = (float(np.abs(value).max()) if value.size else 0.0) if is_array(value) else abs(value)
    if not isfinite(size):
        return ODD
    if size == 0.0:
        return ZERO
    return 1 + bisect_right(DECADES, size)


def _levels(values: Sequence[Value]) -> Levels:
    """The levels of many values: of numbers all at once."""
    if any(map(is_array, values)):
        return np.array([level(each) for each in values], np.int8)
    sizes = np.abs(np.array(values, np.float64))
    levels: Levels = (1 + np.searchsorted(DECADES, sizes, "right")).astype(np.int8)
    levels[sizes == 0.0] = ZERO
    levels[~np.isfinite(sizes)] = ODD
    return levels


class Magnitudes:
    """The levels of the nodes of a program in one run.

    Args:
        program: the program.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._run: Run | None = None
        self._found: Levels = np.zeros(0, np.int8)
        self._done = 0

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The place of every node among the network's."""
        return {node: place for place, node in enumerate(self.program.network.nodes)}

    def gradients(self, state: State) -> Levels:
        """The level of every node's gradient, in the order of the network's nodes."""
        return self._levels(state, self._gradient_steps)

    def values(self, state: State) -> Levels:
        """The level of every node's value, as the forward pass has it."""
        levels = self._levels(state, self._value_steps)
        levels[: len(self._given)] = self._given
        return levels

    def _levels(self, state: State, steps: npt.NDArray[np.int64]) -> Levels:
        self._look_at(state)
        known = np.where(steps < state.completed, steps, len(self._found) - 1)
        return self._found[known]

    def _look_at(self, state: State) -> None:
        """Look at the steps that are new in a state."""
        run, program = state.run, self.program
        if run is not self._run:
            self._run, self._done = run, 0
            self._found = np.full(len(program.equations) + 1, UNKNOWN, np.int8)
            self._given = _levels(run.start[: len(program.network.constants)])
        done, known = self._done, len(run.start)
        if state.completed > done:
            self._done = state.completed
            values = run.memory(self._done)[known + done : known + self._done]
            self._found[done : self._done] = _levels(values)
            for index, found in residues_in(run, self._done).items():
                if done <= index < self._done:
                    self._found[index] = level(as_shown(values[index - done], found))

    @cached_property
    def _value_steps(self) -> npt.NDArray[np.int64]:
        index, network = self.program.index, self.program.network
        return self._steps([index[node] for node in network.definitions], len(network.constants))

    @cached_property
    def _gradient_steps(self) -> npt.NDArray[np.int64]:
        network, index = self.program.network, self.program.index
        never = len(self.program.equations)
        names = (gradient_name(network.loss, node) for node in network.nodes)
        return self._steps([index.get(name, never) for name in names])

    def _steps(self, places: list[int], before: int = 0) -> npt.NDArray[np.int64]:
        """Where each node's level is found, after so many that have none."""
        return np.array([len(self.program.equations)] * before + places, np.int64)
