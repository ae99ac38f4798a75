"""The structure of a network: ways through a graph of names, which knows no Network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.language.expression import Expression, occurrences


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


def behind(equations: Iterable[tuple[str, Expression]], names: Iterable[str]) -> set[str]:
    """Some nodes and everything that is computed from them; the equations in order."""
    found = set(names)
    for name, expression in equations:
        if not found.isdisjoint(occurrences(expression)):
            found.add(name)
    return found
