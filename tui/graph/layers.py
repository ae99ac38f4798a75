"""Layers: which node stands in which column, and in which order from top to bottom.

The first half of a layered drawing (Sugiyama, Tagawa and Toda, 1981): nodes get ranks, wires that
pass a rank get a lane in it, and the order within the ranks is improved until few wires cross.
"""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

Edge = tuple[int, int]  # two items in neighbouring ranks
Link = tuple[str, str]  # source and target: what a wire connects
Chain = tuple[str, ...]  # the frames around an item, the outermost first

# A node with more far consumers than this sends one shared lane past them all. Fewer lanes stay
# apart, because only a lane of its own leaves a wire room for its number.
LANES_OF_THEIR_OWN = 2

# Sweeps stop as soon as this many in a row have not removed a crossing.
PATIENCE = 4
SWEEPS = 24


# How much an edge wants room for numbers. For each term of a fan-in sum that it carries it wants
# it more than all others in a gap together.
PLAIN, SUMMED = 1, 10_000

# Of so many uses by one target the terms have room of their own; more share it.
MOST_TERMS = 2


class Layers(NamedTuple):
    """A network cut into ranks.

    An *item* is what takes up room in a rank: a node, or the lane of a wire that passes the rank.
    Items are numbered, nodes first and in the order given, and every edge between two items goes
    from one rank to the next.
    """

    nodes: Sequence[str]
    ranks: Sequence[int]  # of every item
    ordered: Sequence[Sequence[int]]  # the items of every rank, from top to bottom
    left: Sequence[Sequence[int]]  # the items in the rank before that lead to an item, in order
    right: Sequence[Sequence[int]]  # the items in the rank after that it leads to
    paths: Mapping[Link, Sequence[int]]  # the items along every wire, ends included
    chains: Sequence[Chain] = ()  # the frames around every item; nothing where there are none

    def find_owners(self) -> dict[Edge, Link | None]:
        """Find the wire that has an edge for itself, or None where several wires share it."""
        owners: dict[Edge, Link | None] = {}
        for link, path in self.paths.items():
            for other, item in pairwise(reversed(path)):
                edge = (item, other)
                if edge not in owners:
                    owners[edge] = link
                elif owners[edge]:
                    owners[edge] = None
                else:
                    break  # and so are all edges before it
        return owners

    def is_lane(self, item: int) -> bool:
        """Whether the item is a lane and not a node."""
        return item >= len(self.nodes)

    def is_source(self, item: int) -> bool:
        """Whether the item is a node that nothing leads to: an input, target or parameter."""
        return not self.left[item]

    def framed(self, item: int) -> int:
        """How many frames are around an item."""
        return len(self.chains[item]) if self.chains else 0

    def apart(self, item: int, other: int) -> int:
        """How many sides of frames run between two items."""
        if not self.chains:
            return 0
        one, two = self.chains[item], self.chains[other]
        return len(one) + len(two) - 2 * len(shared(one, two))

    def sides(self) -> Sequence[tuple[int, int]]:
        """For every gap the frames that end before it, and those that begin after it."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        nodes = range(len(self.nodes)) if self.chains else ()
        items = [item for item in nodes if not self.is_source(item)]
        for item in sorted(items, key=self.ranks.__getitem__):
            for name in self.chains[item]:
                first.setdefault(name, self.ranks[item])
                last[name] = self.ranks[item]
        ends, starts = [0] * len(self.ordered), [0] * len(self.ordered)
        for item in items:
            rank, chain = self.ranks[item], self.chains[item]
            ends[rank] = max(ends[rank], sum(last[name] == rank for name in chain))
            starts[rank] = max(starts[rank], sum(first[name] == rank for name in chain))
        return list(zip(ends, starts[1:], strict=False))

    def gaps(self) -> Iterator[list[Edge]]:
        """Yield the edges between every rank and the next."""
        for column in self.ordered[:-1]:
            yield [(item, other) for item in column for other in self.right[item]]


def shared(one: Chain, two: Chain) -> Chain:
    """The frames that are around both of two items."""
    count = 0
    for name, other in zip(one, two, strict=False):
        if name != other:
            break
        count += 1
    return one[:count]


def rank_nodes(nodes: Sequence[str], operands: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Rank computed nodes by their longest path, and sources one before their nearest consumer."""
    ranks: dict[str, int] = {}
    nearest: dict[str, int] = {}
    for node in nodes:
        if uses := operands.get(node):
            ranks[node] = 1 + max(ranks.get(operand, 0) for operand in uses)
            for operand in uses:
                nearest[operand] = min(ranks[node], nearest.get(operand, ranks[node]))
    return {node: ranks.get(node, nearest.get(node, 1) - 1) for node in nodes}


def build_layers(
    nodes: Sequence[str],
    operands: Mapping[str, Sequence[str]],
    chains: Mapping[str, Chain] = MappingProxyType({}),
) -> Layers:
    """Rank the nodes, lead far wires through lanes, and order every rank.

    Args:
        nodes: All nodes; the computed ones in forward order.
        operands: The operands of every computed node, in order and with repeats.
        chains: The frames around the nodes that have any.
    """
    rank_of = rank_nodes(nodes, operands)
    number = {node: item for item, node in enumerate(nodes)}
    ranks = [rank_of[node] for node in nodes]
    wires = [(operand, node) for node in nodes for operand in dict.fromkeys(operands.get(node, ()))]
    far = Counter(source for source, target in wires if rank_of[target] - rank_of[source] > 1)

    lanes: dict[Link, list[int]] = {}
    paths: dict[Link, Sequence[int]] = {}
    for source, target in wires:
        shares = far[source] > LANES_OF_THEIR_OWN
        lane = lanes.setdefault((source, "" if shares else target), [])
        passed = range(rank_of[source] + 1, rank_of[target])
        for rank in passed[len(lane) :]:
            lane.append(len(ranks))
            ranks.append(rank)
        paths[source, target] = (number[source], *lane[: len(passed)], number[target])

    # Dictionaries as ordered sets: the wires in a shared lane have edges in common.
    left: list[dict[int, None]] = [{} for _ in ranks]
    right: list[dict[int, None]] = [{} for _ in ranks]
    for path in paths.values():
        for other, item in pairwise(reversed(path)):
            if item in left[other]:
                break  # and so are all edges before it
            left[other][item] = None
            right[item][other] = None
    before, after = [list(items) for items in left], [list(items) for items in right]
    around = _chains_of_items(nodes, chains, paths, len(ranks)) if chains else ()
    # What is given may stand anywhere: it is in no frame's way that is its own.
    gathered = [chain if before[item] else () for item, chain in enumerate(around)]
    ordered = _reorder(_seed_order(ranks, before), before, after, gathered)
    return Layers(nodes, ranks, ordered, before, after, paths, around)


def _chains_of_items(
    nodes: Sequence[str],
    chains: Mapping[str, Chain],
    paths: Mapping[Link, Sequence[int]],
    count: int,
) -> Sequence[Chain]:
    """The frames around every item: those around a lane are around both ends of its wires."""
    found: dict[int, Chain] = {item: chains.get(node, ()) for item, node in enumerate(nodes)}
    for (source, target), path in paths.items():
        around = shared(chains.get(source, ()), chains.get(target, ()))
        for lane in path[1:-1]:
            found[lane] = shared(found.get(lane, around), around)
    return [found[item] for item in range(count)]


def _seed_order(ranks: Sequence[int], left: Sequence[Sequence[int]]) -> list[list[int]]:
    """Order every rank as its items stand in the equations of the rank after it."""
    columns: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for item, rank in enumerate(ranks):
        columns[rank].append(item)
    for rank in range(len(columns) - 1, 0, -1):
        seen = dict.fromkeys(item for other in columns[rank] for item in left[other])
        columns[rank - 1] = list(seen | dict.fromkeys(columns[rank - 1]))
    return columns


def _reorder(
    columns: list[list[int]],
    left: Sequence[Sequence[int]],
    right: Sequence[Sequence[int]],
    chains: Sequence[Chain],
) -> list[list[int]]:
    """Sweep over the ranks in turns from both sides and keep the order with fewest crossings."""

    def sort(rank: int, beside: int, neighbours: Sequence[Sequence[int]]) -> list[int]:
        column = _sort_by_neighbours(columns[rank], columns[beside], neighbours)
        return _gathered(column, chains) if chains else column

    if chains:
        columns = [_gathered(column, chains) for column in columns]
    best, fewest, since = columns, _count_crossings(columns, right), 0
    for sweep in range(SWEEPS):
        if not fewest or since == PATIENCE:
            break
        # From the right first: there even the sources have neighbours to go by.
        columns = list(columns)
        if sweep % 2:
            for rank in range(1, len(columns)):
                columns[rank] = sort(rank, rank - 1, left)
        else:
            for rank in range(len(columns) - 2, -1, -1):
                columns[rank] = sort(rank, rank + 1, right)
        crossings = _count_crossings(columns, right)
        if crossings < fewest:
            best, fewest, since = columns, crossings, 0
        else:
            since += 1
    return best


def _sort_by_neighbours(
    column: list[int], beside: Sequence[int], neighbours: Sequence[Sequence[int]]
) -> list[int]:
    """Sort a rank by the mean place of each item's neighbours; items without any keep theirs."""
    places = {item: place for place, item in enumerate(beside)}
    means = {
        item: sum(places[other] for other in neighbours[item]) / len(neighbours[item])
        for item in column
        if neighbours[item]
    }
    movable = iter(sorted(means, key=means.__getitem__))
    return [next(movable) if item in means else item for item in column]


def _gathered(column: Sequence[int], chains: Sequence[Chain], depth: int = 0) -> list[int]:
    """A rank with what stands in a frame side by side, where the middle of it was."""
    parts: dict[object, list[tuple[int, int]]] = {}
    for place, item in enumerate(column):
        chain = chains[item]
        parts.setdefault(chain[depth] if len(chain) > depth else item, []).append((place, item))
    found: list[int] = []
    for part in sorted(parts.values(), key=lambda each: sum(at for at, _ in each) / len(each)):
        items = [item for _, item in part]
        found += _gathered(items, chains, depth + 1) if len(items) > 1 else items
    return found


def _count_crossings(columns: list[list[int]], right: Sequence[Sequence[int]]) -> int:
    """Count the pairs of edges that cross between two ranks, over all ranks."""
    crossings = 0
    for column, after in pairwise(columns):
        places = {item: place for place, item in enumerate(after)}
        ends: list[int] = []
        for item in column:
            reached = sorted(places[other] for other in right[item])
            crossings += sum(len(ends) - bisect_right(ends, place) for place in reached)
            for place in reached:
                insort(ends, place)
    return crossings


def weigh_edges(
    layers: Layers, operands: Mapping[str, Sequence[str]], owners: Mapping[Edge, Link | None]
) -> dict[Edge, int]:
    """Weigh how much every edge between two ranks wants room for numbers.

    The edges of a computed node that is used more than once want it most: they carry the terms of
    its fan-in sum. A lane has room further on, and an edge that wires share has no use for any.
    """
    links = Counter((operand, node) for node in layers.nodes for operand in operands.get(node, ()))
    uses: Counter[str] = Counter()
    for (source, _), count in links.items():
        uses[source] += count
    weights: dict[Edge, int] = {}
    for edge, link in owners.items():
        weights[edge] = PLAIN if link else 0
        if link and uses[link[0]] > 1 and not layers.is_source(edge[0]):
            is_direct = not (layers.is_lane(edge[0]) or layers.is_lane(edge[1]))
            weights[edge] = SUMMED * min(links[link], MOST_TERMS) if is_direct else PLAIN
    return weights
