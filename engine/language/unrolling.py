"""Ops on small arrays written out: each entry of a result as computations on single numbers.

A sum is added up from its first term to its last, the last axis running fastest, as in the entry of
an array equation that the step card shows (`engine.language.entries`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from engine.language import rowwise
from engine.language.rules import Rules
from engine.language.scalars import CLASS_LOSS
from engine.language.shapes import Shape, axes_of, broadcast
from engine.language.unrolled_moves import UNROLLED_MOVES, moved
from engine.language.unrolled_site import Entries, Reference, Site, Writer


def _elementwise(site: Site, *operands: Entries) -> Entries:
    columns = zip(*[_spread(each, site.shape) for each in operands], strict=True)
    return site.of(site.writer.write(site.op, *each, options=site.options) for each in columns)


def _matmul(site: Site, left: Entries, right: Entries) -> Entries:
    others = broadcast(left.shape[:-2], right.shape[:-2])
    return site.of(
        site.total([site.writer.write("mul", *pair) for pair in zip(row, column, strict=True)])
        for rows, columns in zip(_rows(left, others), _columns(right, others), strict=True)
        for row in rows
        for column in columns
    )


_Lines = Iterator[list[tuple[Reference, ...]]]


def _rows(x: Entries, others: Shape) -> _Lines:
    """The rows of each matrix in an array that is broadcast to other axes; of a vector the one."""
    width = x.shape[-1]
    for at in _matrices(x, others):
        yield [at[first : first + width] for first in range(0, len(at), width)]


def _columns(x: Entries, others: Shape) -> _Lines:
    """The columns of each matrix in such an array; of a vector the one."""
    width = x.shape[-1] if len(x.shape) > 1 else 1
    for at in _matrices(x, others):
        yield [at[first::width] for first in range(width)]


def _matrices(x: Entries, others: Shape) -> Iterator[tuple[Reference, ...]]:
    """The entries of each matrix in an array that is broadcast to other axes."""
    count, size = math.prod(x.shape[:-2]), math.prod(x.shape[-2:])
    for place in _spread(Entries(x.shape[:-2], tuple(range(count))), others):
        yield x.at[int(place) * size : (int(place) + 1) * size]


def _outer(site: Site, left: Entries, right: Entries) -> Entries:
    return site.of(site.writer.write("mul", a, b) for a in left.at for b in right.at)


def _sum(site: Site, x: Entries) -> Entries:
    axes = axes_of(dict(site.options).get("axis"), len(x.shape))
    return site.of(map(site.total, _groups(x, axes)))


def _mean(site: Site, x: Entries) -> Entries:
    sums = _sum(site, x)
    count = float(len(x.at) // len(sums.at))
    return site.of(site.writer.write("div", each, count) for each in sums.at)


def _extreme(site: Site, x: Entries) -> Entries:
    def extreme(entries: list[Reference]) -> Reference:
        op = f"{site.op}imum"
        found = reduce(lambda one, other: site.writer.write(op, one, other), entries)
        return site.writer.write("add", found, 0.0)  # which zero is not numpy's to choose

    axes = axes_of(dict(site.options).get("axis"), len(x.shape))
    return site.of(map(extreme, _groups(x, axes)))


def _sum_to(site: Site, x: Entries, like: Entries) -> Entries:
    added = len(x.shape) - len(like.shape)
    axes = [i for i, n in enumerate(x.shape) if i < added or n != like.shape[i - added]]
    return site.of(map(site.total, _groups(x, axes)))


def _spread(x: Entries, shape: Shape) -> tuple[Reference, ...]:
    """The entries of an array that is broadcast to a shape."""
    if x.shape == shape:
        return x.at
    own = (1,) * (len(shape) - len(x.shape)) + x.shape
    places, left = [0], math.prod(own)
    for size, repeated in zip(own, shape, strict=True):
        left //= size
        step = left if size != 1 else 0
        places = [place + step * i for place in places for i in range(repeated)]
    return tuple([x.at[place] for place in places])


def _groups(x: Entries, axes: Iterable[int]) -> list[list[Reference]]:
    """For each entry of a sum over some axes what is added up."""
    summed = frozenset(axes)
    steps = [math.prod(x.shape[axis + 1 :]) for axis in range(len(x.shape))]

    def places(along: Iterable[int]) -> list[int]:
        found = [0]
        for axis in along:
            found = [place + steps[axis] * i for place in found for i in range(x.shape[axis])]
        return found

    within = places(sorted(summed))
    kept = places(axis for axis in range(len(x.shape)) if axis not in summed)
    return [[x.at[first + place] for place in within] for first in kept]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Formulas on rows, written out."""

    writer: Writer

    def highest(self, x: Entries) -> Entries:
        def highest(row: list[Reference]) -> Reference:
            found = reduce(lambda one, other: self.writer.write("maximum", one, other), row)
            return self.writer.write("add", found, 0.0)  # which zero is not numpy's to choose

        return self._column(x, highest)

    def total(self, x: Entries) -> Entries:
        return self._column(x, lambda row: self._site("add", ()).total(row))

    def minus(self, x: Entries, y: Entries) -> Entries:
        return self._each("sub", x, y)

    def over(self, x: Entries, y: Entries) -> Entries:
        return self._each("div", x, y)

    def exp(self, x: Entries) -> Entries:
        return self._each("exp", x)

    def log(self, x: Entries) -> Entries:
        return self._each("log", x)

    def losses(self, onehot: Entries, log_probabilities: Entries) -> Entries:
        costs = self._each(CLASS_LOSS, onehot, log_probabilities)
        return Entries(costs.shape[:-1], self.total(costs).at)

    def _site(self, op: str, shape: Shape) -> Site:
        return Site(self.writer, op, shape, ())

    def _each(self, op: str, *operands: Entries) -> Entries:
        shape = broadcast(*[each.shape for each in operands])
        return _elementwise(self._site(op, shape), *operands)

    def _column(self, x: Entries, of: Callable[[list[Reference]], Reference]) -> Entries:
        rows = _groups(x, [len(x.shape) - 1])
        return Entries((*x.shape[:-1], 1), tuple(map(of, rows)))


def _in_rows(formula: Callable[..., Entries]) -> Callable[..., Entries]:
    return lambda site, *operands: formula(_Rows(site.writer), *operands)


UNROLLED_RULES: Rules[Callable[..., Entries]] = Rules(
    "written out",
    __name__,
    {
        "matmul": _matmul,
        "outer": _outer,
        "sum": _sum,
        "mean": _mean,
        **dict.fromkeys(("max", "min"), _extreme),
        "sum_to": _sum_to,
        **UNROLLED_MOVES,
        "softmax": _in_rows(rowwise.softmax),
        "log_softmax": _in_rows(rowwise.log_softmax),
        "cross_entropy": _in_rows(rowwise.cross_entropy),
    },
    {"elementwise": _elementwise, "moves": moved},
    exceptions=("take",),
)
"""How the entries of a call's result are computed from those of its operands."""
