"""The grid: how wide the columns and gaps of a layout are, and which cells that gives the wires.

Every edge between two ranks is drawn once, however many wires run along it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tui.drawing.look import EAST, NORTH, SOUTH, WEST
from tui.graph.layers import Edge, Layers, Link
from tui.graph.routing import Gap

NARROWEST, ROOMY, WIDEST = 7, 9, 12  # widths of boxes, borders included
SCROLLED = 9  # their width when the panel has to scroll anyway
NUMBER = 5  # the columns that a number such as 0.375 takes
WIDEST_GAP = 9

Cell = tuple[int, int]
Run = tuple[int, int, int]  # x, y and length of a stretch of cells in a row


class Columns(NamedTuple):
    """The horizontal measures of a layout."""

    box_width: int
    starts: Sequence[int]  # where the boxes of every rank begin
    slack: Sequence[int]  # the columns that every gap has beyond its channels and heads


def place_columns(gaps: Sequence[Gap], terms: Sequence[int], width: int) -> Columns:
    """Give boxes and gaps their widths: first what they need, then what is left, by importance.

    Args:
        gaps: The routed gaps, from the left.
        terms: How many terms of a fan-in sum a wire of each gap carries, mostly 0 or 1.
        width: The columns to use up.
    """
    count = len(gaps) + 1
    needed = [0 if gap.channels else 1 for gap in gaps]  # of every wire, something shows
    summed = [max(size * (NUMBER + 1) - 1, 0) for size in terms]
    ample = [size and size + 2 for size in summed]
    numbered = [max(size, NUMBER) for size in summed]
    wide = [max(size, WIDEST_GAP - 1 - gap.channels) for size, gap in zip(ample, gaps, strict=True)]

    left_over = width - count * NARROWEST - sum(needed) - sum(gap.channels + 1 for gap in gaps)
    if left_over < 0:
        box_width, slack = SCROLLED, [max(size, 2) for size in summed]
    else:
        box_width, slack = NARROWEST, needed
        goals = ((NARROWEST, summed), (ROOMY, ample), (ROOMY, numbered), (WIDEST, wide))
        for widest, goal in goals:
            growth = min(left_over // count, widest - box_width)
            box_width += growth
            left_over = _widen(slack, goal, left_over - growth * count)

    starts = [0]
    for gap, extra in zip(gaps, slack, strict=True):
        starts.append(starts[-1] + box_width + gap.channels + extra + 1)
    return Columns(box_width, starts, slack)


def _widen(slack: list[int], goal: Sequence[int], left_over: int) -> int:
    """Widen the gaps towards a goal, a column each in turns, and return the columns left over."""
    for step in range(1, max(goal, default=0) + 1):
        for index, size in enumerate(goal):
            if slack[index] < step <= size and left_over:
                slack[index] += 1
                left_over -= 1
    return left_over


class Grid(NamedTuple):
    """Routed edges at the columns and rows where they are drawn."""

    layers: Layers
    rows: Sequence[int]  # the centre row of every item
    columns: Columns
    bends: Mapping[Edge, Sequence[Cell]]  # the cells in which an edge turns, in pairs

    def start(self, item: int) -> Cell:
        """Return the last cell of an item: the right border of a box, or of a lane's column."""
        return self.end(item)[0] + self.columns.box_width - 1, self.rows[item]

    def end(self, item: int) -> Cell:
        """Return the first cell of an item."""
        return self.columns.starts[self.layers.ranks[item]], self.rows[item]

    def trace(self, path: Sequence[int]) -> tuple[Cell, ...]:
        """Return the corners of a wire, from the border of its source to its head."""
        x, y = self.end(path[-1])
        turns = [cell for edge in pairwise(path) for cell in self.bends[edge]]
        return (self.start(path[0]), *turns, (x - 1, y))


def place_edges(layers: Layers, rows: Sequence[int], gaps: Sequence[Gap], columns: Columns) -> Grid:
    """Find the cells in which every edge turns."""
    bends: dict[Edge, list[Cell]] = {}
    for gap, start, slack in zip(gaps, columns.starts, columns.slack, strict=False):
        for edge, turns in gap.turns.items():
            row = rows[edge[0]]
            cells = bends[edge] = []
            for channel, to in turns:
                x = start + columns.box_width + channel + (slack if channel >= gap.slot else 0)
                cells += (x, row), (x, to)
                row = to
    return Grid(layers, rows, columns, bends)


def draw(grid: Grid, owners: Mapping[Edge, Link | None]) -> tuple[dict[Cell, int], dict[Link, Run]]:
    """Draw all edges and lanes.

    Args:
        grid: Where to draw them.
        owners: The wire that has an edge for itself, if there is one.

    Returns:
        The directions joined in every cell, and the longest stretch of cells in a row that every
        wire has for itself.
    """
    layers = grid.layers
    bits: dict[Cell, int] = defaultdict(int)
    own: dict[Cell, Link | None] = {}
    spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for edge, turns in grid.bends.items():
        # An edge to a lane goes on to the end of the lane.
        end = grid.start(edge[1]) if layers.is_lane(edge[1]) else grid.end(edge[1])
        corners = [grid.start(edge[0]), *turns, end]
        for (x, y), (to_x, _) in zip(corners[::2], corners[1::2], strict=True):
            bits[x, y] |= EAST
            bits[to_x, y] |= WEST
            for between in range(x + 1, to_x):
                cell = (between, y)
                own[cell] = None if bits[cell] else owners[edge]
                bits[cell] |= EAST | WEST
        for (x, y), (_, to_y) in zip(turns[::2], turns[1::2], strict=True):
            spans[x].add((min(y, to_y), max(y, to_y)))
        own[end] = owners[edge]

    for x, verticals in spans.items():
        for top, bottom in _join(verticals):
            bits[x, top] |= SOUTH
            bits[x, bottom] |= NORTH
            for y in range(top + 1, bottom):
                bits[x, y] |= NORTH | SOUTH

    for path in layers.paths.values():
        x, y = grid.end(path[-1])
        for cell in (grid.start(path[0]), (x - 1, y), (x, y)):
            bits.pop(cell, None)
    return dict(bits), _find_runs(
        {cell: link for cell, link in own.items() if bits.get(cell) == EAST | WEST}
    )


def _join(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans of rows with those that overlap made one: many edges share a long vertical."""
    joined: tuple[int, int] | None = None
    for top, bottom in sorted(spans):
        if joined and top <= joined[1]:
            joined = (joined[0], max(joined[1], bottom))
            continue
        if joined:
            yield joined
        joined = (top, bottom)
    if joined:
        yield joined


def _find_runs(own: Mapping[Cell, Link | None]) -> dict[Link, Run]:
    """Find the longest stretch of cells side by side of every wire."""
    runs: dict[Link, Run] = {}
    for (x, y), link in own.items():
        if link and own.get((x - 1, y)) != link:
            end = x + 1
            while own.get((end, y)) == link:
                end += 1
            if link not in runs or end - x > runs[link][2]:
                runs[link] = (x, y, end - x)
    return runs
