"""Entries of what is moved, and of what is added up where it lands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.language.expression import ZERO, Call, Expression, Number
from engine.language.index import Index
from engine.language.moves.places import Site, filler, origins, terms_of_fold
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
    places = terms_of_fold(_site(scalars, part))(index)

    def values() -> Array:
        whole = scalars.arrays.row(windows, ())
        return whole[tuple(map(list, zip(*places, strict=True)))]

    if not places:
        return scalars.at(ZERO, ())
    return scalars.sum(len(places), lambda k: scalars.at(windows, places[k]), values)


def _site(scalars: Scalars, part: Call) -> Site:
    shape = scalars.arrays.shape
    return Site(part.op, part.options, [shape(each) for each in part.operands], shape(part))
