"""Bounds of a program: what one iteration of it may compute and keep, checked before it is run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.errors import NetworkError
from engine.language.expression import Call, Expression, Name
from engine.language.ops import call_shape
from engine.language.shapes import Shape
from engine.network.parts import Parts
from engine.program.differentiation import Term

MAX_OPS, OPS_A_NODE = 50_000, 10
"""The most ops in all derivatives: of a network of a few nodes, and for each more of them."""

MAX_KEPT = 16_000_000
"""The most numbers that one iteration may leave to be looked at: 128 MB. A few are kept at a time.

LeNet on 32 colour images of 32×32 leaves 7 million.
"""

MAX_COMPUTED = 200_000_000
"""The most numbers that one iteration may compute, those in between included: half a second.

A transformer block of 64 features on 32 sequences of 32 tokens computes 100 million.
"""

KEPT_EACH, COMPUTED_EACH = 10, 100
"""So many numbers more may be kept and computed for each that is read of a file of arrays.

Of a parameter there is a gradient, what an optimiser makes of it and remembers (six arrays with
Adam), and the parameter after the update; each row of a batch takes three products with it.
"""

PRODUCTS = 4
"""So many products are summed up in the time that it takes to compute one number otherwise."""


class Assignment(Protocol):
    """An equation of a program, as far as it is measured here."""

    @property
    def node(self) -> str:
        """The node it is about."""

    @property
    def symbol(self) -> str:
        """What it assigns."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What it adds up."""


def check_ops(network: Parts, ops: int, index: int) -> None:
    """Refuse derivatives that would take long to be derived, and to be run.

    Args:
        network: what they are derived from.
        ops: how many stand in those that have been derived so far, from the last equation on.
        index: the equation that was derived last.

    Raises:
        NetworkError: where there are too many.
    """
    most = MAX_OPS + OPS_A_NODE * len(network.nodes)
    if ops > most:
        raise NetworkError(
            f"more than {most:,} ops in the derivatives from here on: make equations shorter",
            "equations", index,
        )  # fmt: skip


def check_work(
    network: Parts,
    equations: Sequence[Assignment],
    shapes: Mapping[str, Shape],
    times: int = 1,
) -> None:
    """Refuse a program that would take long, or much memory, for an iteration.

    Args:
        network: what it was derived from.
        equations: all of them.
        shapes: of every symbol.
        times: how many times as much it may take, if it is run now and then only.

    Raises:
        NetworkError: where it would; it names the equation with the largest part in it.
    """
    if not any(shapes.values()):
        return
    kept = {
        each.symbol: math.prod(shapes[each.symbol]) * (1 + len(each.terms) * (len(each.terms) > 1))
        for each in equations
    }
    brought = sum(math.prod(shapes[name]) for name in network.brought)
    most = times * MAX_KEPT + KEPT_EACH * brought
    _check(network, equations, kept, most, "numbers to keep of an iteration")
    computed = {
        each.symbol: sum(_computed(term.expression, shapes)[1] for term in each.terms)
        for each in equations
    }
    most = times * MAX_COMPUTED + COMPUTED_EACH * brought
    _check(network, equations, computed, most, "numbers to compute in an iteration")


def _check(
    network: Parts, equations: Sequence[Assignment], parts: Mapping[str, int], most: int, what: str
) -> None:
    total = sum(parts.values())
    if total <= most:
        return
    largest = max(equations, key=lambda each: parts[each.symbol])
    names = [name for name, _ in network.equations]
    child = largest.node if largest.node in names else largest.terms[0].child
    where = ("equations", names.index(child)) if child in names else ("parameters", child)
    raise NetworkError(
        f"{total:,} {what}, more than {most:,}: make it smaller, {largest.symbol} first", *where
    )


def _computed(expression: Expression, shapes: Mapping[str, Shape]) -> tuple[Shape, int]:
    """The shape of an expression, and how many numbers are computed for it."""
    if not isinstance(expression, Call):
        return (shapes[expression.name] if isinstance(expression, Name) else ()), 0
    parts = [_computed(operand, shapes) for operand in expression.operands]
    shape = call_shape(expression, [each for each, _ in parts])
    own = math.prod(shape)
    if expression.op == "matmul":
        own *= 1 + parts[0][0][-1] // PRODUCTS
    return shape, own + sum(count for _, count in parts)
