"""Rows: in which of them every item stands, so that wires run straight where they can.

Items that one straight line shall connect are aligned into *blocks* (as Brandes and Köpf do, 2001).
Alignments never cross, so the blocks have an order from top to bottom: they are stacked in that
order as tightly as possible, and then slide towards their neighbours where there is slack.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tui.graph.layers import Edge, Layers
from tui.graph.wish import LANE, Wish

ROUNDS = 3  # in which the blocks slide up and down
STRETCH = 1.25  # how much higher straight lines may make a layout

# How urgent it is that an edge is straight, the most urgent lowest.
SPINE, LANES, NODES, LANE_ENDS, SOURCES = range(5)


class Blocks(NamedTuple):
    """Aligned items, as the blocks they belong to, from top to bottom."""

    of: Sequence[int]  # the block of every item
    members: Sequence[Sequence[int]]
    stacked: Sequence[int]  # the blocks, each after all that lie above it in some rank
    above: Sequence[int | None]  # the item directly above every item
    below: Sequence[int | None]
    spine: int  # the block that stays in place: the others arrange themselves around it
    extents: Sequence[Wish]  # how far every item reaches above and below its centre row


def find_rows(layers: Layers, height: int, boxes: Sequence[Wish]) -> list[int]:
    """Give every item its centre row, with blank rows between the boxes if the height allows.

    The centre row is the one in which wires come and go.

    Args:
        layers: The ranks.
        height: The rows of the panel.
        boxes: How high the box of every node is.
    """
    extents = _extents(layers, boxes)
    wanted = _align(layers)
    # Straight lines may cost some height. Where they cost much, in large tangled networks, the
    # least urgent go first; the spine alone costs nothing. They never push what would fit out of
    # the panel.
    blocks = _form_blocks(layers, wanted, SPINE, extents)
    tight = _stack(layers, blocks, blank=0)[1]
    affordable = height if tight <= height else STRETCH * tight
    for urgency in (SOURCES, NODES, LANES):
        candidate = _form_blocks(layers, wanted, urgency, extents)
        if _stack(layers, candidate, blank=0)[1] <= affordable:
            blocks = candidate
            break

    for blank in (2, 1, 0):
        centres, used = _stack(layers, blocks, blank)
        if used <= height:
            break
    _settle(layers, blocks, blank, centres, used)
    return [centres[block] for block in blocks.of]


def spine_of(layers: Layers) -> Blocks:
    """The blocks in which nothing is aligned but the spine; boxes have no heights yet."""
    return _form_blocks(layers, _align(layers), SPINE, ())


def least_height(layers: Layers, spine: Blocks, boxes: Sequence[Wish]) -> int:
    """The fewest rows in which boxes of some heights stand; `find_rows` takes no more if it must.

    Args:
        layers: The ranks.
        spine: What `spine_of` gives for them.
        boxes: How high the box of every node is.
    """
    return _stack(layers, spine._replace(extents=_extents(layers, boxes)), blank=0)[1]


def _extents(layers: Layers, boxes: Sequence[Wish]) -> Sequence[Wish]:
    return (*boxes, *[LANE] * (len(layers.ranks) - len(layers.nodes)))


def _distance(layers: Layers, blocks: Blocks, item: int, other: int, blank: int) -> int:
    """Return how far apart the centre rows of two neighbours in a rank have to be.

    Never less than 2: a wire that has to leave a centre row for the row beside it finds that row
    free in both ranks (see `routing`).
    """
    lanes = layers.is_lane(item) + layers.is_lane(other)
    within = blocks.extents[item].below + blocks.extents[other].above
    apart = layers.apart(item, other)
    return max(within + 1 + apart + (blank, min(blank, 1), 1)[lanes], 2)


def _last_node(layers: Layers) -> int:
    """Return the node where the spine ends, usually the loss."""
    return layers.ordered[-1][len(layers.ordered[-1]) // 2]


def _find_spine(layers: Layers) -> set[Edge]:
    """Return the edges of a longest chain of computed nodes."""
    edges = set()
    item = _last_node(layers)
    while before := _computed_nodes(layers, item):
        middle = before[len(before) // 2]
        edges.add((middle, item))
        item = middle
    return edges


def _computed_nodes(layers: Layers, item: int) -> list[int]:
    """Return the computed nodes one rank before an item that lead to it."""
    return [
        other
        for other in layers.left[item]
        if not (layers.is_lane(other) or layers.is_source(other))
    ]


def _align(layers: Layers) -> dict[Edge, int]:
    """Choose edges that want to be straight: one on either side of an item, none crossing.

    Returns:
        The chosen edges with their urgency.
    """
    spine = _find_spine(layers)
    aligned: dict[Edge, int] = {}
    for rank, after in enumerate(layers.ordered[1:]):
        place = {item: at for at, item in enumerate(layers.ordered[rank])}
        place_after = {item: at for at, item in enumerate(after)}
        urgencies = {
            (item, other): _urgency(
                layers, (item, other), spine, abs(at - len(layers.left[other]) // 2)
            )
            for other in after
            for at, item in enumerate(layers.left[other])
        }
        # The places of the chosen edges: as no two of them cross, both lists are sorted.
        starts: list[int] = []
        ends: list[int] = []
        for edge in sorted(urgencies, key=urgencies.__getitem__):
            at, to = place[edge[0]], place_after[edge[1]]
            index = bisect_left(starts, at)
            is_free = index == len(starts) or (starts[index] > at and ends[index] > to)
            if is_free and (index == 0 or ends[index - 1] < to):
                starts.insert(index, at)
                ends.insert(index, to)
                aligned[edge] = urgencies[edge][0]
    return aligned


def _urgency(
    layers: Layers, edge: Edge, spine: Container[Edge], off_middle: int
) -> tuple[int, int]:
    """Rank an edge among those that want to be straight; among equals, the middle operand wins."""
    item, other = edge
    lanes = layers.is_lane(item) + layers.is_lane(other)
    if edge in spine:
        return (SPINE, 0)
    if lanes == 2:
        return (LANES, 0)
    if layers.is_source(item):
        return (SOURCES, off_middle)
    return (LANE_ENDS if lanes else NODES, off_middle)


def _form_blocks(
    layers: Layers, wanted: dict[Edge, int], urgency: int, extents: Sequence[Wish]
) -> Blocks:
    """Collect the items along edges of an urgency or more into blocks, sorted from the top."""
    aligned = {edge[0]: edge[1] for edge, at in wanted.items() if at <= urgency}
    of = [-1] * len(layers.ranks)
    members: list[list[int]] = []
    for column in layers.ordered:
        for item in column:
            if of[item] < 0:
                chain = list(_follow(aligned, item))
                for member in chain:
                    of[member] = len(members)
                members.append(chain)

    above: list[int | None] = [None] * len(of)
    below: list[int | None] = [None] * len(of)
    for column in layers.ordered:
        for item, other in pairwise(column):
            below[item], above[other] = other, item

    stacked = _sort_blocks(of, members, below)
    spine = of[_last_node(layers)]
    return Blocks(of, members, stacked, above, below, spine, extents)


def _sort_blocks(
    of: Sequence[int], members: Sequence[Sequence[int]], below: Sequence[int | None]
) -> list[int]:
    """Sort blocks so that each comes after all that lie above it in some rank."""
    waiting = Counter(of[item] for item in below if item is not None)
    stacked = [block for block in range(len(members)) if not waiting[block]]
    for block in stacked:  # grows while it is walked
        for under in (below[item] for item in members[block]):
            if under is not None:
                waiting[of[under]] -= 1
                if not waiting[of[under]]:
                    stacked.append(of[under])
    return stacked


def _follow(aligned: dict[int, int], item: int) -> Iterator[int]:
    """Yield an item and all that are aligned to its right, one after the other."""
    yield item
    while item in aligned:
        item = aligned[item]
        yield item


def _stack(layers: Layers, blocks: Blocks, blank: int) -> tuple[list[int], int]:
    """Give every block the topmost centre row that those above it leave.

    Returns:
        The centre rows, and the height of it all.
    """
    centres = [0] * len(blocks.members)
    for block in blocks.stacked:
        centres[block] = _highest(layers, blocks, blank, centres, block)
    bottoms = (
        centres[blocks.of[item]] + blocks.extents[item].below + layers.framed(item)
        for *_, item in layers.ordered
    )
    return centres, 1 + max(bottoms)


def _highest(layers: Layers, blocks: Blocks, blank: int, centres: list[int], block: int) -> int:
    """Return the topmost centre row for a block, given where the blocks above it are."""
    row = 0
    for item in blocks.members[block]:
        over = blocks.above[item]
        if over is not None:
            row = max(row, centres[blocks.of[over]] + _distance(layers, blocks, over, item, blank))
        else:
            row = max(row, blocks.extents[item].above + layers.framed(item))
    return row


def _lowest(
    layers: Layers, blocks: Blocks, blank: int, centres: list[int], block: int, height: int
) -> int:
    """Return the bottommost centre row for a block, given where the blocks below it are."""
    row = height - 1
    for item in blocks.members[block]:
        under = blocks.below[item]
        if under is not None:
            row = min(
                row, centres[blocks.of[under]] - _distance(layers, blocks, item, under, blank)
            )
        else:
            row = min(row, height - 1 - blocks.extents[item].below - layers.framed(item))
    return row


def _settle(layers: Layers, blocks: Blocks, blank: int, centres: list[int], height: int) -> None:
    """Slide every block but the spine as far as it can go towards the median of its neighbours."""
    for _ in range(ROUNDS):
        # Upwards through the stack to let blocks down, downwards to pull them up.
        for block in (*reversed(blocks.stacked), *blocks.stacked):
            others = sorted(
                centres[blocks.of[other]]
                for item in blocks.members[block]
                for other in (*layers.left[item], *layers.right[item])
                if blocks.of[other] != block
            )
            if others and block != blocks.spine:
                high = _highest(layers, blocks, blank, centres, block)
                low = _lowest(layers, blocks, blank, centres, block, height)
                centres[block] = max(high, min(low, others[len(others) // 2]))
