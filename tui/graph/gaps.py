"""Gaps: the wires between the ranks, routed, and how much each wants room for numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tui.graph.layers import Edge, Layers, Link
from tui.graph.routing import Gap, route
from tui.graph.rows import find_rows
from tui.graph.wish import Wish

# How much an edge wants room for numbers. For each term of a fan-in sum that it carries it wants
# it more than all others in a gap together.
PLAIN, SUMMED = 1, 10_000

# Of so many uses by one target the terms have room of their own; more share it.
MOST_TERMS = 2


def route_gaps(
    layers: Layers, operands: Mapping[str, Sequence[str]], height: int, boxes: Sequence[Wish]
) -> tuple[Sequence[Gap], Sequence[int]]:
    """The wires between the ranks, and how many terms of a fan-in sum each gap carries."""
    rows = find_rows(layers, height, boxes)
    return gaps_between(layers, operands, rows, layers.find_owners())


def gaps_between(
    layers: Layers,
    operands: Mapping[str, Sequence[str]],
    rows: Sequence[int],
    owners: Mapping[Edge, Link | None],
) -> tuple[Sequence[Gap], Sequence[int]]:
    """The same for ranks whose items stand in these rows.

    Args:
        layers: The ranks.
        operands: The operands of every computed node.
        rows: The centre row of every item.
        owners: The wire that has an edge for itself, if there is one.
    """
    weights = _weigh_edges(layers, operands, owners)
    gaps = [route(edges, rows, weights) for edges in layers.gaps()]
    if layers.chains:
        gaps = [gap.between(*sides) for gap, sides in zip(gaps, layers.sides(), strict=True)]
    return gaps, [max(weights[edge] for edge in gap.turns) // SUMMED for gap in gaps]


def _weigh_edges(
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
