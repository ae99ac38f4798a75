"""How much a picture of a network shows of each node."""

from __future__ import annotations

from enum import IntEnum


class Detail(IntEnum):
    """How much a picture shows, from the least: the more, the larger it is."""

    CHIPS = 0
    """A node is a cell or a few: the whole of a large network at a glance."""

    SMALL = 1
    """A node is a box of three rows: its name, its value, its gradient."""

    LARGE = 2
    """Boxes have a formula, labels, and arrays entry by entry, as far as there is room."""
