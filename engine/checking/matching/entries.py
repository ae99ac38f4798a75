"""Entries: lists and matrices of names as so many chains, `(x_1, y_1) = (1, -3)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.checking.reading.page import Chain, Item, Page, Side
from engine.checking.reading.said import said
from engine.checking.reading.written import Grid, Listed, Ratio, Word, Written


def spread(page: Page) -> Page:
    """The page with a chain for each entry where names are equated by lists or matrices."""
    return replace(page, items=tuple(each for item in page.items for each in _spread(item)))


def _spread(item: Item) -> Iterator[Item]:
    if not isinstance(item, Chain):
        yield item
        return
    rows = [_entries(side.tree) for side in item.sides]
    first = rows[0]
    lengths = {None if row is None else len(row) for row in rows}
    names = first is not None and all(isinstance(each, Word | Ratio) for each in first)
    if not names or len(lengths) != 1:
        yield item
        return
    for entries in zip(*(row for row in rows if row is not None), strict=True):
        sides = zip(item.sides, entries, strict=True)
        yield Chain(tuple(_side(side, entry) for side, entry in sides))


def _entries(tree: Written) -> tuple[Written, ...] | None:
    match tree:
        case Listed(parts):
            return parts
        case Grid(rows):
            return tuple(entry for row in rows for entry in row)
    return None


def _side(side: Side, entry: Written) -> Side:
    return Side(side.sign, entry, said(entry), entry.place)
