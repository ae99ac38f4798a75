"""The claim that an edge is a skip connection, proved by what equations do to other numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.claims.claim import Claim
from engine.claims.close import entries, is_close
from engine.iterations.timeline import Timeline
from engine.language.expression import Expression, Name, Trail, free_names, occurrences, trails
from engine.language.shapes import Shape
from engine.language.values import Value, array, evaluate, unwarned
from engine.network.network import Network
from engine.network.parts import Edge

if TYPE_CHECKING:
    import numpy as np

CARRIED = "what is carried"
"""What stands in an equation for the value that an edge carries; no node can be called so."""

TRIES = 12
"""So many times everything takes other values."""

POSITIVE, SIGNS = (1.0,), ((1.0,), (1.0, -1.0))
"""Roots and logarithms need positive values, kinks both signs, to be told from what is linear."""


@dataclass(frozen=True, eq=False)
class IsSkip(Claim):
    """An edge is a skip connection.

    Args:
        edge: the edge.
    """

    edge: Edge

    def holds(self, timeline: Timeline) -> bool:
        """Whether it adds a constant times what it carries to what has been transformed.

        A part of the target's equation, a sum, has to rise by as much for any change of what is
        carried, whatever the other nodes are, and has to read a node to which a way leads from the
        source over an equation that does not.
        """
        source, target, position = self.edge
        network = timeline.program.network
        if network.targets.keys() & _ancestors(network, target) or source in network.constants:
            return False
        transformed = _transformed(network, source, target)
        trail = trails(network.definitions[target])[position]
        shapes = {**network.shapes, CARRIED: network.shapes[source]}
        for depth in range(len(trail) - 1, -1, -1):
            part = carrying(trail[depth:])
            if not _rises_evenly(part, CARRIED, shapes, network.parameters.keys()):
                return False
            if trail[depth][0].op == "add" and transformed & {*occurrences(part)}:
                return True
        return False


def _ancestors(network: Network, node: str) -> set[str]:
    """All that a node is computed from."""
    found, pending = set[str](), [node]
    while pending:
        for name in network.operands.get(pending.pop(), ()):
            if name not in found:
                found.add(name)
                pending.append(name)
    return found


def _transformed(network: Network, source: str, target: str) -> set[str]:
    """The nodes before the target to which the source comes over one that transforms it."""
    above, seen = _ancestors(network, target), set[tuple[str, bool]]()
    pending = [(source, False)]
    while pending:
        node, is_transformed = pending.pop()
        for child in above.intersection(network.consumers[node]):
            equation = network.definitions[child]
            now = is_transformed or not all(
                _rises_evenly(equation, node, network.shapes, (), signs) for signs in SIGNS
            )
            if (child, now) not in seen:
                seen.add((child, now))
                pending.append((child, now))
    return {node for node, is_transformed in seen if is_transformed}


def carrying(trail: Trail) -> Expression:
    """The first call of a trail, with `CARRIED` in place of the name to which it leads."""
    if not trail:
        return Name(CARRIED)
    call, place = trail[0]
    operands = list(call.operands)
    operands[place] = carrying(trail[1:])
    return call.of(operands)


def _rises_evenly(
    expression: Expression,
    name: str,
    shapes: Mapping[str, Shape],
    kept: Collection[str],
    signs: Sequence[float] = POSITIVE,
) -> bool:
    """Whether it rises by as much for a change of a name, whatever that and the others are.

    Args:
        expression: what may rise.
        name: what changes.
        shapes: the shapes of all names.
        kept: the names that keep one value.
        signs: the signs of the values.
    """
    import numpy as np

    rng = np.random.default_rng(0)
    names = sorted(free_names(expression))
    known = {each: _draw(shapes[each], rng, signs) for each in names}
    change, rises, size = 1.0 + _draw(shapes[name], rng, POSITIVE), [], 0.0
    for _ in range(TRIES):
        drawn = {each: _draw(shapes[each], rng, signs) for each in names if each not in kept}
        others = {**known, **drawn}
        with unwarned():
            before = entries(evaluate(expression, others))
            after = entries(evaluate(expression, {**others, name: others[name] + change}))
            rises.append(after - before)
        size = max(size, float(abs(after).max()), float(abs(before).max()))
    return all(is_close(rise, rises[0], size) for rise in rises)


def _draw(shape: Shape, rng: np.random.Generator, signs: Sequence[float]) -> Value:
    drawn = rng.uniform(0.1, 1.5, shape) * rng.choice(signs, shape)
    return array(drawn) if shape else float(drawn)
