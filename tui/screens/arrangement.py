"""The arrangement of the panels: which is in focus, which is shown alone, and sizes set by hand.

It is a person's, and says nothing of the debugger. Sizes are kept as shares of the screen, so that
they are what they were once a terminal is as large as it was again.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from engine.frozen import frozen, replace

LEAST_ROWS, LEAST_COLUMNS = 5, 22
"""The rows and columns that a panel keeps, whatever the others are given."""

STEP = 2
"""The columns that a key makes a panel wider or narrower; of rows it is one."""


class Area(Enum):
    """A part of the screen with a panel, by the name that a person gives it."""

    GRAPH = "graph"
    WATCHES = "watches"
    CARD = "card"
    VALUES = "values"


class Sizes(NamedTuple):
    """The sizes of the panels on a screen.

    Args:
        width: the columns of the screen.
        height: its rows.
        watches: the rows of the watches.
        lower: the rows of the step card and of what stands beside it.
        left: the columns of the step card.
    """

    width: int
    height: int
    watches: int
    lower: int
    left: int

    @property
    def body(self) -> int:
        """The rows between the first line and the last."""
        return self.height - 2

    @property
    def upper(self) -> int:
        """The rows of the graph, or of what stands in its place."""
        return self.body - self.watches - self.lower


@frozen(slots=True)
class Arrangement:
    """What a person has made of the panels.

    Args:
        focus: what keys that are about a panel are about; None until one was chosen.
        alone: what has the whole screen for itself; None while all are shown.
        lower: the share of the rows that the lower panels have; None where that is as always.
        left: the share of the columns that the step card has; None where that is as always.
        watches: the rows of the watches; None where these are as always.
    """

    focus: Area | None = None
    alone: Area | None = None
    lower: float | None = None
    left: float | None = None
    watches: int | None = None

    def focused(self, area: Area) -> Arrangement:
        """With another panel in focus, alone where one was alone."""
        return replace(self, focus=area, alone=self.alone and area)

    def following(self, areas: Sequence[Area], way: int) -> Arrangement:
        """With the next of the panels in focus that there are, or the one before."""
        if self.focus not in areas:
            return self.focused(areas[0 if way > 0 else -1])
        return self.focused(areas[(areas.index(self.focus) + way) % len(areas)])

    def maximised(self) -> Arrangement:
        """With the panel in focus alone, the graph where none is; or with all again."""
        return replace(self, alone=None if self.alone else self.focus or Area.GRAPH)

    def with_all(self) -> Arrangement:
        """With all panels shown."""
        return replace(self, alone=None)

    def usual(self) -> Arrangement:
        """With all panels shown in their usual sizes."""
        return Arrangement(self.focus)

    def grown(self, by: int, sizes: Sizes) -> Arrangement:
        """With the panel in focus larger by a step, or smaller where it is negative.

        The graph and the watches grow in rows; the step card and the values in columns.
        """
        match self.focus or Area.GRAPH:
            case Area.GRAPH:
                return self.with_lower(sizes.lower - by, sizes)
            case Area.WATCHES:
                return replace(self, watches=max(sizes.watches + by, 1))
            case Area.CARD:
                return self.with_left(sizes.left + STEP * by, sizes)
            case Area.VALUES:
                return self.with_left(sizes.left - STEP * by, sizes)

    def with_lower(self, rows: int, sizes: Sizes) -> Arrangement:
        """With so many rows for the lower panels, as far as the others keep some.

        A window with no rows for panels tells nothing of shares: it stays as it is.
        """
        if sizes.body < 1:
            return self
        most = sizes.body - sizes.watches - LEAST_ROWS
        return replace(self, lower=max(min(rows, most), LEAST_ROWS) / sizes.body)

    def with_left(self, columns: int, sizes: Sizes) -> Arrangement:
        """With so many columns for the step card, as far as the values keep some."""
        if sizes.width < 1:
            return self
        most = sizes.width - LEAST_COLUMNS
        return replace(self, left=max(min(columns, most), LEAST_COLUMNS) / sizes.width)

    def fitted(self, usual: Sizes, watches: int) -> Sizes:
        """The sizes on a screen, which are the usual ones where none were set by hand.

        Args:
            usual: what they would be.
            watches: how many watches there are.
        """
        width, height, strip, lower, left = usual
        body = usual.body
        if self.watches is not None:
            strip = max(min(self.watches, watches, body - 2 * LEAST_ROWS), min(strip, 1))
        if self.lower is not None:
            lower = round(self.lower * body)
        lower = max(min(lower, body - strip - LEAST_ROWS), min(usual.lower, LEAST_ROWS))
        if self.left is not None:
            left = max(min(round(self.left * width), width - LEAST_COLUMNS), LEAST_COLUMNS)
        return Sizes(width, height, strip, lower, left)
