"""Iterations in which conditions surely do not change, told from many of them at once.

All entries that a condition is about are looked at, at each step that may change one of them. What
cannot be told so (NaN, a division, the iteration before) is left to `Condition.truth`.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from operator import and_
from typing import TYPE_CHECKING, cast

from engine.iterations.timeline import Timeline
from engine.language.expression import Expression, calls
from engine.language.ops import infer_shape
from engine.program.program import Phase, Program
from engine.queries.condition_parts import Comparison, Joined, Negated, Part, ReluTest, Test
from engine.queries.conditions import COMPARISONS, Condition, relus_meant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.iterations.unrolled import Asked
    from engine.language.values import Array

    Told = NDArray[np.bool_]

AT_ONCE = 1_000
"""The most iterations that are told from at once."""

CONTRARY: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}


class Screen:
    """Conditions that are told from many iterations at once, if all of them can be.

    Args:
        conditions: what is looked for, None for what needs no condition.
        timeline: the iterations.
    """

    def __init__(self, conditions: Sequence[Condition | None], timeline: Timeline) -> None:
        self._timeline, program = timeline, timeline.program
        found = [each for each in conditions if each is not None and not each.has_memory]
        self._parts = [each.part for each in found]
        sides = [side for part in self._parts for side in _sides(part, program)]
        self._is_on = bool(sides) and len(found) == len(conditions)
        self._is_on = self._is_on and all(_is_told(part, program) for part in self._parts)
        self._asked: list[Asked] = []
        if self._is_on:
            points = _points(found, program)
            self._asked = [(side, point) for point in points for side in sides]
            sizes = [math.prod(infer_shape(side, program.shapes)) for side in sides]
            self._sizes, self._count = sizes * len(points), len(points)
        self._first = self._count_told = 0
        self._surely: Mapping[bool, Sequence[Told]] = {}

    def quiet(self, first: int, end: int, known: Sequence[bool]) -> int:
        """In how many iterations from one on, before another, no condition changes at any step.

        It may be so in more than are told.

        Args:
            first: the first iteration.
            end: the one behind the last.
            known: for each condition whether it was true of all its entries before; else it is
                told in which iterations it is false of all.
        """
        if not self._is_on or first >= end:
            return 0
        # What is joined may be told of all entries at one step and as a whole at another.
        if any(was and _is_joined(part) for part, was in zip(self._parts, known, strict=True)):
            return 0
        if not self._first <= first < self._first + self._count_told:
            self._look(first, end)
        if not self._surely:
            return 0
        told = self._surely[known[0]][0]
        for place, was in enumerate(known[1:], 1):
            told = told & self._surely[was][place]
        told = told[first - self._first : end - self._first]
        return len(told) if told.all() else int(told.argmin())

    def _look(self, first: int, end: int) -> None:
        """Look at iterations from one on, before another."""
        rows = self._timeline.watch(first, min(AT_ONCE, end - first), self._asked)
        self._is_on = rows is not None
        self._first, self._count_told, self._surely = first, 1, {}
        if rows is None or not len(rows):
            return
        self._count_told = len(rows)
        places = list(pairwise(accumulate(self._sizes, initial=0)))
        found: dict[bool, list[Told]] = {}
        for wanted in (False, True):
            columns = iter([rows[:, begin:behind] for begin, behind in places])
            at_points = [
                [_surely(part, wanted, columns, self._timeline.program) for part in self._parts]
                for _ in range(self._count)
            ]
            found[wanted] = [reduce(and_, each) for each in zip(*at_points, strict=True)]
        self._surely = found


def _points(conditions: Sequence[Condition], program: Program) -> list[int]:
    """Before which equations they are looked at: the updates, and behind each that they read."""
    symbols = {symbol for each in conditions for symbol in each.symbols}
    updates = program.phases[Phase.UPDATE]
    assigned = [program.index[each] for each in symbols if each in program.index]
    return sorted({updates.start, *(index + 1 for index in assigned if index in updates)})


def _sides(part: Part, program: Program) -> Iterator[Expression]:
    """What is computed for it, in the order in which `_surely` takes it."""
    match part:
        case Comparison(left=left, right=right):
            yield from (left, right)
        case Test(operand=operand):
            yield operand
        case ReluTest():
            yield from [relu.z for relu in relus_meant(part, program.network)]
        case Negated(part=inner):
            yield from _sides(inner, program)
        case Joined(parts=parts):
            for each in parts:
                yield from _sides(each, program)


def _is_told(part: Part, program: Program) -> bool:
    """Whether it can be told from entries side by side, and nothing is divided in it."""
    match part:
        case Negated(part=inner):
            return _is_told(inner, program)
        case Joined(parts=parts):
            return all(_is_told(each, program) for each in parts)
    sides = list(_sides(part, program))
    if any(each.op == "div" for side in sides for each in calls(side)):
        return False
    if isinstance(part, Comparison):
        shapes = [infer_shape(side, program.shapes) for side in sides]
        return () in shapes or shapes[0] == shapes[1]
    return bool(sides)


def _is_joined(part: Part) -> bool:
    return isinstance(part, Joined) or (isinstance(part, Negated) and _is_joined(part.part))


def _surely(part: Part, wanted: bool, columns: Iterator[Array], program: Program) -> Told:
    """For each iteration whether all entries are surely true, or surely false if that is wanted."""
    import numpy as np

    match part:
        case Negated(part=inner):
            return _surely(inner, not wanted, columns, program)
        case Joined(all_of_them=all_of_them, parts=parts):
            found = [_surely(each, wanted, columns, program) for each in parts]
            total = found[0]
            for each in found[1:]:
                total = total & each if all_of_them == wanted else total | each
            return total
        case Comparison(op=op):
            left, right = next(columns), next(columns)
            holds = np.asarray(COMPARISONS[op if wanted else CONTRARY[op]](left, right))
            return _all(holds & (left == left) & (right == right))
        case Test(name=name):
            x = next(columns)
            size = abs(x)
            tests = {"isnan": x != x, "isinf": size == math.inf, "isfinite": size < math.inf}
            tested: Told = tests[name]
            return _all(tested == wanted)
    told = None
    for relu in relus_meant(part, program.network):
        z = next(columns)
        z = relu.columns(z).reshape(len(z), -1, relu.units)
        holds = _IN_STATE[part.name](z).all(axis=1) == wanted
        sure = _all(holds) & _all((z == z).reshape(len(z), -1))
        told = sure if told is None else told & sure
    assert told is not None  # noqa: S101  (as `_is_told` has seen)
    return told


def _all(told: Told) -> Told:
    return cast("Told", told.all(axis=1))


_IN_STATE: Mapping[str, Callable[[Array], Told]] = {
    "dead": lambda z: z < 0.0,
    "active": lambda z: z > 0.0,
    "kink": lambda z: z == 0.0,
}
