"""Moves of small arrays written out, and sums of what is moved to one place.

Of two zeros such a sum is the one without a sign, whatever is added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from engine.language.index import Index
from engine.language.moves import places
from engine.language.moves.shapes import axis_of
from engine.language.ops import filler
from engine.language.unrolled_site import Entries, Reference, Site


def moved(site: Site, *operands: Entries) -> Entries:
    """Of what only puts entries elsewhere."""
    move = site.move([each.shape for each in operands])
    find, otherwise = places.origins(move), filler(move.call)

    def entry(index: Index) -> Reference:
        origin = find(index)
        if origin is None:
            return otherwise
        x = operands[origin.operand]
        return x.at[places.flat(origin.at, x.shape)]

    return site.of(map(entry, places.indexes(site.shape)))


def _fold(site: Site, x: Entries) -> Entries:
    """Of images: sums over their windows, which of two zeros are the one without a sign."""
    find = places.terms_of_fold(site.move([x.shape]))

    def entry(index: Index) -> Reference:
        terms = [x.at[places.flat(each, x.shape)] for each in find(index)]
        return site.writer.write("add", site.total(terms), 0.0) if terms else 0.0

    return site.of(map(entry, places.indexes(site.shape)))


def _take(site: Site, x: Entries, indices: Entries) -> Entries:
    """What stands at some places: each index is compared with all places."""
    axis = axis_of(site.move([]).option("axis"), x.shape, site.op)
    rank, size = len(indices.shape), x.shape[axis]

    def entry(index: Index) -> Reference:
        place = indices.at[places.flat(index[axis : axis + rank], indices.shape)]
        found: Reference = math.nan
        for k in range(size):
            there = x.at[places.flat((*index[:axis], k, *index[axis + rank :]), x.shape)]
            found = _if_equal(site, place, k, there, found)
        return found

    return site.of(map(entry, places.indexes(site.shape)))


def _scatter_add(site: Site, x: Entries, indices: Entries) -> Entries:
    """Sums of what is added at each place, in the order of the indices."""
    axis = axis_of(site.move([]).option("axis"), site.shape, site.op)

    def entry(index: Index) -> Reference:
        total: Reference = 0.0
        for each, place in zip(places.indexes(indices.shape), indices.at, strict=True):
            term = x.at[places.flat((*index[:axis], *each, *index[axis + 1 :]), x.shape)]
            added = site.writer.write("add", total, term)
            total = _if_equal(site, place, index[axis], added, total)
        return total

    return site.of(map(entry, places.indexes(site.shape)))


def _if_equal(
    site: Site, place: Reference, k: int, there: Reference, otherwise: Reference
) -> Reference:
    """One of two entries: whether a place is that one."""
    if isinstance(place, float):
        return there if place == k else otherwise
    is_there = site.writer.write("equal", place, float(k))
    return site.writer.write("where", is_there, there, otherwise)


UNROLLED_MOVES: Mapping[str, Callable[..., Entries]] = {
    "fold": _fold,
    "take": _take,
    "scatter_add": _scatter_add,
}
"""The ops that are more than entries in other places."""
