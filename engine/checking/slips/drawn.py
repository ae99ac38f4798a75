"""Values drawn anew for all that a program has: what holds for any numbers is told by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from engine.checking.slips.scene import NEXT, Values, looked_up, symbol_in
from engine.errors import ExpressionError
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.language.shapes import Shape
from engine.language.values import Value, array, is_array
from engine.program.program import Program

LOOSE = 8
"""So many times every symbol is drawn by itself."""

NEGATIVE = 0.4
"""The share of numbers below 0 among those that may be."""

RUNS, RUNS_OF_ARRAYS = 24, 8
"""So many times a program is run: its ReLUs are active in some runs and dead in others.

Those of an array are so within a run already.
"""


class Drawn:
    """Values of a program for other numbers than those that are given.

    Args:
        program: the program.
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    def run(self, symbol: str) -> list[Values]:
        """Values as they stand before a symbol is computed, the program run with what is drawn."""
        index = self._program.index[symbol]
        return [Values(_Run(run, index).value_of) for run in self._runs]

    def loose(self) -> list[Values]:
        """Every symbol drawn by itself, so that no two are equal, or 0, by chance."""
        return [Values(_Loose(values).value_of) for values in self._loose]

    def kinks(self) -> list[Values]:
        """As loose, but that about half of all numbers are 0."""
        rng = np.random.default_rng(9)
        found = []
        for values in self._loose:
            zeroed = {name: value * _half(rng, value) for name, value in values.items()}
            found.append(Values(_Loose(zeroed).value_of))
        return found

    @cached_property
    def _runs(self) -> list[Run]:
        rng = np.random.default_rng(7)
        count = RUNS_OF_ARRAYS if any(self._program.shapes.values()) else RUNS
        # In some runs all that is given is positive, so that ReLUs behind others are active too.
        return [Run(self._program, 0, tuple(self._start(rng, i % 4 == 0))) for i in range(count)]

    @cached_property
    def _loose(self) -> list[Mapping[str, Value]]:
        rng = np.random.default_rng(8)
        shapes = self._program.shapes
        names = [*shapes, *(NEXT + name for name in self._program.network.parameters)]
        # In every second draw all are positive, so that logarithms and roots have a value.
        return [
            {
                name: _number(rng, shapes[name.removeprefix(NEXT)], is_positive=i % 2 == 0)
                for name in names
            }
            for i in range(LOOSE)
        ]

    def _start(self, rng: np.random.Generator, is_positive: bool) -> Iterator[Value]:
        network, memo = self._program.network, self._program.memo
        for name in self._program.base:
            shape = self._program.shapes[name]
            if name == memo.count:
                yield float(rng.integers(0, 5))
            elif name in network.targets and _are_shares(network.targets[name]):
                share = rng.random(shape) + 0.1
                yield array(share / share.sum(axis=-1, keepdims=True))
            else:
                yield _number(rng, shape, is_positive or name not in network.constants)


class _Run:
    def __init__(self, run: Run, index: int) -> None:
        self._run, self._index = run, index

    def value_of(self, name: str) -> Value:
        return looked_up(name, lambda base: symbol_in(self._run, self._index, base))


class _Loose:
    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def value_of(self, name: str) -> Value:
        return looked_up(name, self._symbol)

    def _symbol(self, name: str) -> Value:
        if name not in self._values:
            raise ExpressionError(f"there is no {name}")
        return self._values[name]


def _number(rng: np.random.Generator, shape: Shape, is_positive: bool) -> Value:
    drawn = rng.uniform(0.1, 2.0, size=shape)
    if not is_positive:
        drawn *= np.where(rng.random(shape) < NEGATIVE, -1.0, 1.0)
    return array(drawn) if shape else float(drawn)


def _half(rng: np.random.Generator, value: Value) -> Value:
    """0 or 1 for every number, as a coin falls."""
    if is_array(value):
        return array(rng.integers(0, 2, size=value.shape))
    return float(rng.integers(0, 2))


def _are_shares(value: Value) -> bool:
    """Whether the rows of a target are shares of 1, as those of classes are."""
    return is_array(value) and value.ndim > 0 and bool(np.all(value.sum(axis=-1) == 1.0))


_KEPT: WeakKeyDictionary[Timeline, Drawn] = WeakKeyDictionary()


def drawn(timeline: Timeline) -> Drawn:
    """The draws for the program of a timeline, made once."""
    if timeline not in _KEPT:
        _KEPT[timeline] = Drawn(timeline.program)
    return _KEPT[timeline]
