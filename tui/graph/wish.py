"""The room that the box of a node wants in a layout."""

from __future__ import annotations

from typing import NamedTuple


class Wish(NamedTuple):
    """The room that a box wants, borders included.

    Args:
        width: the columns with which nothing in it is cut.
        above: the rows above the one in which wires come and go.
        below: the rows below it.
        least: the columns that it must have; 0 where it makes do with any.
        reach: the columns that it takes to its left where others of its rank are narrower, of those
            that are free.
    """

    width: int = 0
    above: int = 1
    below: int = 1
    least: int = 0
    reach: int = 0


SMALL_BOX = Wish()
"""A border with the name, a row for the value, a border with the gradient."""

LANE = Wish(above=0, below=0)
"""A wire that passes by: it is in its row alone."""
