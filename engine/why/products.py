"""Products that are 0: which entries of the factors make them so.

A product of matrices pairs each entry of a row with one of a column and adds up; a product entry
by entry pairs and adds up nothing. A pair is 0 where either of the two is, and in a 0 that is not a
sum that cancels, every pair is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.claims.parts import Part
from engine.language.expression import Call
from engine.why.facts import Fact, Finder, Kind, rank

if TYPE_CHECKING:
    import numpy as np

    from engine.claims.parts import Mask


def unbroadcast(where: Mask, like: Mask) -> Mask:
    """The entries that broadcasting puts in these places, in a smaller array."""
    import numpy as np

    added = where.ndim - like.ndim
    wide = tuple(added + axis for axis, size in enumerate(like.shape) if size == 1)
    found: Mask = np.asarray(where.any(axis=(*range(added), *wide))).reshape(like.shape)
    return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a product.

    Args:
        result: which entries have a pair of which both are in these entries of the factors.
        left: which entries of the left factor stand, for these entries of the product, in a pair
            with one of these of the right.
        right: the same with the factors exchanged.
    """

    result: Callable[[Mask, Mask], Mask]
    left: Callable[[Mask, Mask], Mask]
    right: Callable[[Mask, Mask], Mask]


def _pairs(part: Part, left: Mask, right: Mask) -> Pairs:
    """The pairs of a product of factors of these shapes."""
    assert isinstance(part.expression, Call)  # noqa: S101  (as it is a product)
    if part.expression.op == "mul":
        return Pairs(
            lambda a, b: a & b,
            lambda where, b: unbroadcast(where & b, left),
            lambda where, a: unbroadcast(where & a, right),
        )
    is_outer = part.expression.op == "outer"
    rows = (left.shape[0], 1) if is_outer else left.shape if left.ndim > 1 else (1, -1)
    columns = (1, right.shape[0]) if is_outer else right.shape if right.ndim > 1 else (-1, 1)

    def matrix(a: Mask) -> np.ndarray:
        return a.reshape(rows).astype(float)

    def other(b: Mask) -> np.ndarray:
        return b.reshape(columns).astype(float)

    def whole(where: Mask) -> np.ndarray:
        return where.reshape(*where.shape[:-2], rows[-2], columns[-1]).astype(float)

    def result(a: Mask, b: Mask) -> Mask:
        found: Mask = (matrix(a) @ other(b) > 0.0).reshape(_shape(part))
        return found

    def to_left(where: Mask, b: Mask) -> Mask:
        found = whole(where) @ other(b).swapaxes(-1, -2) > 0.0
        return unbroadcast(found, matrix(left)).reshape(left.shape)

    def to_right(where: Mask, a: Mask) -> Mask:
        found = matrix(a).swapaxes(-1, -2) @ whole(where) > 0.0
        return unbroadcast(found, other(right)).reshape(right.shape)

    return Pairs(result, to_left, to_right)


def _shape(part: Part) -> tuple[int, ...]:
    import numpy as np

    return np.shape(part.value)


def nonzero_product(finder: Finder, part: Part) -> Mask:
    """Which entries of a product have a pair that is not 0."""
    left, right = map(finder.nonzero, part.operands)
    return _pairs(part, left, right).result(left, right)


def follow_product(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    """The entries of the factors that make these of a product 0.

    Where one factor alone suffices, that is told. Otherwise some pairs are 0 by the one and some by
    the other; of those that both make 0, what is data is told: it contributes nothing anyway.
    """
    left, right = part.operands
    one, other = finder.nonzero(left), finder.nonzero(right)
    pairs = _pairs(part, one, other)
    cancelled = where & pairs.result(one, other)
    if cancelled.any():
        yield Fact(Kind.FLAT, part, cancelled)
        where = where & ~cancelled
    if not where.any():
        return
    by_left, by_right = pairs.left(where, other), pairs.right(where, one)
    options = []
    if not by_right.any():
        options.append(finder.follow(left, pairs.left(where, other | ~other)))
    if not by_left.any():
        options.append(finder.follow(right, pairs.right(where, one | ~one)))
    if len(options) == 2 or (options and finder.is_simple(options[0])):
        yield from min(options, key=rank)
        return
    spare_left = pairs.left(where, ~other & ~by_right) & ~one & ~by_left
    spare_right = pairs.right(where, ~one & ~by_left) & ~other & ~by_right
    if _is_told_first(finder, right, left):
        by_right = by_right | spare_right
    else:
        by_left = by_left | spare_left
    for factor, entries in ((left, by_left), (right, by_right)):
        if entries.any():
            yield from finder.follow(factor, entries)


def _is_told_first(finder: Finder, right: Part, left: Part) -> bool:
    """Whether of two factors that are 0 it is the right that is told."""

    def order(part: Part) -> int:
        if finder.is_data(part):
            return 0
        is_step = isinstance(part.expression, Call) and part.expression.op in ("step", "relu")
        return 1 if is_step else 2

    return order(right) < order(left)
