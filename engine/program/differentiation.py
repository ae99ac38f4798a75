"""Reverse-mode differentiation of one equation: what it passes back to the names in it.

A gradient on its way through an expression may still be smaller than the value it belongs to, as
long as it broadcasts to it (the 1/4 of a mean stays a number); what leaves the equation has the
full shape.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from engine.errors import NetworkError
from engine.frozen import frozen
from engine.language.expression import ONE, Call, Expression, Name, size
from engine.language.op import Conventions, Site, call, sum_to
from engine.language.ops import OPS, call_shape, infer_shape
from engine.language.shapes import Shape
from engine.network.network import Network

MAX_SIZE = 2_000
"""The most ops in one contribution; ops such as softmax within softmax double it each time."""

MAX_SIZES = 20_000
"""The most ops in all contributions of one equation."""


class Term(NamedTuple):
    """One contribution to a gradient: upstream gradient times local derivative, along one edge.

    Args:
        child: the one it comes from, the node whose equation uses the value.
        position: which of the child's operands the value is, counted from 0.
        expression: the contribution.
    """

    child: str
    position: int
    expression: Expression


class _Fact(NamedTuple):
    """The facts about a part of an equation.

    Args:
        shape: of its value.
        is_wanted: whether a name whose contribution is wanted is in it.
        names: how many names stand in it, repeats included.
    """

    shape: Shape
    is_wanted: bool
    names: int


@frozen(slots=True)
class Differentiator:
    """Differentiates equations.

    Args:
        shapes: the shape of every name, gradients included.
        conventions: the derivatives taken at kinks.
    """

    shapes: Mapping[str, Shape]
    conventions: Conventions

    def contributions(
        self, node: str, expression: Expression, upstream: Expression, wanted: Container[str]
    ) -> list[tuple[str, Term]]:
        """One term for each occurrence of a wanted name in the equation of `node`, in order."""
        found = []
        position = total = 0
        facts = self._facts(expression, wanted)
        # The equation's node is its value, so a rule may name it: 1 − o² for o = tanh(z).
        pending: list[tuple[Expression, Expression, Expression]] = [
            (expression, upstream, Name(node))
        ]
        while pending:
            part, gradient, result = pending.pop()
            length = size(gradient)
            if length > MAX_SIZE or total > MAX_SIZES:
                raise NetworkError(f"{node}: its derivative is too long: split the equation in two")
            if isinstance(part, Name):
                if part.name in wanted:
                    total += length
                    full = self._full(gradient, self.shapes[part.name], part)
                    found.append((part.name, Term(node, position, full)))
                position += 1
            elif isinstance(part, Call) and facts[id(part)].is_wanted:
                shares = list(self._shares(part, gradient, result, facts))
                pending += [(x, share, x) for x, share in reversed(shares)]
            else:
                position += facts[id(part)].names
        return found

    def _facts(self, expression: Expression, wanted: Container[str]) -> dict[int, _Fact]:
        """What there is to know of each part of an equation, by its id, each found once."""
        facts: dict[int, _Fact] = {}

        def visit(part: Expression) -> _Fact:
            if isinstance(part, Call):
                parts = [visit(operand) for operand in part.operands]
                fact = _Fact(
                    call_shape(part, [each.shape for each in parts]),
                    any(each.is_wanted for each in parts),
                    sum(each.names for each in parts),
                )
            elif isinstance(part, Name):
                fact = _Fact(self.shapes[part.name], part.name in wanted, 1)
            else:
                fact = _Fact((), False, 0)
            facts[id(part)] = fact
            return fact

        visit(expression)
        return facts

    def _shares(
        self, part: Call, gradient: Expression, result: Expression, facts: Mapping[int, _Fact]
    ) -> Iterator[tuple[Expression, Expression]]:
        """Each operand of a call with its upstream gradient."""
        op = OPS[part.op]
        shape = facts[id(part)].shape
        shapes = tuple(facts[id(x)].shape for x in part.operands)
        if op.needs_full_upstream:
            gradient = self._full(gradient, shape, part)
        site = Site(result, infer_shape(gradient, self.shapes), shapes, self.conventions)
        shares = op.vjp(gradient, site, *part.operands, **dict(part.options))
        for operand, operand_shape, share in zip(part.operands, shapes, shares, strict=True):
            if op.elementwise and operand_shape != shape:
                share = sum_to(self._full(share, shape, part), operand)
            yield operand, share

    def _full(self, gradient: Expression, shape: Shape, like: Expression) -> Expression:
        """The gradient, broadcast to the shape of `like` where it is smaller."""
        if infer_shape(gradient, self.shapes) == shape:
            return gradient
        return call("broadcast_to", gradient, like)


def local_derivative(network: Network, target: str, position: int) -> Expression | None:
    """The derivative of a node with respect to the operand at `position` of its equation.

    It is given for nodes that are single numbers; for arrays it would be a Jacobian, which the
    backward pass never forms, and None is given.
    """
    if network.shapes[target] != ():
        return None
    differentiator = Differentiator(network.shapes, network.conventions)
    terms = differentiator.contributions(
        target, network.definitions[target], ONE, network.shapes.keys()
    )
    return terms[position][1].expression
