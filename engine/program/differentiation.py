"""Reverse-mode differentiation of one equation: what it passes back to the names in it.

A gradient on its way through an expression may still be smaller than the value it belongs to, as
long as it broadcasts to it (the 1/4 of a mean stays a number); what leaves the equation has the
full shape.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
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
        part: the part.
        shape: of its value.
        is_wanted: whether a name whose contribution is wanted is in it.
        names: how many names stand in it, repeats included.
        operands: the facts about its operands.
    """

    part: Expression
    shape: Shape
    is_wanted: bool
    names: int
    operands: Sequence[_Fact] = ()


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
        # The equation's node is its value, so a rule may name it: 1 − o² for o = tanh(z).
        pending: list[tuple[_Fact, Expression, Expression]] = [
            (self._facts(expression, wanted), upstream, Name(node))
        ]
        while pending:
            fact, gradient, result = pending.pop()
            if not fact.is_wanted:
                position += fact.names
                continue
            length = size(gradient)
            if length > MAX_SIZE or total > MAX_SIZES:
                raise NetworkError(f"{node}: its derivative is too long: split the equation in two")
            part = fact.part
            if isinstance(part, Call):
                shares = self._shares(fact, part, gradient, result)
                pending += [(each, share, each.part) for each, share in reversed([*shares])]
            elif isinstance(part, Name):
                total += length
                full = self._full(gradient, fact.shape, part)
                found.append((part.name, Term(node, position, full)))
                position += 1
        return found

    def _facts(self, part: Expression, wanted: Container[str]) -> _Fact:
        """What there is to know of a part of an equation and of those in it, each found once."""
        if isinstance(part, Name):
            return _Fact(part, self.shapes[part.name], part.name in wanted, 1)
        if not isinstance(part, Call):
            return _Fact(part, (), False, 0)
        operands = [self._facts(operand, wanted) for operand in part.operands]
        shape = call_shape(part, [each.shape for each in operands])
        is_wanted, names = False, 0
        for each in operands:
            is_wanted, names = is_wanted or each.is_wanted, names + each.names
        return _Fact(part, shape, is_wanted, names, operands)

    def _shares(
        self, fact: _Fact, part: Call, gradient: Expression, result: Expression
    ) -> Iterator[tuple[_Fact, Expression]]:
        """Each operand of a call, with its upstream gradient."""
        op, shape = OPS[part.op], fact.shape
        shapes = tuple([each.shape for each in fact.operands])
        if op.needs_full_upstream:
            gradient = self._full(gradient, shape, part)
        upstream = infer_shape(gradient, self.shapes) if shape else ()
        site = Site(result, upstream, shapes, self.conventions)
        shares = op.vjp(gradient, site, *part.operands, **dict(part.options))
        for operand, share in zip(fact.operands, shares, strict=True):
            if op.elementwise and operand.shape != shape:
                share = sum_to(self._full(share, shape, part), operand.part)
            yield operand, share

    def _full(self, gradient: Expression, shape: Shape, like: Expression) -> Expression:
        """The gradient, broadcast to the shape of `like` where it is smaller."""
        if not shape or infer_shape(gradient, self.shapes) == shape:
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
