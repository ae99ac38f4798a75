"""Routes: how the wires between two neighbouring ranks run.

Every wire leaves the left rank in one row, turns into a vertical *channel*, and turns again into
the row where it enters the right rank. Wires that share an end share a vertical, a *net*. Nets
that overlap need channels of their own, in an order in which no wire runs along another.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from tui.graph.layers import SUMMED, Edge, Layers, Link, weigh_edges
from tui.graph.rows import find_rows
from tui.graph.wish import Wish

# What a wire does in a gap: at each of these channels it turns, and runs to that row.
Turns = tuple[tuple[int, int], ...]

SWAPS = 6  # rounds in which neighbouring nets change places to save crossings


class Gap(NamedTuple):
    """The wires between two ranks, with channels numbered from the left."""

    turns: Mapping[Edge, Turns]
    channels: int
    slot: int  # room for numbers is best made left of this channel

    def between(self, before: int, after: int) -> Gap:
        """The same with so many columns at its ends in which no wire turns."""
        turns = {
            edge: tuple((channel + before, row) for channel, row in each)
            for edge, each in self.turns.items()
        }
        return Gap(turns, self.channels + before + after, self.slot + before)


class Net:
    """A vertical that wires with a common end share."""

    __slots__ = ("bottom", "channel", "is_fan_out", "jogs", "left", "right", "top")

    def __init__(
        self, is_fan_out: bool, left: Iterable[int] = (), right: Iterable[int] = ()
    ) -> None:
        self.is_fan_out = is_fan_out
        self.left = set(left)  # the rows in which wires come in
        self.right = set(right)  # the rows in which they go out
        self.jogs: list[Net] = []  # short verticals that lead some wires to it
        self.top, self.bottom, self.channel = 0, 0, -1

    def measure(self) -> None:
        """Note the rows that the vertical spans."""
        rows = self.left | self.right
        self.top, self.bottom = min(rows), max(rows)


def route_gaps(
    layers: Layers, operands: Mapping[str, Sequence[str]], height: int, boxes: Sequence[Wish]
) -> tuple[Sequence[Gap], Sequence[int]]:
    """The wires between the ranks, and how many terms of a fan-in sum each gap carries."""
    rows = find_rows(layers, height, boxes)
    return gaps_between(layers, operands, rows, layers.find_owners(), boxes)


def gaps_between(
    layers: Layers,
    operands: Mapping[str, Sequence[str]],
    rows: Sequence[int],
    owners: Mapping[Edge, Link | None],
    boxes: Sequence[Wish],
) -> tuple[Sequence[Gap], Sequence[int]]:
    """The same for ranks whose items stand in these rows.

    Args:
        layers: The ranks.
        operands: The operands of every computed node.
        rows: The centre row of every item.
        owners: The wire that has an edge for itself, if there is one.
        boxes: The room that the box of every node wants.
    """
    weights = weigh_edges(layers, operands, owners)
    gaps = [route(edges, rows, weights) for edges in layers.gaps()]
    if layers.chains:
        gaps = [gap.between(*sides) for gap, sides in zip(gaps, layers.sides(), strict=True)]
    terms = [max(weights[edge] for edge in gap.turns) // SUMMED for gap in gaps]
    # Before folded groups there is room for one: their names say more than a sum for their parts.
    folded = {layers.ranks[item] for item, box in enumerate(boxes) if box.above > 1}
    return gaps, [min(each, 1) if gap + 1 in folded else each for gap, each in enumerate(terms)]


def route(edges: Sequence[Edge], rows: Sequence[int], weights: Mapping[Edge, int]) -> Gap:
    """Route all edges of a gap.

    Args:
        edges: Pairs of items, from the left rank to the right.
        rows: The centre row of every item.
        weights: How much each edge wants room for a number.
    """
    net_of = _form_nets(edges, rows)
    nets = list(dict.fromkeys(net_of.values()))
    jogs = _break_cycles(nets)
    channels = _assign_channels(_order([*jogs.values(), *nets]))

    turns: dict[Edge, Turns] = {}
    for edge in edges:
        start, end = rows[edge[0]], rows[edge[1]]
        if start == end:
            turns[edge] = ()
        elif start in jogs:
            jog = jogs[start]
            turns[edge] = ((jog.channel, min(jog.right)), (net_of[edge].channel, end))
        else:
            turns[edge] = ((net_of[edge].channel, end),)
    return Gap(turns, channels, _find_slot(turns, channels, rows, weights))


def _form_nets(edges: Sequence[Edge], rows: Sequence[int]) -> dict[Edge, Net]:
    """Group the edges that change rows: by their left end if it has several, else by the right."""
    bent = [edge for edge in edges if rows[edge[0]] != rows[edge[1]]]
    fan_out = Counter(item for item, _ in bent)
    nets: dict[tuple[int, bool], Net] = {}
    net_of: dict[Edge, Net] = {}
    for item, other in bent:
        is_fan_out = fan_out[item] > 1
        net = nets.setdefault((item if is_fan_out else other, is_fan_out), Net(is_fan_out))
        net.left.add(rows[item])
        net.right.add(rows[other])
        net_of[item, other] = net
    return net_of


def _break_cycles(nets: Sequence[Net]) -> dict[int, Net]:
    """Add the jogs without which the nets have no order, by the rows in which they start.

    Where an item stands in the same row as one of the next rank, its wires have to leave the row
    before those of the other join it. Two such rows that exchange wires want each to be first. Then
    one of them gives way: right at its box its wires jog into the row beside it, which is free, as
    the items of a rank are at least two rows apart.
    """
    leaving = {row: net for net in nets for row in net.left}
    blockers = {net: net.right & leaving.keys() for net in nets}
    joining: dict[int, list[Net]] = defaultdict(list)
    for net, blocking in blockers.items():
        for row in blocking:
            joining[row].append(net)

    jogging: set[int] = set()
    ready = [net for net in nets if not blockers[net]]
    stuck = dict.fromkeys(net for net in nets if blockers[net])
    while ready or stuck:
        if ready:
            gone = ready.pop().left
        else:
            gone = set(blockers[min(stuck, key=lambda net: len(blockers[net]))])
            jogging |= gone
        for net in [net for row in gone for net in joining[row]]:
            blockers[net] -= gone
            if net in stuck and not blockers[net]:
                del stuck[net]
                ready.append(net)

    jogs: dict[int, Net] = {}
    taken = {row for net in nets for row in (*net.left, *net.right)}
    for row in sorted(jogging):  # from the top: so the row below is still free
        net = leaving[row]
        goes_up = sum(end < row for end in net.right) * 2 > len(net.right)
        beside = row - 1 if goes_up and row - 1 not in taken else row + 1
        taken.add(beside)
        net.left.remove(row)
        net.left.add(beside)
        jogs[row] = Net(is_fan_out=True, left=(row,), right=(beside,))
        net.jogs.append(jogs[row])
    return jogs


def _order(nets: list[Net]) -> list[Net]:
    """Sort the nets from left to right: no wire along another, few crossings, fan-outs first."""
    for net in nets:
        net.measure()
    nets.sort(key=_preference)
    for _ in range(SWAPS):
        for index in range(len(nets) - 1):
            one, two = nets[index], nets[index + 1]
            if _crossings(two, one) < _crossings(one, two):
                nets[index], nets[index + 1] = two, one

    # That was the wish. What must be: a net waits for those that leave a row which it joins, and
    # for its jogs.
    leaving = {row: net for net in nets for row in net.left}
    place = {net: index for index, net in enumerate(nets)}
    followers: dict[Net, list[Net]] = defaultdict(list)
    waiting = dict.fromkeys(nets, 0)
    for net in nets:
        joined = (leaving[row] for row in net.right if row in leaving and leaving[row] is not net)
        before = net.jogs + [other for other in joined if net not in other.jogs]
        waiting[net] = len(before)
        for other in before:
            followers[other].append(net)
    ready = [place[net] for net in nets if not waiting[net]]
    ordered = []
    while ready:
        net = nets[heappop(ready)]
        ordered.append(net)
        for other in followers[net]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, place[other])
    return ordered


def _preference(net: Net) -> tuple[bool, int]:
    """Sort fan-outs before fan-ins, and within both let nested wires nest."""
    anchor = next(iter(net.left)) if net.is_fan_out else next(iter(net.right))
    others = net.right if net.is_fan_out else net.left
    goes_down = (sum(others) >= anchor * len(others)) == net.is_fan_out
    return (not net.is_fan_out, -anchor if goes_down else anchor)


def _crossings(net: Net, other: Net) -> int:
    """Count the crossings of two nets if the first one is on the left."""
    out = sum(other.top < row < other.bottom for row in net.right - other.right)
    return out + sum(net.top < row < net.bottom for row in other.left - net.left)


def _assign_channels(ordered: Sequence[Net]) -> int:
    """Pack the nets into channels in their order, and return how many channels that takes."""
    taken: list[list[tuple[int, int]]] = []
    for net in ordered:
        channel = len(taken)
        while channel and _is_free(taken[channel - 1], net):
            channel -= 1
        if channel == len(taken):
            taken.append([])
        insort(taken[channel], (net.top, net.bottom))
        net.channel = channel

    # Fan-ins move to the right again, which leaves the middle of the gap to single wires.
    taken = [[] for _ in taken]
    for net in reversed(ordered):
        while (
            not net.is_fan_out
            and net.channel + 1 < len(taken)
            and _is_free(taken[net.channel + 1], net)
        ):
            net.channel += 1
        insort(taken[net.channel], (net.top, net.bottom))
    return len(taken)


def _is_free(spans: list[tuple[int, int]], net: Net) -> bool:
    """Whether a channel with these verticals has room for another."""
    index = bisect_left(spans, (net.bottom + 1,))
    return index == 0 or spans[index - 1][1] < net.top


def _find_slot(
    turns: Mapping[Edge, Turns], channels: int, rows: Sequence[int], weights: Mapping[Edge, int]
) -> int:
    """Find the channel before which most wires run in a row of their own."""
    row_of = {edge: rows[edge[0]] for edge in turns}
    riders: dict[int, dict[Edge, None]] = defaultdict(dict)
    turning: list[list[tuple[Edge, int]]] = [[] for _ in range(channels)]
    for edge, row in row_of.items():
        riders[row][edge] = None
        for channel, to in turns[edge]:
            turning[channel].append((edge, to))

    def worth(row: int) -> int:
        return weights[next(iter(riders[row]))] if len(riders[row]) == 1 else 0

    gain = sum(worth(row) for row in list(riders))
    best, slot = gain, 0
    for channel, moves in enumerate(turning):
        for edge, to in moves:
            row = row_of[edge]
            gain -= worth(row) + worth(to)
            del riders[row][edge]
            riders[to][edge] = None
            row_of[edge] = to
            gain += worth(row) + worth(to)
        if gain > best:
            best, slot = gain, channel + 1
    return slot
