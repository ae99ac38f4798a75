"""The layout: where the nodes and wires of a network go on a grid of characters.

Pure arithmetic on names: what the nodes are worth plays no part, so a network keeps its picture
while it is stepped through. `layers` finds the columns, `rows` the rows,
`routing` the ways between the columns, and `grid` the cells.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import add, itemgetter
from typing import NamedTuple

from tui.drawing.look import EAST, NORTH, SOUTH, WEST
from tui.graph.grid import (
    LONGEST,
    Cell,
    Columns,
    Grid,
    Owned,
    Run,
    draw,
    place_columns,
    place_edges,
)
from tui.graph.layers import Layers, build_layers
from tui.graph.routing import Gap, gaps_between
from tui.graph.rows import find_rows
from tui.graph.wish import SMALL_BOX, Wish

Measure = Callable[[Sequence[Gap], Sequence[int], Sequence[int], int], Columns]

BACK = {NORTH: SOUTH, EAST: WEST, SOUTH: NORTH, WEST: EAST}

SHORTEST_LABEL, LONGEST_LABEL = 4, 9


class Box(NamedTuple):
    """A node: a border with its name, and what there is room for below it."""

    x: int
    y: int
    width: int  # with both borders
    height: int = 3  # with both borders
    above: int = 1  # the rows above the one in which wires come and go

    @property
    def row(self) -> int:
        """The row of the layout in which wires come and go, which is that of the value."""
        return self.y + self.above

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height

    def covers(self, x: int, y: int) -> bool:
        """Whether a cell is one of its own."""
        return self.x <= x < self.x + self.width and self.y <= y < self.bottom


class Wire(NamedTuple):
    """The edge of one operand, from the right border of a box to the left border of another."""

    source: str
    target: str
    position: int  # which of the target's operands it is: edges may be parallel, as in y * y
    corners: tuple[Cell, ...]  # from the source's border through every turn to the head
    stretches: tuple[Run, ...]  # the cells in a row that it has for itself
    upright: tuple[Cell, ...]  # the cells above one another that it has for itself
    share: tuple[int, int]  # which part of these is its own, of how many: parallel edges share them
    is_long: bool  # passes at least one rank on the way between computed nodes

    @property
    def head(self) -> Cell:
        """The cell of the arrow head, directly left of the target's box."""
        return self.corners[-1]

    @property
    def label(self) -> Run | None:
        """x, y and size of the room for a number in a row of the wire; None without any."""
        return self.label_in(lambda run: run)

    def label_in(self, shown: Callable[[Run], Run], longest: int = LONGEST_LABEL) -> Run | None:
        """The room for so much text in what is shown of each stretch; the longest has it."""
        x, y, length = max(map(shown, self.stretches), key=itemgetter(2), default=(0, 0, 0))
        part, count = self.share
        start = x + length * part // count + (part > 0)
        room = x + length * (part + 1) // count - start
        size = min(room, longest)
        return (start + (room - size) // 2, y, size) if size >= SHORTEST_LABEL else None

    @property
    def cells(self) -> tuple[tuple[int, int, int], ...]:
        """Every cell of the path between box and head, as x, y and the directions it joins."""
        steps = list(_steps(self.corners))
        return tuple(
            (*cell, direction | BACK[arrival])
            for (_, arrival), (cell, direction) in pairwise(steps)
        )


class Layout(NamedTuple):
    """The whole picture, at its real extent."""

    width: int
    height: int
    boxes: Mapping[str, Box]  # in the order of the nodes
    wires: tuple[Wire, ...]
    bits: Mapping[Cell, int]  # the directions joined in every cell of the wires, heads left out
    crossings: frozenset[Cell]  # where wires pass one another and do not touch

    def joined(self, cell: Cell) -> int:
        """The directions that a line in a cell joins: where wires cross, the one on top."""
        return NORTH | SOUTH if cell in self.crossings else self.bits.get(cell, EAST | WEST)


def lay_out(
    nodes: Sequence[str],
    operands: Mapping[str, Sequence[str]],
    width: int,
    height: int,
    wishes: Mapping[str, Wish] | None = None,
    measure: Measure = place_columns,
) -> Layout:
    """Lay out a network for a panel of a size, and beyond it where it does not fit.

    Args:
        nodes: All nodes; the computed ones in forward order.
        operands: The operands of every computed node, in order and with repeats.
        width: The columns of the panel, which the layout uses up if it can.
        height: The rows of the panel.
        wishes: The room that the box of a node wants, where that is known.
        measure: Gives boxes and gaps their widths.
    """
    boxes = [(wishes or {}).get(node, SMALL_BOX) for node in nodes]
    layers = build_layers(nodes, operands)
    return lay_out_layers(layers, operands, width, height, boxes, measure)


def lay_out_layers(
    layers: Layers,
    operands: Mapping[str, Sequence[str]],
    width: int,
    height: int,
    boxes: Sequence[Wish],
    measure: Measure = place_columns,
) -> Layout:
    """Lay out a network that is cut into ranks.

    Args:
        layers: The ranks.
        operands: The operands of every computed node, in order and with repeats.
        width: The columns of the panel.
        height: The rows of the panel.
        boxes: The room that the box of every node wants.
        measure: Gives boxes and gaps their widths.
    """
    if not layers.nodes:
        return Layout(0, 0, {}, (), {}, frozenset())
    rows = find_rows(layers, height, boxes)
    owners = layers.find_owners()
    gaps, terms = gaps_between(layers, operands, rows, owners, boxes)
    wanted, least = _wishes_of_ranks(layers, boxes), _least_of_ranks(layers, boxes)
    if least is None:
        columns = measure(gaps, terms, wanted, width)
    else:
        columns = place_columns(gaps, terms, wanted, width, least)
    grid = place_edges(layers, rows, gaps, columns)
    bits, owned = draw(grid, owners)

    turns = {cell for cells in grid.bends.values() for cell in cells}
    joined = NORTH | EAST | SOUTH | WEST
    return Layout(
        width=columns.starts[-1] + columns.widths[-1] + max(map(layers.framed, layers.ordered[-1])),
        height=1 + max(chain(map(add, rows, _below(layers, boxes)), rows)),
        boxes=dict(_place_boxes(grid, boxes, bits)),
        wires=tuple(_collect_wires(grid, operands, owned)),
        bits=bits,
        crossings=frozenset(cell for cell, bit in bits.items() if bit == joined) - turns,
    )


def _below(layers: Layers, boxes: Sequence[Wish]) -> Iterator[int]:
    """The rows that every node takes below its centre row, with the frames around it."""
    return (box.below + layers.framed(item) for item, box in enumerate(boxes))


def _wishes_of_ranks(layers: Layers, boxes: Sequence[Wish]) -> list[int]:
    """The widest that a box of each rank wants to be; what is given has room on its left."""
    wanted = [0] * len(layers.ordered)
    for item, box in enumerate(boxes):
        rank = layers.ranks[item]
        if rank == 0 or box.least or not layers.is_source(item):
            wanted[rank] = max(wanted[rank], box.width)
    return wanted


def _least_of_ranks(layers: Layers, boxes: Sequence[Wish]) -> list[int] | None:
    """The width that the boxes of each rank must have; None where none of them says."""
    least = [0] * len(layers.ordered)
    for item, box in enumerate(boxes):
        least[layers.ranks[item]] = max(least[layers.ranks[item]], box.least)
    return least if any(least) else None


def _place_boxes(
    grid: Grid, boxes: Sequence[Wish], bits: Mapping[Cell, int]
) -> Iterator[tuple[str, Box]]:
    """Yield every node with its box: what is given grows to its left as far as that is free."""
    layers, columns = grid.layers, grid.columns
    ends = [grid.start(item) for item in range(len(layers.nodes))]
    for item, (node, box) in enumerate(zip(layers.nodes, boxes, strict=True)):
        x, row = grid.end(item)
        width = columns.widths[layers.ranks[item]]
        missing = 0 if layers.chains else min(box.reach, LONGEST) - width  # or sides were covered
        around = range(row - box.above, row + box.below + 1)
        if missing > 0 and layers.is_source(item):
            beside = (
                end
                for (end, at), other in zip(ends, boxes, strict=True)
                if end < x and at - other.above < around.stop and around.start <= at + other.below
            )
            free = max(beside, default=-1) + 1
            while missing and x - 2 >= free and not any((x - 2, y) in bits for y in around):
                x, width, missing = x - 1, width + 1, missing - 1
        yield node, Box(x, around.start, width, len(around), box.above)


def _collect_wires(
    grid: Grid, operands: Mapping[str, Sequence[str]], owned: Owned
) -> Iterator[Wire]:
    """Yield a wire for every operand; parallel ones share a path and its room."""
    layers = grid.layers
    for target in layers.nodes:
        uses = operands.get(target, ())
        for source, count in Counter(uses).items():
            path = layers.paths[source, target]
            is_long = len(path) > 2 and not layers.is_source(path[0])
            corners = grid.trace(path)
            stretches = tuple(owned.stretches.get((source, target), ()))
            upright = tuple(owned.upright.get((source, target), ()))
            positions = (position for position, operand in enumerate(uses) if operand == source)
            for part, position in enumerate(positions):
                share = part, count
                yield Wire(source, target, position, corners, stretches, upright, share, is_long)


def _steps(corners: Sequence[Cell]) -> Iterator[tuple[Cell, int]]:
    """Yield every cell along a path but the last, with the direction that leads out of it."""
    for (x, y), (to_x, to_y) in pairwise(corners):
        if y == to_y:
            yield from (((at, y), EAST) for at in range(x, to_x))
        elif y < to_y:
            yield from (((x, at), SOUTH) for at in range(y, to_y))
        else:
            yield from (((x, at), NORTH) for at in range(y, to_y, -1))
