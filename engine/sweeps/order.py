"""The order of computations: equation by equation, and what can be done at once side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.sweeps.graph import GIVEN, NUMBER, Level, Node

Key = tuple[Level, str, tuple[str, ...], bool]

LAST = 1 << 30
"""The part that comes after all others of a depth."""


def batches(nodes: Sequence[Node], results: Sequence[int]) -> list[list[int]]:
    """The computations that are needed for results, in lists of what is alike and independent.

    The products of a sum come right before they are added, and do not take room before. In a list
    those that a sum takes first stand before the others, so that one call adds many side by side.
    """
    users = _users(nodes, results)
    found: dict[Key, list[int]] = {}
    for place, key in _keys(nodes, users).items():
        found.setdefault(key, []).append(place)
    for batch in found.values():
        batch.sort(key=lambda place: (_position(nodes, users, place), place))
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


def _users(nodes: Sequence[Node], results: Sequence[int]) -> Mapping[int, list[int]]:
    """What reads each node that is needed."""
    found: dict[int, list[int]] = {result: [] for result in results}
    for place in reversed(range(len(nodes))):  # operands come before what reads them
        if place in found:
            for operand in nodes[place].operands:
                found.setdefault(operand, []).append(place)
    return found


def _keys(nodes: Sequence[Node], users: Mapping[int, list[int]]) -> Mapping[int, Key]:
    """For each computation what it has to have in common with those that are done with it."""
    keys = {}
    for place in sorted(users):
        node = nodes[place]
        if node.op in (NUMBER, GIVEN):
            continue
        level = node.level
        if _is_product(nodes, users, place):
            equation, depth, _ = nodes[users[place][0]].level
            if equation == level[0]:
                level = max(level, (equation, depth - 1, LAST))
        kinds = tuple([_kind(nodes[operand]) for operand in node.operands])
        keys[place] = level, node.op, kinds, node.varies
    return keys


def _is_product(nodes: Sequence[Node], users: Mapping[int, list[int]], place: int) -> bool:
    """Whether a node is a product that a sum takes, and nothing else."""
    if nodes[place].op != "mul" or len(users[place]) != 1:
        return False
    return nodes[users[place][0]].op == "add"


def _kind(node: Node) -> str:
    """A number, what is one number for all runs, or what each run has its own of."""
    if node.op in (NUMBER, "greater", "greater_equal"):
        return node.op
    return "run" if node.varies else "all"


def _position(nodes: Sequence[Node], users: Mapping[int, list[int]], place: int) -> int:
    """As which operand a sum takes a product; 0 of anything else."""
    if not _is_product(nodes, users, place):
        return 0
    return nodes[users[place][0]].operands.index(place)
