"""The structure of a network: ways through a graph of names, which knows no Network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def find_way(operands: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    """The nodes from `start` to `end`, following operands; empty where there is no way."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for operand in operands.get(way[-1], ()):
            if operand not in seen:
                seen.add(operand)
                ways.append([*way, operand])
    return []


def has_other_way(
    consumers: Mapping[str, Sequence[str]], ranks: Mapping[str, int], source: str, target: str
) -> bool:
    """Whether a way leads from `source` to its consumer `target` over other nodes.

    Args:
        consumers: the nodes that use each node.
        ranks: the length of the longest way to each node.
        source: where the way begins.
        target: where it ends.
    """
    if ranks[target] <= ranks[source] + 1:
        return False
    seen = set(consumers[source]) - {target}
    frontier = list(seen)
    while frontier:
        for node in consumers[frontier.pop()]:
            if node == target:
                return True
            if node not in seen and ranks[node] < ranks[target]:
                seen.add(node)
                frontier.append(node)
    return False
