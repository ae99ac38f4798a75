"""One entry of an array equation in scalar arithmetic: from `X @ W1 + b1` to a hand computation.

The entry of an expression is an expression again, of numbers only. Its names are entries of the
arrays: `X[3,0] · W1[0,1] + X[3,1] · W1[1,1] + b1[1]` is entry `(3, 1)` of `X @ W1 + b1`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.language import rowwise
from engine.language.entry_moves import fold, moved, scatter_add, take
from engine.language.entry_rows import Part, Row
from engine.language.expression import Call, Expression, Name
from engine.language.index import (
    MAX_LEAVES,
    MAX_TERMS,
    Index,
    Known,
    Omitted,
    aligned_index,
    entry_name,
    entry_of,
    omitted_terms,
)
from engine.language.op import call
from engine.language.ops import option_of
from engine.language.parts import Arrays
from engine.language.rules import Rules
from engine.language.shapes import Shape, axes_of
from engine.language.values import Array, Value, unwarned


def entry(
    expression: Expression,
    index: Index,
    shapes: Mapping[str, Shape],
    value_of: Callable[[str], Value],
    room: int = MAX_LEAVES,
    most: int = MAX_TERMS,
) -> Expression:
    """The scalar expression that computes one entry of the value of an expression.

    Its leaves are numbers, entries of names (`X[3,0]`) and, where it would grow too long, Omitted.
    All sums in it are cut at the same number of terms, the first of `most`, 4, 2 and 1 with which
    there is room for everything; if there is not even then, its last parts are not spelt out.

    Args:
        expression: what the entry is one of.
        index: an index of its value.
        shapes: the shape of every name in it.
        value_of: the value of a name, for the class of a one-hot row and for what is left out.
        room: the most leaves.
        most: the most terms of a sum.
    """
    arrays = Arrays(shapes, value_of)
    for terms in (most, 4, 2, 1):
        scalars = _Scalars(arrays, terms, room)
        found = scalars.at(expression, index)
        if not scalars.is_full:
            break
    return found


@dataclass(slots=True)
class _Scalars:
    """Writes entries until there is no room for another leaf.

    Args:
        arrays: what the entries are taken from.
        terms: the most terms of a sum.
        room: how many more leaves may be written.
        is_full: whether one more was wanted.
    """

    arrays: Arrays
    terms: int
    room: int
    is_full: bool = False

    def at(self, part: Expression, index: Index) -> Expression:
        """The expression of an entry."""
        if self.room == 0:
            self.is_full = True
            return Omitted("...", entry_of(self.arrays.value(part), index))
        if isinstance(part, Call):
            return ENTRY_RULES[part.op](self, part, index)
        self.room -= 1
        return Name(entry_name(part.name, index)) if isinstance(part, Name) else part

    def known(self, name: str, value: float) -> Expression:
        """A leaf that is written by a name of its own, and knows its value."""
        if self.room == 0:
            self.is_full = True
        else:
            self.room -= 1
        return Known(name, value)

    def sum(
        self, count: int, term: Callable[[int], Expression], values: Callable[[], Array]
    ) -> Expression:
        """The sum of so many terms, added from left to right.

        Args:
            count: how many there are, one at least.
            term: gives the expression of each.
            values: gives the values of all, in case some are left out.
        """
        return self.joined("add", count, term, lambda left: float(values()[left:].sum()))

    def joined(
        self, op: str, count: int, term: Callable[[int], Expression], rest: Callable[[int], float]
    ) -> Expression:
        """So many terms joined by an op of two operands, from left to right.

        Args as of `sum`, but `rest` gives what those from one on amount to.
        """
        total = term(0)
        # That one is left out would take the room of the one.
        written = count if count == self.terms + 1 else min(count, self.terms)
        for k in range(1, written):
            total = call(op, total, term(k))
        if count > written:
            with unwarned():
                left_out = omitted_terms(count - written, rest(written))
            total = call(op, total, left_out)
        return total


_Rule = Callable[[_Scalars, Call, Index], Expression]


def _elementwise(scalars: _Scalars, part: Call, index: Index) -> Expression:
    return part.of(
        scalars.at(operand, aligned_index(index, scalars.arrays.shape(operand)))
        for operand in part.operands
    )


def _matmul(scalars: _Scalars, part: Call, index: Index) -> Expression:
    left, right = part.operands
    shapes = [scalars.arrays.shape(each) for each in part.operands]
    columns = min(len(shapes[1]), 2) - 1
    others = index[: len(index) - (min(len(shapes[0]), 2) - 1) - columns]
    row = (*aligned_index(others, shapes[0][:-2]), *index[len(others) : len(index) - columns])
    first, column = aligned_index(others, shapes[1][:-2]), index[len(index) - columns :]

    def values() -> Array:
        arrays = scalars.arrays
        return arrays.row(left, row) * arrays.row(right, (*first, slice(None), *column))

    def term(k: int) -> Expression:
        return call("mul", scalars.at(left, (*row, k)), scalars.at(right, (*first, k, *column)))

    return scalars.sum(shapes[0][-1], term, values)


def _outer(scalars: _Scalars, part: Call, index: Index) -> Expression:
    left, right = part.operands
    return call("mul", scalars.at(left, index[:1]), scalars.at(right, index[1:]))


def _sum(scalars: _Scalars, part: Call, index: Index) -> Expression:
    return _summed(scalars, part.operands[0], _kept(scalars, part, index))


def _mean(scalars: _Scalars, part: Call, index: Index) -> Expression:
    operand, kept = part.operands[0], _kept(scalars, part, index)
    return _summed(scalars, operand, kept) / _count(scalars.arrays.shape(operand), kept)


def _sum_to(scalars: _Scalars, part: Call, index: Index) -> Expression:
    operand, like = part.operands
    shape = scalars.arrays.shape(like)
    kept = [None if size == 1 else i for i, size in zip(index, shape, strict=True)]
    added = len(scalars.arrays.shape(operand)) - len(shape)
    return _summed(scalars, operand, [*[None] * added, *kept])


def _kept(scalars: _Scalars, part: Call, index: Index) -> Sequence[int | None]:
    """The index into the operand of a sum or mean, None for the axes that are summed over."""
    rank = len(scalars.arrays.shape(part.operands[0]))
    axes, places = axes_of(option_of(part, "axis"), rank), iter(index)
    return [None if axis in axes else next(places) for axis in range(rank)]


def _extreme(scalars: _Scalars, part: Call, index: Index) -> Expression:
    operand, kept = part.operands[0], _kept(scalars, part, index)
    term, values = _along(scalars, operand, kept)

    def rest(first: int) -> float:
        return float(getattr(values()[first:], part.op)())

    count = _count(scalars.arrays.shape(operand), kept)
    return scalars.joined(f"{part.op}imum", count, term, rest)


def _summed(scalars: _Scalars, operand: Expression, kept: Sequence[int | None]) -> Expression:
    """The sum over the axes where `kept` is None, the last axis running fastest."""
    count = _count(scalars.arrays.shape(operand), kept)
    return scalars.sum(count, *_along(scalars, operand, kept))


def _along(
    scalars: _Scalars, operand: Expression, kept: Sequence[int | None]
) -> tuple[Callable[[int], Expression], Callable[[], Array]]:
    """The entries over the axes where `kept` is None: the expression of each, and all values."""
    shape = scalars.arrays.shape(operand)

    def term(k: int) -> Expression:
        index = []
        for i, size in zip(reversed(kept), reversed(shape), strict=True):
            if i is None:
                k, i = divmod(k, size)
            index.append(i)
        return scalars.at(operand, tuple(reversed(index)))

    def values() -> Array:
        places = tuple(slice(None) if i is None else i for i in kept)
        return scalars.arrays.row(operand, places).ravel()

    return term, values


def _count(shape: Shape, kept: Sequence[int | None]) -> int:
    """How many entries are summed over."""
    return math.prod(size for i, size in zip(kept, shape, strict=True) if i is None)


# Rows of logits


def _in_row(formula: Callable[..., Part], places: Callable[[Index], tuple[Index, int]]) -> _Rule:
    """The rule of an op that is a formula on rows.

    Args:
        formula: one of `engine.language.rowwise`.
        places: which row an entry of its value is computed from, and its place in it.
    """

    def rule(scalars: _Scalars, part: Call, index: Index) -> Expression:
        row, place = places(index)

        def of(operand: Expression) -> Part:
            return Part(
                lambda k: scalars.at(operand, (*row, k)), lambda: scalars.arrays.row(operand, row)
            )

        length = scalars.arrays.shape(part.operands[0])[-1]
        with unwarned():
            return formula(Row(scalars, length), *map(of, part.operands)).at(place)

    return rule


def _within(index: Index) -> tuple[Index, int]:
    return index[:-1], index[-1]


def _of_whole(index: Index) -> tuple[Index, int]:
    return index, 0


ENTRY_RULES: Rules[_Rule] = Rules(
    "entry by entry",
    __name__,
    {
        "matmul": _matmul,
        "outer": _outer,
        "sum": _sum,
        "mean": _mean,
        **dict.fromkeys(("max", "min"), _extreme),
        "sum_to": _sum_to,
        "fold": fold,
        "take": take,
        "scatter_add": scatter_add,
        "softmax": _in_row(rowwise.softmax, _within),
        "log_softmax": _in_row(rowwise.log_softmax, _within),
        "cross_entropy": _in_row(rowwise.cross_entropy, _of_whole),
    },
    {"elementwise": _elementwise, "moves": moved},
    exceptions=("take",),
)
"""The expression of an entry of the value of a call."""
