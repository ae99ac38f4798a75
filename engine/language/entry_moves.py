"""Entries of what is moved, and of what is added up where it lands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

from engine.language.expression import ZERO, Call, Expression, Number
from engine.language.index import Index, entry_of
from engine.language.moves.places import (
    Site,
    indexes,
    is_place,
    option,
    origins,
    terms_of_fold,
)
from engine.language.moves.shapes import axis_of
from engine.language.ops import filler
from engine.language.parts import Arrays
from engine.language.values import Array


class Scalars(Protocol):
    """A writer of entries and sums of these, as long as there is room."""

    arrays: Arrays

    def at(self, part: Expression, index: Index) -> Expression:
        """The expression of an entry."""

    def sum(
        self, count: int, term: Callable[[int], Expression], values: Callable[[], Array]
    ) -> Expression:
        """The sum of so many terms."""


def moved(scalars: Scalars, part: Call, index: Index) -> Expression:
    """Of what only puts entries elsewhere: the one that stands there."""
    origin = origins(_site(scalars, part))(index)
    if origin is None:
        return scalars.at(Number(filler(part)), ())
    return scalars.at(part.operands[origin.operand], origin.at)


def fold(scalars: Scalars, part: Call, index: Index) -> Expression:
    """Of an image: the sum of what its windows have there, if any sees it."""
    (windows,) = part.operands
    return _added(scalars, windows, terms_of_fold(_site(scalars, part))(index))


def take(scalars: Scalars, part: Call, index: Index) -> Expression:
    """Of what stands at some places: the entry there, NaN where there is none."""
    x, indices = part.operands
    shape = scalars.arrays.shape(x)
    axis = axis_of(option(part, "axis"), shape, part.op)
    rank = len(scalars.arrays.shape(indices))
    place = entry_of(scalars.arrays.value(indices), index[axis : axis + rank])
    if not is_place(place, shape[axis]):
        return scalars.at(Number(math.nan), ())
    return scalars.at(x, (*index[:axis], int(place), *index[axis + rank :]))


def scatter_add(scalars: Scalars, part: Call, index: Index) -> Expression:
    """Of what is added up at some places: the sum of what is added there, if anything is."""
    x, indices = part.operands
    axis = axis_of(option(part, "axis"), scalars.arrays.shape(part), part.op)
    value = scalars.arrays.value(indices)
    places = [
        (*index[:axis], *each, *index[axis + 1 :])
        for each in indexes(scalars.arrays.shape(indices))
        if entry_of(value, each) == index[axis]
    ]
    return _added(scalars, x, places)


def _added(scalars: Scalars, x: Expression, places: Sequence[Index]) -> Expression:
    """The sum of some entries, 0 if there are none."""

    def values() -> Array:
        return scalars.arrays.row(x, ())[tuple(map(list, zip(*places, strict=True)))]

    if not places:
        return scalars.at(ZERO, ())
    return scalars.sum(len(places), lambda k: scalars.at(x, places[k]), values)


def _site(scalars: Scalars, part: Call) -> Site:
    shape = scalars.arrays.shape
    return Site(part.op, part.options, [shape(each) for each in part.operands], shape(part))
