"""The grid: how wide the columns and gaps of a layout are, and which cells that gives the wires.

Every edge between two ranks is drawn once, however many wires run along it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import add
from typing import NamedTuple

from tui.drawing.look import EAST, NORTH, SOUTH, WEST
from tui.graph.layers import Edge, Layers, Link
from tui.graph.routing import Gap

NARROWEST, ROOMY, WIDEST = 7, 9, 12  # widths of boxes, borders included
SCROLLED = 9  # their width when the panel has to scroll anyway
NUMBER = 5  # the columns that a number such as 0.375 takes
WIDEST_GAP = 9
LONGEST = 24  # the width of a box that a name may ask for

Cell = tuple[int, int]
Run = tuple[int, int, int]  # x, y and length of a stretch of cells in a row


class Columns(NamedTuple):
    """The horizontal measures of a layout."""

    widths: Sequence[int]  # of the boxes of every rank
    starts: Sequence[int]  # where they begin
    slack: Sequence[int]  # the columns that every gap has beyond its channels and heads


def place_columns(
    gaps: Sequence[Gap],
    terms: Sequence[int],
    wishes: Sequence[int],
    width: int,
    least: Sequence[int] | None = None,
) -> Columns:
    """Give boxes and gaps their widths: first what they need, then what is left, by importance.

    Args:
        gaps: The routed gaps, from the left.
        terms: How many terms of a fan-in sum a wire of each gap carries, mostly 0 or 1.
        wishes: The width at which nothing in the boxes of each rank is cut.
        width: The columns to use up.
        least: The width that the boxes of each rank must have; None where they make do with any.
    """
    count = len(gaps) + 1
    needed = _needed(gaps)
    summed = [max(size * (NUMBER + 1) - 1, 0) for size in terms]
    ample = [size and size + 2 for size in summed]
    numbered = [max(size, NUMBER) for size in summed]
    wide = [max(size, WIDEST_GAP - 1 - gap.channels) for size, gap in zip(ample, gaps, strict=True)]
    if least is not None:
        widths, slack = list(least), [max(each) for each in zip(needed, ample, strict=True)]
        left_over = width - sum(widths) - least_gaps(gaps, terms)
        if left_over > 0:
            left_over = _widen(slack, numbered, left_over)
            left_over = _widen(widths, wishes, left_over)
            _widen(slack, wide, left_over)
        elif left_over:
            slack = [max(size, 2) for size in slack]
        return _placed(gaps, widths, slack)
    wishes = [min(wish, LONGEST) for wish in wishes]

    left_over = width - count * NARROWEST - sum(needed) - sum(gap.channels + 1 for gap in gaps)
    if left_over < 0:
        widths = [max(wish, SCROLLED) for wish in wishes]
        slack = [max(size, 2) for size in summed]
    else:
        widths, slack = [NARROWEST] * count, needed
        goals = ((NARROWEST, summed), (ROOMY, ample), (ROOMY, numbered), (WIDEST, wide))
        for widest, goal in goals:
            if widest == WIDEST:  # numbers have their room by now
                left_over = _widen(widths, wishes, left_over)
            left_over = _widen(slack, goal, _raise(widths, widest, left_over))
    return _placed(gaps, widths, slack)


def least_gaps(gaps: Sequence[Gap], terms: Sequence[int]) -> int:
    """The columns that gaps take at least, with room for all terms of fan-in sums."""
    ample = [size and size * (NUMBER + 1) + 1 for size in terms]
    return sum(map(max, _needed(gaps), ample)) + sum(gap.channels + 1 for gap in gaps)


def _needed(gaps: Sequence[Gap]) -> list[int]:
    """The columns without which nothing shows of a wire."""
    return [0 if gap.channels else 1 for gap in gaps]


def _placed(gaps: Sequence[Gap], widths: Sequence[int], slack: Sequence[int]) -> Columns:
    """The columns of boxes and gaps of these widths."""
    starts = [0]
    for gap, extra, box_width in zip(gaps, slack, widths, strict=False):
        starts.append(starts[-1] + box_width + gap.channels + extra + 1)
    return Columns(widths, starts, slack)


def _raise(widths: list[int], widest: int, left_over: int) -> int:
    """Widen all boxes up to a width, as far as there is room for all, and return what is left."""
    for width in range(min(widths) + 1, widest + 1):
        narrower = [index for index, each in enumerate(widths) if each < width]
        if len(narrower) > left_over:
            break
        for index in narrower:
            widths[index] = width
        left_over -= len(narrower)
    return left_over


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
        x, y = self.end(item)
        return x + self.columns.widths[self.layers.ranks[item]] - 1, y

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
    ends = map(add, columns.starts, columns.widths)
    for gap, after, slack in zip(gaps, ends, columns.slack, strict=False):
        for edge, turns in gap.turns.items():
            row = rows[edge[0]]
            cells = bends[edge] = []
            for channel, to in turns:
                x = after + channel + (slack if channel >= gap.slot else 0)
                cells += (x, row), (x, to)
                row = to
    return Grid(layers, rows, columns, bends)


class Owned(NamedTuple):
    """The cells that every wire has for itself: there a number can only be its own."""

    stretches: Mapping[Link, Sequence[Run]]  # side by side, from left to right
    upright: Mapping[Link, Sequence[Cell]]  # above one another


def draw(grid: Grid, owners: Mapping[Edge, Link | None]) -> tuple[dict[Cell, int], Owned]:
    """Draw all edges and lanes.

    Args:
        grid: Where to draw them.
        owners: The wire that has an edge for itself, if there is one.

    Returns:
        The directions joined in every cell, and those that every wire has for itself.
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
    stretches = _find_runs(
        {cell: link for cell, link in own.items() if bits.get(cell) == EAST | WEST}
    )
    return dict(bits), Owned(stretches, _find_upright(grid, owners, bits))


def _find_upright(
    grid: Grid, owners: Mapping[Edge, Link | None], bits: Mapping[Cell, int]
) -> dict[Link, list[Cell]]:
    """Find the cells above one another of every wire."""
    own: dict[Cell, Link | None] = {}
    for edge, turns in grid.bends.items():
        for (x, y), (_, to_y) in zip(turns[::2], turns[1::2], strict=True):
            for cell in ((x, at) for at in range(min(y, to_y) + 1, max(y, to_y))):
                own[cell] = None if cell in own else owners[edge]
    upright: dict[Link, list[Cell]] = defaultdict(list)
    for cell, link in own.items():
        if link and bits.get(cell) == NORTH | SOUTH:
            upright[link].append(cell)
    return upright


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


def _find_runs(own: Mapping[Cell, Link | None]) -> dict[Link, list[Run]]:
    """Find the stretches of cells side by side of every wire."""
    runs: dict[Link, list[Run]] = defaultdict(list)
    for (x, y), link in own.items():
        if link and own.get((x - 1, y)) != link:
            end = x + 1
            while own.get((end, y)) == link:
                end += 1
            runs[link].append((x, y, end - x))
    return runs
