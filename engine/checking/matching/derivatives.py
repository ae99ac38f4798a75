"""Derivatives of one node by another, `∂z_2/∂h_1`, as expressions in the symbols of a program."""

from __future__ import annotations

from functools import reduce

from engine.errors import UnreadError
from engine.language.expression import ONE, ZERO, Expression, size
from engine.program.differentiation import Differentiator
from engine.program.program import Program

MOST_OPS = 300
"""The most ops in what a formula comes to."""


def derivative(program: Program, top: str, bottom: str) -> Expression:
    """The derivative of a number by one that its equation takes, or else over all paths.

    Args:
        program: of which both are nodes whose values are single numbers.
        top: what is derived.
        bottom: by what.

    Raises:
        UnreadError: where it is too long.
    """
    return _derivative(program, top, bottom, {})


def _derivative(
    program: Program, top: str, bottom: str, known: dict[str, Expression]
) -> Expression:
    """The same; `known` has the derivatives of other nodes by this one."""
    network = program.network
    if top == bottom:
        return ONE
    if top in known or top not in network.definitions:
        return known.get(top, ZERO)
    operands = {each for each in network.operands[top] if network.shapes[each] == ()}
    terms = []
    if bottom in operands:
        terms = _local(program, top, bottom)
    else:
        for each in sorted(operands):
            if network.ranks[each] > network.ranks[bottom]:
                inner = _derivative(program, each, bottom, known)
                if inner != ZERO:
                    terms += [local * inner for local in _local(program, top, each)]
    if sum(map(size, terms)) > MOST_OPS:
        raise UnreadError("a derivative over too many paths")
    known[top] = reduce(lambda left, right: left + right, terms) if terms else ZERO
    return known[top]


def _local(program: Program, top: str, bottom: str) -> list[Expression]:
    network = program.network
    differentiator = Differentiator(network.shapes, network.conventions)
    found = differentiator.contributions(top, network.definitions[top], ONE, {bottom})
    return [term.expression for _, term in found]
