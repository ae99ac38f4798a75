"""A view of a census: which runs, in which order, how many to a cell, and where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.frozen import replace
from engine.study.reasons import REASONS
from tui.drawing.census.census import Census

CLOSER = 2
"""So often the runs of a cell are halved from one zoom to the next."""

MOST_COMPARED = 4
"""Of so many runs in a cell the losses are shown together."""

MOST_ZOOM = 12
"""As far as one can zoom in."""


@dataclass(frozen=True)
class Grid:
    """The grid of a column's cells, of the same size in all columns.

    Args:
        rows: how many rows can be seen.
        across: how many cells a row has.
    """

    rows: int
    across: int

    @property
    def room(self) -> int:
        """How many cells can be seen."""
        return self.rows * self.across


@dataclass(frozen=True)
class Cells:
    """The cells of a column.

    Args:
        kinds: the most frequent outcome of each; -1 where no run is made yet.
        shares: its share of the runs that are made.
        runs: the first run of each that has this outcome.
    """

    kinds: NDArray[np.intp]
    shares: NDArray[np.float64]
    runs: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class View:
    """A view of a census.

    Args:
        census: what is seen.
        grid: how much there is room for.
        column: the column of the cursor.
        run: the run that the cursor is on.
        is_grouped: whether runs with the same outcome stand together.
        asked: the words of the runs that are shown; empty for all.
        zoom: how often one has zoomed in.
    """

    census: Census
    grid: Grid = Grid(1, 1)
    column: int = 0
    run: int = 0
    is_grouped: bool = False
    asked: str = ""
    zoom: int = 0

    # Which runs

    @cached_property
    def orders(self) -> Sequence[NDArray[np.intp]]:
        """The runs of each column that are shown, in the order in which they stand there."""
        return [self._order(column) for column in range(len(self.census.columns))]

    def _order(self, column: int) -> NDArray[np.intp]:
        outcome = self.census.outcome[column]
        runs = np.flatnonzero(self._matching(column)) if self.asked else np.arange(len(outcome))
        if not self.is_grouped:
            return runs
        kinds = outcome[runs]
        return runs[np.argsort(np.where(kinds < 0, len(self.census.kinds), kinds), kind="stable")]

    def _matching(self, column: int) -> NDArray[np.bool_]:
        """Which runs have all the words that are asked for, in their outcome or their reasons."""
        census, found = self.census, np.ones(self.census.outcome.shape[1], bool)
        for word in self.asked.split():
            fits = np.zeros(len(found), bool)
            for place, kind in enumerate(census.kinds):
                if word == kind.letter or (len(word) > 1 and word.lower() in kind.words):
                    fits |= census.outcome[column] == place
            for bit, reason in enumerate(REASONS):
                if len(word) > 1 and reason.startswith(word.lower()):
                    fits |= (census.reasons[column] >> bit & 1).astype(bool)
            found &= fits
        return found

    # Cells

    @property
    def most(self) -> int:
        """How many runs the longest column shows."""
        return max([1, *map(len, self.orders)])

    @property
    def fold(self) -> int:
        """How many runs a cell has."""
        whole = -(-self.most // self.grid.room)
        return max(1, -(-whole // (1 << CLOSER * self.zoom)))

    def cells(self, column: int) -> Cells:
        """The cells of a column, in reading order."""
        census, order, fold = self.census, self.orders[column], self.fold
        count = -(-len(order) // fold)
        padded = np.full(count * fold, -1)
        padded[: len(order)] = census.outcome[column, order]
        blocks = padded.reshape(count, fold)
        counts = np.stack([(blocks == kind).sum(axis=1) for kind in range(len(census.kinds))])
        best, made = counts.argmax(axis=0), counts.sum(axis=0)
        first = (blocks == best[:, None]).argmax(axis=1) + fold * np.arange(count)
        runs = order[np.minimum(first, max(len(order) - 1, 0))] if len(order) else order
        shares = counts.max(axis=0) / np.maximum(made, 1)
        return Cells(np.where(made, best, -1), shares, runs)

    @cached_property
    def place(self) -> int:
        """The cell of the cursor; 0 where its run is not shown."""
        found: list[int] = np.flatnonzero(self.orders[self.column] == self.run).tolist()
        return found[0] // self.fold if found else 0

    @property
    def first(self) -> int:
        """The first row that is seen: a whole page of rows is, with the cursor in it."""
        row = self.place // self.grid.across
        return row - row % self.grid.rows

    @property
    def inside(self) -> Sequence[int]:
        """The runs in the cell of the cursor."""
        start = self.place * self.fold
        found: list[int] = self.orders[self.column][start : start + self.fold].tolist()
        return found

    @cached_property
    def compared(self) -> Sequence[int]:
        """The run of the cursor, and one for each other outcome in its cell."""
        outcome = self.census.outcome[self.column]
        found = {int(outcome[self.run]): self.run}
        for run in self.inside:
            if outcome[run] >= 0:
                found.setdefault(int(outcome[run]), run)
        return list(found.values())[:MOST_COMPARED]

    # Moving

    def seen(self, census: Census, grid: Grid) -> View:
        """The same with more runs made, or with room for others."""
        if census is self.census and grid == self.grid:
            return self
        column = min(self.column, len(census.columns) - 1)
        run = min(self.run, census.outcome.shape[1] - 1)
        return replace(self, census=census, grid=grid, column=column, run=run)

    def moved(self, across: int, down: int) -> View:
        """The cursor so many cells further on; beyond the end of a row it is the next column."""
        width = self.grid.across
        row, at = divmod(self.place, width)
        column, at = self.column + (at + across) // width, (at + across) % width
        if not 0 <= column < len(self.census.columns):
            column, at = (0, 0) if column < 0 else (self.column, width - 1)
        return self.at(column, max(row + down, 0) * width + at)

    def at(self, column: int, place: int) -> View:
        """The cursor on a cell of a column, or on its last."""
        cells = self.cells(column)
        if not len(cells.runs):
            return replace(self, column=column)
        run = int(cells.runs[min(max(place, 0), len(cells.runs) - 1)])
        return replace(self, column=column, run=run)

    def zoomed(self, way: int) -> View:
        """Fewer runs to a cell, or more."""
        zoom = min(max(self.zoom + way, 0), MOST_ZOOM)
        return self if way > 0 and self.fold == 1 else replace(self, zoom=zoom)

    def grouped(self) -> View:
        """Runs with the same outcome together, or by seed again."""
        return replace(self, is_grouped=not self.is_grouped)

    def asking(self, words: str) -> View:
        """Only runs with such an outcome and such reasons."""
        found = replace(self, asked=words, zoom=0)
        order = found.orders[found.column]
        return found if not len(order) or self.run in order else replace(found, run=int(order[0]))
