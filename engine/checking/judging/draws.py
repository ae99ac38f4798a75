"""Draws: iterations of a program with random numbers, on which formulas are tried.

A formula holds where it is an identity of the program: whatever is given, both sides come to the
same. Half of the draws are of positive numbers, so that few ReLUs are dead and no path is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.iterations.run import Run
from engine.language.values import Value, array, is_array, is_finite, shape_of
from engine.program.program import Program

if TYPE_CHECKING:
    from engine.language.shapes import Shape

DRAWS = 8
"""So many iterations a formula is tried on."""

NEARBY = 4
"""So many more that differ little from the one at hand, with the same ReLUs active."""

CLOSE = 1e-9
"""How far two values may lie apart, as a part of the larger one, and be called the same."""

STEP = 1e-4
"""How far nearby numbers lie away, as a part of each."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Iterations with random numbers for what is given.

    Args:
        program: what is run.
    """

    program: Program

    @cached_property
    def anywhere(self) -> tuple[Run, ...]:
        """Iterations that start anywhere."""
        rng = np.random.default_rng(20)
        return tuple(Run(self.program, 0, self._start(rng, i % 2 == 0)) for i in range(DRAWS))

    def near(self, run: Run) -> list[Run]:
        """Iterations that start near another and have the same ReLUs active."""
        rng = np.random.default_rng(21)
        found = []
        for _ in range(NEARBY):
            start = [_moved(value, rng) for value in run.start]
            for slot, name in enumerate(self.program.base):
                if name in self.program.network.targets and _is_class(run.start[slot]):
                    start[slot] = run.start[slot]  # of which a formula may be a case
            if run.start[-1] == 1.0:
                start[-1] = 1.0  # a learning rate of 1 need not be written
            other = Run(self.program, run.number, tuple(start))
            if other.masks == run.masks:
                found.append(other)
        return found

    def _start(self, rng: np.random.Generator, is_positive: bool) -> tuple[Value, ...]:
        network = self.program.network
        memory = self.program.memo.symbols
        values: list[Value] = []
        for name, slot in self.program.base.items():
            value = self.program.start[slot]
            if name in network.targets and _is_distribution(value):
                values.append(_distribution(shape_of(value), rng))
                continue
            drawn = rng.normal(size=shape_of(value))
            if is_positive or name in memory or slot == len(self.program.base) - 1:
                drawn = np.abs(drawn) + 0.1
            values.append(float(drawn) if not is_array(value) else array(drawn))
        if self.program.memo.count:
            values[self.program.base[self.program.memo.count]] = float(rng.integers(1, 5))
        return tuple(values)


def _moved(value: Value, rng: np.random.Generator) -> Value:
    by = 1.0 + STEP * rng.uniform(-1.0, 1.0, size=shape_of(value))
    return array(value * by) if is_array(value) else float(value * by)


def _is_class(value: Value) -> bool:
    """Whether a target says which class a sample is of: 0 or 1."""
    return bool(np.all((np.asarray(value) == 0) | (np.asarray(value) == 1)))


def _is_distribution(value: Value) -> bool:
    """Whether every row adds up to 1: class probabilities, which have to stay that."""
    return (
        is_array(value)
        and value.ndim >= 1
        and value.shape[-1] > 1
        and bool(np.all(value >= 0))
        and bool(np.allclose(value.sum(axis=-1), 1.0))
    )


def _distribution(shape: Shape, rng: np.random.Generator) -> Value:
    rows = int(np.prod(shape[:-1]))
    one_hot = np.eye(shape[-1])[rng.integers(shape[-1], size=rows)]
    return array(one_hot.reshape(shape))


def agree(left: Value, right: Value) -> bool:
    """Whether two values are the same but for rounding; a column is the same as a row."""
    if is_array(left) and is_array(right) and left.shape != right.shape:
        if left.size != right.size or np.squeeze(left).shape != np.squeeze(right).shape:
            return False
        left, right = np.squeeze(left), np.squeeze(right)
    elif is_array(left) != is_array(right) and max(np.size(left), np.size(right)) > 1:
        return False
    scale = np.maximum(np.abs(left).max(), np.abs(right).max())
    return bool(np.all(np.abs(np.asarray(left) - right) <= CLOSE * max(float(scale), 1e-300)))


def is_telling(value: Value) -> bool:
    """Whether a value tells one formula from another: it is finite and not 0."""
    return is_finite(value) and bool(np.any(value))


def with_gradients(program: Program, nodes: frozenset[str]) -> Program:
    """The program with the gradients of some inputs and targets as well."""
    from engine.program.program import derive

    missing = sorted(nodes - set(program.network.gradients))
    if not missing:
        return program
    return derive(replace(program.network, gradients=(*program.network.gradients, *missing)))
