"""Where the nodes and wires of a network go on a grid of characters.

Pure arithmetic on names: what the nodes are worth plays no part, so a network keeps its picture
while it is stepped through. `graph_layers` finds columns, `graph_rows` rows, `graph_routing` the
ways between the columns; here they get sizes.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from tui.graph_layers import Layers, build_layers
from tui.graph_routing import Edge, Gap, route
from tui.graph_rows import find_rows

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
ALL = NORTH | EAST | SOUTH | WEST
BACK = {NORTH: SOUTH, EAST: WEST, SOUTH: NORTH, WEST: EAST}

NARROWEST, ROOMY, WIDEST = 7, 9, 12  # widths of boxes, borders included
SCROLLED = 9  # their width when the panel has to scroll anyway
NUMBER = 5  # the room in a gap that a number such as 0.375 wants
WIDEST_GAP = 9
SHORTEST_LABEL, LONGEST_LABEL = 4, 9

SHARED, PLAIN, SUMMED = 0, 1, 100  # how much edges want room for numbers, SUMMED for each of them

Cell = tuple[int, int]
Label = tuple[int, int, int]  # x, y and room


@dataclass(frozen=True, slots=True)
class Box:
    """A node: a border with its name, a row for its value, a border with its gradient."""

    x: int
    y: int
    width: int  # with both borders; wires come and go in row y + 1


@dataclass(frozen=True, slots=True)
class Wire:
    """The edge of one operand, from the right border of a box to the left border of another."""

    source: str
    target: str
    position: int  # which of the target's operands it is: edges may be parallel, as in y * y
    corners: tuple[Cell, ...]  # from the source's border through every turn to the head
    label: Label | None  # x, y and size of the room for a number, if there is any
    is_skip: bool  # passes at least one rank on the way between computed nodes

    @property
    def head(self) -> Cell:
        """The cell of the arrow head, directly left of the target's box."""
        return self.corners[-1]

    @property
    def cells(self) -> tuple[tuple[int, int, int], ...]:
        """Every cell of the path between box and head, as x, y and the directions it joins."""
        steps = list(_steps(self.corners))
        return tuple(
            (*cell, direction | BACK[arrival])
            for (cell, direction), (_, arrival) in zip(steps[1:], steps, strict=False)
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The horizontal measures of a layout."""

    box_width: int
    starts: Sequence[int]  # where the boxes of every rank begin
    slack: Sequence[int]  # the columns that every gap has beyond its channels and heads


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture, at its real extent."""

    width: int
    height: int
    boxes: Mapping[str, Box]  # in the order of the nodes
    wires: tuple[Wire, ...]
    bits: Mapping[Cell, int]  # the directions joined in every cell that wires use, heads left out
    crossings: frozenset[Cell]  # where wires pass one another and do not touch


def lay_out(
    nodes: Sequence[str], operands: Mapping[str, Sequence[str]], width: int, height: int
) -> Layout:
    """Lay out a network for a panel of a size, and beyond it where it does not fit.

    Args:
        nodes: All nodes; the computed ones in forward order.
        operands: The operands of every computed node, in order and with repeats.
        width: The columns of the panel, which the layout uses up if it can.
        height: The rows of the panel.
    """
    if not nodes:
        return Layout(0, 0, {}, (), {}, frozenset())
    layers = build_layers(nodes, operands)
    rows = find_rows(layers, height)
    weights = _weigh_edges(layers, operands)
    gaps = [route(edges, rows, weights) for edges in layers.gaps()]
    terms = [max(map(weights.__getitem__, gap.turns)) // SUMMED for gap in gaps]
    columns = _place_columns(gaps, terms, width)

    corners = {
        wire: tuple(_trace(path, layers, rows, gaps, columns))
        for wire, path in layers.paths.items()
    }
    bits, riders = _draw(corners.values())
    free = {cell for cell, count in riders.items() if count == 1 and bits[cell] == EAST | WEST}
    turns = {cell for path in corners.values() for cell in path}
    boxes = {
        node: Box(columns.starts[layers.ranks[item]], rows[item] - 1, columns.box_width)
        for item, node in enumerate(nodes)
    }
    return Layout(
        width=columns.starts[-1] + columns.box_width,
        height=1 + max(row + (not layers.is_lane(item)) for item, row in enumerate(rows)),
        boxes=boxes,
        wires=tuple(_name_wires(layers, operands, corners, free)),
        bits=bits,
        crossings=frozenset(cell for cell, joined in bits.items() if joined == ALL) - turns,
    )


def _weigh_edges(layers: Layers, operands: Mapping[str, Sequence[str]]) -> dict[Edge, int]:
    """Weigh how much every edge between two ranks wants room for a number.

    The edges of a computed node that is used more than once want it most: they carry the terms of
    its fan-in sum. A lane has room further on, and an edge that several wires share has none.
    """
    uses = Counter(
        (operand, node) for node in layers.nodes for operand in operands.get(node, ())
    )
    total: Counter[str] = Counter()
    for (source, _), count in uses.items():
        total[source] += count
    weights: dict[Edge, int] = {}
    for (source, target), path in layers.paths.items():
        is_summed = total[source] > 1 and len(path) == 2 and not layers.is_source(path[0])
        for edge in pairwise(path):
            weight = SUMMED * uses[source, target] if is_summed else PLAIN
            weights[edge] = SHARED if edge in weights else weight
    return weights


def _place_columns(gaps: Sequence[Gap], terms: Sequence[int], width: int) -> Columns:
    """Give boxes and gaps their widths: first what they need, then what is left, by importance.

    Args:
        gaps: The routed gaps, from the left.
        terms: How many terms of a fan-in sum every gap has to show side by side, mostly 0 or 1.
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


def _trace(
    path: Sequence[int],
    layers: Layers,
    rows: Sequence[int],
    gaps: Sequence[Gap],
    columns: Columns,
) -> Iterator[Cell]:
    """Yield the corners of a wire, from the border of its source to its head."""
    row = rows[path[0]]
    yield columns.starts[layers.ranks[path[0]]] + columns.box_width - 1, row
    for item, other in zip(path, path[1:], strict=False):
        rank = layers.ranks[item]
        for channel, to in gaps[rank].turns[item, other]:
            x = columns.starts[rank] + columns.box_width + channel
            if channel >= gaps[rank].slot:
                x += columns.slack[rank]
            yield x, row
            yield x, to
            row = to
    yield columns.starts[layers.ranks[path[-1]]] - 1, row


def _draw(paths: Collection[Sequence[Cell]]) -> tuple[dict[Cell, int], Counter[Cell]]:
    """Draw wires into one grid, and count those that run along each cell of the rows."""
    bits: dict[Cell, int] = defaultdict(int)
    riders: Counter[Cell] = Counter()
    spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for path in paths:
        for (x, y), (to_x, to_y) in pairwise(path):
            if x == to_x:
                spans[x].add((min(y, to_y), max(y, to_y)))
                continue
            bits[x, y] |= EAST
            bits[to_x, y] |= WEST
            for between in range(x + 1, to_x):
                bits[between, y] |= EAST | WEST
                riders[between, y] += 1
    # Verticals are shared by many wires and are long, so each is drawn once.
    for x, verticals in spans.items():
        drawn = 0
        for top, bottom in sorted(verticals):
            for y in range(max(top, drawn), bottom):
                bits[x, y] |= SOUTH
                bits[x, y + 1] |= NORTH
            drawn = max(drawn, bottom)
    for path in paths:
        bits.pop(path[0], None)
        bits.pop(path[-1], None)
    return dict(bits), riders


def _name_wires(
    layers: Layers,
    operands: Mapping[str, Sequence[str]],
    corners: Mapping[tuple[str, str], tuple[Cell, ...]],
    free: Container[Cell],
) -> Iterator[Wire]:
    """Yield a wire for every operand; parallel ones share a path and divide its room."""
    for target in layers.nodes:
        uses = operands.get(target, ())
        counts = Counter(uses)
        labels = {
            source: iter(_divide(_find_room(corners[source, target], free), count))
            for source, count in counts.items()
        }
        for position, source in enumerate(uses):
            path = layers.paths[source, target]
            is_skip = len(path) > 2 and not layers.is_source(path[0])
            yield Wire(
                source, target, position, corners[source, target], next(labels[source]), is_skip
            )


def _find_room(path: Sequence[Cell], free: Container[Cell]) -> Label:
    """Find the longest horizontal stretch of a wire that is free for numbers."""
    longest = (0, 0, 0)
    for (x, y), (to_x, _) in pairwise(path):
        start = x + 1
        for end in range(x + 1, to_x + 1):
            if end == to_x or (end, y) not in free:
                longest = max(longest, (start, y, end - start), key=itemgetter(2))
                start = end + 1
    return longest


def _divide(room: Label, count: int) -> Iterator[Label | None]:
    """Divide a stretch into labels amid equal parts, with some wire between one and the next."""
    x, y, length = room
    for part in range(count):
        start, end = x + length * part // count, x + length * (part + 1) // count
        size = min(end - start - (part > 0), LONGEST_LABEL)
        yield (end - (end - start - (part > 0) + size) // 2, y, size) if size >= SHORTEST_LABEL else None


def _steps(corners: Sequence[Cell]) -> Iterator[tuple[Cell, int]]:
    """Yield every cell along a path but the last, with the direction in which the path leaves it."""
    for (x, y), (to_x, to_y) in pairwise(corners):
        if y == to_y:
            yield from (((at, y), EAST) for at in range(x, to_x))
        elif y < to_y:
            yield from (((x, at), SOUTH) for at in range(y, to_y))
        else:
            yield from (((x, at), NORTH) for at in range(y, to_y, -1))
