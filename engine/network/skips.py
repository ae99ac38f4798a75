"""Skip connections: the uses of a node that jump over another which transforms it, by addition.

A node that is used in the equation of another skips what lies between if both of this is so:

1. Its use is an addend, as it is or times a weight: `w3*h0` in `z2 = w2*h1 + w3*h0`, or `h0` in
   `relu(h0 + f)`. A gate (`g*h0` with a `g` that is computed), a quotient or a difference is none.
2. What it is added to depends on it as well, over a node between that transforms it: by a weight or
   an activation, and not only by a sum, a mean, a written factor or another order of entries.

What is added up in the loss, or in anything else that is computed from a target, are terms of a
loss. None of them is a skip connection, as a regulariser is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import cached_property

from engine.language.expression import Call, Expression, Trail, free_names, occurrences, trails
from engine.language.rules import Rules
from engine.language.values import evaluate, is_zero
from engine.network.parts import Edge, Parts
from engine.network.structure import behind


class Pass(Enum):
    """A way in which a value passes an op, from an operand into the result."""

    AS_IT_IS = auto()
    OPPOSITE = auto()
    SCALED = auto()
    WEIGHTED = auto()
    SUMMED = auto()
    OTHERWISE = auto()
    NOT_AT_ALL = auto()


CARRIES = frozenset({Pass.AS_IT_IS, Pass.SCALED, Pass.WEIGHTED})
"""What may become of an addend that is a skip connection."""

TRANSFORMS = frozenset({Pass.WEIGHTED, Pass.OTHERWISE})
"""What a node does that transforms."""


class Skips:
    """Tells which edges of a network are skip connections.

    Args:
        network: the network.
        consumers: the nodes whose equations use each node.
        ranks: the length of the longest way to each node.
    """

    def __init__(
        self,
        network: Parts,
        consumers: Mapping[str, Sequence[str]],
        ranks: Mapping[str, int],
    ) -> None:
        self._network, self._consumers, self._ranks = network, consumers, ranks
        self._known: dict[Edge, bool] = {}
        self._changed: dict[str, set[str]] = {}
        self._passing: dict[tuple[str, str], frozenset[Pass]] = {}

    def has(self, edge: Edge) -> bool:
        """Whether an edge is a skip connection: in a large network that may take a while, once."""
        known = self._known.get(edge)
        if known is None:
            known = self._known[edge] = self._looks_like_one(edge)
        return known

    def _looks_like_one(self, edge: Edge) -> bool:
        source, target, position = edge
        network = self._network
        if source in network.constants or target in self._behind:
            return False
        if self._ranks[target] <= self._ranks[source] + 1:
            return False
        trail = trails(network.definitions[target])[position]
        beside = {name for each in self._beside(trail) for name in _addends(each)} - {source}
        return bool(beside) and not beside.isdisjoint(self._transformed(source))

    def _beside(self, trail: Trail) -> Iterator[Expression]:
        """What is added to the name at the end of a trail, itself or what carries it."""
        for call, place in reversed(trail):
            if self._passes(call, place) not in CARRIES:
                return
            if call.op == "add":
                yield call.operands[1 - place]

    def _transformed(self, source: str) -> set[str]:
        """The nodes that a node comes to over one which transforms it."""
        known = self._changed.get(source)
        if known is None:
            known = self._changed[source] = self._find_transformed(source)
        return known

    def _find_transformed(self, source: str) -> set[str]:
        transformed, plain = set[str](), {source}
        pending = [source]
        while pending:
            node = pending.pop()
            for child in self._consumers[node]:
                if child in transformed:
                    continue
                passes = self._passes_into(node, child)
                if not passes:
                    continue
                if node in transformed or passes & TRANSFORMS:
                    transformed.add(child)
                elif child in plain:
                    continue
                else:
                    plain.add(child)
                pending.append(child)
        return transformed

    def _passes_into(self, source: str, target: str) -> frozenset[Pass]:
        """How a node passes into another, over all its uses; empty where it does not at all."""
        known = self._passing.get((source, target))
        if known is None:
            ways = trails(self._network.definitions[target])
            uses = [
                frozenset(self._passes(call, place) for call, place in way) or {Pass.AS_IT_IS}
                for name, way in zip(self._network.operands[target], ways, strict=True)
                if name == source
            ]
            passed = [use for use in uses if Pass.NOT_AT_ALL not in use]
            known = self._passing[source, target] = frozenset().union(*passed)
        return known

    def _passes(self, call: Call, place: int) -> Pass:
        return PASS_RULES[call.op](self._network, call, place)

    @cached_property
    def _behind(self) -> set[str]:
        """The loss, the targets, and what is computed from them."""
        return behind(self._network.equations, [*self._network.targets, self._network.loss])


def _addends(part: Expression) -> Iterator[str]:
    """The names in what a sum adds, without those in what it subtracts."""
    match part:
        case Call(op="add", operands=operands):
            for each in operands:
                yield from _addends(each)
        case Call(op="sub", operands=(left, _)):
            yield from _addends(left)
        case Call(op="neg"):
            return
        case _:
            yield from occurrences(part)


def _as_it_is(network: Parts, call: Call, place: int) -> Pass:
    del network, call, place
    return Pass.AS_IT_IS


def _minuend(network: Parts, call: Call, place: int) -> Pass:
    del network, call
    return Pass.OPPOSITE if place else Pass.AS_IT_IS


def _opposite(network: Parts, call: Call, place: int) -> Pass:
    del network, call, place
    return Pass.OPPOSITE


def _factor(network: Parts, call: Call, place: int) -> Pass:
    """Of a factor: it is scaled by a number, weighted by parameters, or neither."""
    other = call.operands[1 - place]
    others = free_names(other)
    if not others:
        return Pass.NOT_AT_ALL if is_zero(evaluate(other, {})) else Pass.SCALED
    return Pass.WEIGHTED if others <= network.parameters.keys() else Pass.OTHERWISE


def _either(network: Parts, call: Call, place: int) -> Pass:
    del network, place
    return Pass.AS_IT_IS if call.operands[0] == call.operands[1] else Pass.OTHERWISE


def _dividend(network: Parts, call: Call, place: int) -> Pass:
    return Pass.OTHERWISE if place else _factor(network, call, place)


def _taken(network: Parts, call: Call, place: int) -> Pass:
    del network, call
    return Pass.OTHERWISE if place else Pass.AS_IT_IS


def _landing(network: Parts, call: Call, place: int) -> Pass:
    del network, call
    return Pass.OTHERWISE if place else Pass.SUMMED


def _summed(network: Parts, call: Call, place: int) -> Pass:
    del network, call, place
    return Pass.SUMMED


def _otherwise(network: Parts, call: Call, place: int) -> Pass:
    del network, call, place
    return Pass.OTHERWISE


PASS_RULES: Rules[Callable[[Parts, Call, int], Pass]] = Rules(
    "how a value passes",
    __name__,
    {
        "add": _as_it_is,
        "sub": _minuend,
        "neg": _opposite,
        **dict.fromkeys(("mul", "matmul", "outer"), _factor),
        "div": _dividend,
        "take": _taken,
        "scatter_add": _landing,
        **dict.fromkeys(("minimum", "maximum"), _either),
        **dict.fromkeys(("max", "min", "softmax", "log_softmax", "cross_entropy"), _otherwise),
    },
    {"moves": _as_it_is, "reduces": _summed, "elementwise": _otherwise},
    exceptions=("take", "scatter_add", "add", "sub", "neg", "mul", "div", "minimum", "maximum"),
)
"""How an operand of a call passes into its value."""
