"""Ways from the loss: counted, and the largest of them followed."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import product

from engine.gradients.jacobian import Entry, Jacobian, Link
from engine.iterations.run import Run
from engine.language.index import Index
from engine.language.shapes import Shape
from engine.network.network import Network

MAX_DERIVATIVES = 1_000_000
"""The most pairs of entries whose local derivatives are computed, most of which may be 0."""


MAX_LINKS = 100_000
"""The most pairs of which one reads the other: that many are followed in less than a second."""


NO_SIZE = -1e12
"""The size of 0: far below the logarithm of any float, but finite, so that sizes can be added."""


def descendants(network: Network, node: str) -> AbstractSet[str]:
    """A node and everything that is computed from it."""
    found, pending = {node}, [node]
    while pending:
        for child in network.consumers[pending.pop()]:
            if child not in found:
                found.add(child)
                pending.append(child)
    return found


def _backwards(network: Network, nodes: AbstractSet[str]) -> Iterator[tuple[str, Sequence[int]]]:
    """Each of the nodes that is computed, the loss first, with where it reads others of them."""
    for target, _ in reversed(network.equations):
        if target in nodes:
            operands = enumerate(network.operands[target])
            yield target, [position for position, source in operands if source in nodes]


def derivatives(network: Network, nodes: AbstractSet[str]) -> int:
    """How many derivatives of entries with respect to entries there are; none in single numbers."""
    total = 0
    for target, positions in _backwards(network, nodes):
        for position in positions:
            shapes = network.shapes[target], network.shapes[network.operands[target][position]]
            total += math.prod(map(math.prod, shapes)) if any(shapes) else 0
    return total


_Trail = tuple[Link, "_Trail"] | None
"""The way so far, the last link first: ways that part later share what they have in common."""


@dataclass(slots=True)
class Ways:
    """The ways from the loss to an entry: how many, and some of them with their sizes."""

    count: int = 0
    trails: list[tuple[float, _Trail]] = field(default_factory=list)

    def largest(self, limit: int) -> list[tuple[float, _Trail]]:
        """The trails with the largest contributions, so many at most."""
        return heapq.nlargest(limit, self.trails, key=lambda each: each[0])


def ways_back(run: Run, asked: Entry, nodes: AbstractSet[str], limit: int) -> Ways | None:
    """The ways from the loss to an entry, among them those whose products are the largest in size.

    None where there are too many links to follow.

    A path can only be among the largest to an entry if each part of it, from the loss on, is among
    the largest to where that part ends.
    """
    network = run.program.network
    # What lies behind is not kept: a count is as long as the network is deep.
    reached, followed = {Entry(network.loss): Ways(1, [(0.0, None)])}, 0
    for target, positions in _backwards(network, nodes):
        if target == asked.node:
            break
        jacobian = Jacobian(run, target)
        for index in _indices(network.shapes[target]):
            ways = reached.pop(Entry(target, index), None)
            if ways is None:
                continue
            trails = ways.largest(limit)
            for position in positions:
                for link in jacobian.links(index, position, asked):
                    onwards, size = reached.setdefault(link.source, Ways()), _size(link.value)
                    onwards.count += ways.count
                    onwards.trails += [(so_far + size, (link, trail)) for so_far, trail in trails]
                    followed += 1
            if followed > MAX_LINKS:
                return None
    return reached.get(asked) or Ways()


def _indices(shape: Shape) -> Iterator[Index]:
    return product(*map(range, shape))


def _size(value: float) -> float:
    """How large a factor is: its logarithm, as products of many would leave the range of floats."""
    if value == 0.0:
        return NO_SIZE
    return math.log(abs(value)) if math.isfinite(value) else -NO_SIZE
