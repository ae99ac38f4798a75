"""The loss at many points at once: the forward equations unrolled, each number an array of points.

Where arrays are small, a network is a list of computations on single numbers
(`engine.iterations.unrolled`). What of these is the same at all points is computed once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.iterations.unrolled import MAX_LINES, Line, NotSmall, Unrolling
from engine.landscape.directions import Moved, Point
from engine.landscape.forward import Forward, Kink
from engine.landscape.points import Computed
from engine.language.arrays import ARRAY_RULES
from engine.language.expression import calls
from engine.language.ops import infer_shape
from engine.language.scalars import scalar_op
from engine.language.shapes import is_small
from engine.language.unrolled_site import Reference
from engine.language.values import Array, unwarned
from engine.program.program import Phase, derive

MOST_NUMBERS = 1 << 18
"""So many numbers are in work at once: 2 MB, which a cache holds."""

Numbers = float | Array
"""A number that is the same at all points, or one for each."""


class Computation(NamedTuple):
    """A line whose result differs between points."""

    place: int
    compute: Callable[..., Array]
    operands: tuple[Reference, ...]


class Plan(NamedTuple):
    """What is to be computed where some given entries differ between points.

    Args:
        values: every place with its value, where that is the same at all points.
        computations: the others, in order.
    """

    values: Sequence[float]
    computations: Sequence[Computation]


class Unrolled(NamedTuple):
    """The forward equations as computations on single numbers.

    Args:
        given: the places of the entries of what is given, by name.
        lines: the computations; the place of each is counted on from those.
        loss: what refers to the loss.
        margins: for each entry of each kink one or two, whose difference is 0 on it.
    """

    given: Mapping[str, Sequence[int]]
    lines: Sequence[Line]
    loss: Reference
    margins: Sequence[tuple[Reference, ...]]

    @property
    def first(self) -> int:
        """The place of the first line."""
        return sum(map(len, self.given.values()))


def unroll_forward(forward: Forward) -> Unrolled | None:
    """The forward equations unrolled; None where their arrays are too large for that."""
    if len(forward.network.equations) > MAX_LINES or _is_large(forward):
        return None
    program = derive(forward.network)
    names = list(program.base)[: len(program.network.constants)]
    unrolling = Unrolling(program, range(len(names)), frozenset())
    try:
        for index in program.phases[Phase.FORWARD]:
            unrolling.assign(index)
            if len(unrolling.lines) > MAX_LINES:
                return None
    except NotSmall:
        return None
    given = {name: unrolling.given[slot] for slot, name in enumerate(names)}
    (loss,) = unrolling.known[len(program.base) + program.index[program.network.loss]].at
    end = program.phases[Phase.FORWARD].stop
    margins = tuple(each for kink in forward.kinks for each in _margins(unrolling, kink, end))
    return Unrolled(given, tuple(unrolling.lines), loss, margins)


def _is_large(forward: Forward) -> bool:
    """Whether some call is on arrays that are not small: then nothing need be derived."""
    network = forward.network
    return any(
        not is_small(
            call.op,
            [infer_shape(each, network.shapes) for each in call.operands],
            infer_shape(call, network.shapes),
        )
        for _, expression in network.equations
        for call in calls(expression)
    )


def _margins(unrolling: Unrolling, kink: Kink, end: int) -> Iterator[tuple[Reference, ...]]:
    """What refers to the operands of a kink, entry by entry."""
    sides = []
    for operand in kink.operands:
        entries = unrolling.of(operand, end)
        places = np.arange(len(entries.at)).reshape(entries.shape)
        sides.append([entries.at[i] for i in np.broadcast_to(places, kink.shape).ravel().tolist()])
    return zip(*sides, strict=True)


class Together:
    """Computes all points at once.

    Args:
        unrolled: the equations.
        point: what is given.
    """

    def __init__(self, unrolled: Unrolled, point: Point) -> None:
        self._unrolled, self._point = unrolled, point
        self._plans: dict[frozenset[int], Plan] = {}
        self._rows = len(unrolled.margins)
        self._start = [
            float(entry) for name in unrolled.given for entry in np.ravel(point[name]).tolist()
        ]

    @property
    def at_once(self) -> int:
        """How many points are best computed at once."""
        return max(MOST_NUMBERS // (len(self._unrolled.lines) + self._rows + 1), 64)

    def compute(self, moved: Moved) -> Computed:
        """The loss and the margins where some of what is given has other values."""
        count = len(next(iter(moved.values())))
        others = dict(self._others(moved))
        plan = self._plan(frozenset(others))
        values: list[Numbers] = list(plan.values)
        for place, numbers in others.items():
            values[place] = numbers

        def value(reference: Reference) -> Numbers:
            return reference if isinstance(reference, float) else values[reference]

        with unwarned():
            for place, compute, operands in plan.computations:
                values[place] = compute(*[value(each) for each in operands])
            losses = np.full(count, value(self._unrolled.loss))
            margins = np.empty((self._rows, count))
            for row, references in enumerate(self._unrolled.margins):
                first, *rest = [value(each) for each in references]
                margins[row] = first - rest[0] if rest else first
        return Computed(losses, margins)

    def _others(self, moved: Moved) -> Iterator[tuple[int, Array]]:
        """The places of given entries that differ from the point, and their numbers."""
        for name, values in moved.items():
            columns = values.reshape(len(values), -1).T
            for place, column in zip(self._unrolled.given[name], columns, strict=True):
                if (column != self._start[place]).any():
                    yield place, np.ascontiguousarray(column)

    def _plan(self, others: frozenset[int]) -> Plan:
        """What is the same at all points, and what is to be computed for each."""
        plan = self._plans.get(others)
        if plan is None:
            plan = self._plans[others] = self._planned(others)
        return plan

    def _planned(self, others: frozenset[int]) -> Plan:
        differs, values = set(others), list(self._start)
        computations = []
        for line in self._unrolled.lines:
            place = len(values)
            if any(type(each) is int and each in differs for each in line.operands):
                differs.add(place)
                values.append(math.nan)
                computations.append(Computation(place, _function(line), line.operands))
            else:
                values.append(_same(line, values))
        return Plan(values, _needed(computations, self._unrolled))


def _same(line: Line, values: Sequence[float]) -> float:
    """The result of a line that is the same at all points, as the debugger computes it."""
    compute = scalar_op(line.op, line.options)
    assert compute is not None  # noqa: S101  (as each line is on single numbers)
    return compute(*[each if isinstance(each, float) else values[each] for each in line.operands])


def _function(line: Line) -> Callable[..., Array]:
    """The function for a line on arrays."""
    if line.op == "class_loss":
        return _class_loss
    function = ARRAY_RULES[line.op]
    return partial(function, **dict(line.options)) if line.options else function


def _class_loss(target: Numbers, logarithm: Numbers) -> Array:
    return np.where(target == 0.0, 0.0, -target * logarithm)


def _needed(computations: Sequence[Computation], unrolled: Unrolled) -> Sequence[Computation]:
    """The computations that the loss and the margins depend on."""
    needed = {unrolled.loss, *(each for margin in unrolled.margins for each in margin)}
    found = []
    for each in reversed(computations):
        if each.place in needed:
            found.append(each)
            needed.update(each.operands)
    return found[::-1]
