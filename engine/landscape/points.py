"""The loss, and what is 0 on kinks, at many points at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import numpy as np

from engine.landscape.directions import Moved, Point
from engine.landscape.forward import Forward
from engine.language.expression import Expression, free_names
from engine.language.values import Array, Memory, Value, bind, contiguous, is_array, unwarned

Step = Callable[[Memory], Value]


class Computed(NamedTuple):
    """What was computed at many points.

    Args:
        losses: one for each point.
        margins: a row for each entry of each kink, of what is 0 on it, a column for each point.
    """

    losses: Array
    margins: Array


class Points(Protocol):
    """Computes the loss at many points."""

    @property
    def at_once(self) -> int:
        """How many points are best computed at once."""

    def compute(self, moved: Moved) -> Computed:
        """The loss and the margins where some of what is given has other values."""


class OneByOne:
    """Runs the forward equations for one point after the other, as the debugger runs them.

    Args:
        forward: the equations.
        point: what is given, in the order of the network.
    """

    at_once = 2

    def __init__(self, forward: Forward, point: Point) -> None:
        network = forward.network
        self._start = list(point.values())
        self._slots = {name: slot for slot, name in enumerate((*point, *network.definitions))}
        self._shapes = network.shapes
        self._loss = self._slots[network.loss]
        self._steps = [self._bound(expression) for _, expression in network.equations]
        self._kinks = [[self._bound(each) for each in kink.operands] for kink in forward.kinks]
        self._rows = len(forward.entries)

    def compute(self, moved: Moved) -> Computed:
        """The loss and the margins where some of what is given has other values."""
        count = len(next(iter(moved.values())))
        losses, margins = np.empty(count), np.empty((self._rows, count))
        with unwarned():
            for i in range(count):
                memory = list(self._start)
                for name, values in moved.items():
                    slot = self._slots[name]
                    is_number = not is_array(memory[slot])
                    memory[slot] = float(values[i]) if is_number else contiguous(values[i])
                for step in self._steps:
                    memory.append(step(memory))
                losses[i] = memory[self._loss]
                margins[:, i] = [x for kink in self._kinks for x in _margins(kink, memory)]
        return Computed(losses, margins)

    def _bound(self, expression: Expression) -> Step:
        slots = {name: self._slots[name] for name in free_names(expression)}
        return bind(expression, slots, self._shapes)


def _margins(kink: list[Step], memory: Memory) -> Iterator[float]:
    """What is 0 on a kink, entry by entry: the operand, or the difference of both."""
    first, *others = [operand(memory) for operand in kink]
    margin = first - others[0] if others else first
    return iter(np.ravel(margin).tolist())


def in_pieces(points: Points, moved: Moved) -> Iterator[Computed]:
    """What is computed at many points, a piece at a time."""
    count = len(next(iter(moved.values())))
    for first in range(0, count, points.at_once):
        piece = slice(first, first + points.at_once)
        yield points.compute({name: values[piece] for name, values in moved.items()})
