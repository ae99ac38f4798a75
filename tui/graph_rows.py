"""In which row every item stands, so that wires run straight where they can.

Items that one straight line shall connect are aligned into *blocks* (as Brandes and Köpf do, 2001).
Alignments never cross, so the blocks have an order from top to bottom: they are stacked in that
order as tightly as possible, and then slide towards their neighbours where there is slack.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.graph_layers import Layers

BOX_HEIGHT = 3
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Blocks:
    """Aligned items, as the blocks they belong to, from top to bottom."""

    of: Sequence[int]  # the block of every item
    members: Sequence[Sequence[int]]
    stacked: Sequence[int]  # the blocks, each after all that lie above it in some rank
    above: Sequence[int | None]  # the item directly above every item
    below: Sequence[int | None]
    spine: int  # the block that stays in place: the others arrange themselves around it


def find_rows(layers: Layers, height: int) -> list[int]:
    """Give every item its centre row, with blank rows between the boxes if the height allows."""
    blocks = _form_blocks(layers, _align(layers))
    for blank in (2, 1, 0):
        centres = _stack(layers, blocks, blank)
        bottom = max(_bottom(layers, item, centres[block]) for item, block in enumerate(blocks.of))
        if bottom < height:
            break
    _settle(layers, blocks, blank, centres, bottom)
    return [centres[block] for block in blocks.of]


def _bottom(layers: Layers, item: int, centre: int) -> int:
    """Return the last row that an item takes up."""
    return centre if layers.is_lane(item) else centre + BOX_HEIGHT // 2


def _distance(layers: Layers, item: int, other: int, blank: int) -> int:
    """Return how far apart the centre rows of two neighbours in a rank have to be.

    Never less than 2: a wire that has to leave a centre row for the row beside it finds that row
    free in both ranks (see `graph_routing`).
    """
    lanes = layers.is_lane(item) + layers.is_lane(other)
    return (BOX_HEIGHT + blank, 2 + min(blank, 1), 2)[lanes]


def _find_spine(layers: Layers) -> set[tuple[int, int]]:
    """Return the edges of a longest chain of computed nodes, which ends in the last rank."""
    edges = set()
    item = layers.ordered[-1][len(layers.ordered[-1]) // 2]
    while before := _computed_nodes(layers, item):
        edges.add((before[len(before) // 2], item))
        item = before[len(before) // 2]
    return edges


def _computed_nodes(layers: Layers, item: int) -> list[int]:
    """Return the computed nodes one rank before an item that lead to it."""
    return [
        other
        for other in layers.left[item]
        if not (layers.is_lane(other) or layers.is_source(other))
    ]


def _align(layers: Layers) -> dict[int, int]:
    """Choose edges that shall be straight: at most one on either side of an item, none crossing."""
    spine = _find_spine(layers)
    aligned: dict[int, int] = {}
    for rank, edges in enumerate(layers.gaps()):
        place = {item: at for at, item in enumerate(layers.ordered[rank])}
        place_after = {item: at for at, item in enumerate(layers.ordered[rank + 1])}
        urgency = {edge: _urgency(layers, edge, edge in spine) for edge in edges}
        # The places of the chosen edges: as no two of them cross, both lists are sorted.
        starts: list[int] = []
        ends: list[int] = []
        for item, other in sorted(edges, key=urgency.__getitem__):
            at, to = place[item], place_after[other]
            index = bisect_left(starts, at)
            is_free = index == len(starts) or (starts[index] > at and ends[index] > to)
            if is_free and (index == 0 or ends[index - 1] < to):
                starts.insert(index, at)
                ends.insert(index, to)
                aligned[item] = other
    return aligned


def _urgency(layers: Layers, edge: tuple[int, int], is_spine: bool) -> tuple[int, int]:
    """Rank an edge among those that want to be straight, the most urgent lowest.

    The spine comes first, then lanes, then computed nodes; a source that is left over goes where
    there is room. Among equals, the operand in the middle is straight.
    """
    item, other = edge
    before = layers.left[other]
    off_middle = abs(before.index(item) - len(before) // 2)
    lanes = layers.is_lane(item) + layers.is_lane(other)
    if is_spine:
        return (0, 0)
    if lanes == 2:
        return (1, 0)
    if layers.is_source(item):
        return (4, off_middle)
    return (2 + lanes, off_middle)


def _form_blocks(layers: Layers, aligned: dict[int, int]) -> Blocks:
    """Collect aligned items into blocks and sort the blocks from top to bottom."""
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
        for item, other in zip(column, column[1:], strict=False):
            below[item], above[other] = other, item

    waiting = [sum(above[item] is not None for item in chain) for chain in members]
    stacked = [block for block, count in enumerate(waiting) if not count]
    for block in stacked:  # grows while it is walked
        for under in (below[item] for item in members[block]):
            if under is not None:
                waiting[of[under]] -= 1
                if not waiting[of[under]]:
                    stacked.append(of[under])
    spine = of[layers.ordered[-1][len(layers.ordered[-1]) // 2]]
    return Blocks(of, members, stacked, above, below, spine)


def _follow(aligned: dict[int, int], item: int) -> Iterator[int]:
    """Yield an item and all that are aligned to its right, one after the other."""
    yield item
    while item in aligned:
        item = aligned[item]
        yield item


def _stack(layers: Layers, blocks: Blocks, blank: int) -> list[int]:
    """Give every block the topmost centre row that those above it leave."""
    centres = [0] * len(blocks.members)
    for block in blocks.stacked:
        centres[block] = _highest(layers, blocks, blank, centres, block)
    return centres


def _highest(layers: Layers, blocks: Blocks, blank: int, centres: list[int], block: int) -> int:
    """Return the topmost centre row for a block, given where the blocks above it are."""
    row = 0
    for item in blocks.members[block]:
        over = blocks.above[item]
        if over is not None:
            row = max(row, centres[blocks.of[over]] + _distance(layers, over, item, blank))
        elif not layers.is_lane(item):
            row = max(row, BOX_HEIGHT // 2)
    return row


def _lowest(
    layers: Layers, blocks: Blocks, blank: int, centres: list[int], block: int, bottom: int
) -> int:
    """Return the bottommost centre row for a block, given where the blocks below it are."""
    row = bottom
    for item in blocks.members[block]:
        under = blocks.below[item]
        if under is not None:
            row = min(row, centres[blocks.of[under]] - _distance(layers, item, under, blank))
        elif not layers.is_lane(item):
            row = min(row, bottom - BOX_HEIGHT // 2)
    return row


def _settle(layers: Layers, blocks: Blocks, blank: int, centres: list[int], bottom: int) -> None:
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
                low = _lowest(layers, blocks, blank, centres, block, bottom)
                centres[block] = max(high, min(low, others[len(others) // 2]))
