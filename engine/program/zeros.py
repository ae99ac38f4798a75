"""Zeros of derivatives: contributions that are 0 whatever the values are, taken out of a program.

A rule of differentiation gives every operand a share, also one on which nothing depends, as the
z of a mask [z > 0]. What is derived from what was derived is full of these.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from engine.frozen import replace
from engine.language.expression import Call, Expression, Name, Number
from engine.language.ops import OPS, filler
from engine.program.differentiation import Term
from engine.program.equation import Equation, Phase
from engine.program.program import Program


def without_zeros(program: Program) -> Program:
    """The program without the gradients, and the contributions to others, that are always 0.

    That of a parameter stays where it is, as its update reads it.
    """
    return replace(program, equations=tuple(_left(program)))


def _left(program: Program) -> Iterator[Equation]:
    zero: set[str] = set()
    for equation in program.equations:
        if equation.phase is not Phase.BACKWARD:
            yield equation
            continue
        terms = [each for each in equation.terms if not is_zero(each.expression, zero)]
        if terms:
            yield replace(equation, terms=tuple(terms))
            continue
        zero.add(equation.symbol)
        if equation.node in program.network.parameters:
            nothing = Term(
                equation.terms[0].child, equation.terms[0].position, 0.0 * Name(equation.node)
            )
            yield replace(equation, terms=(nothing,))


def is_zero(expression: Expression, zero: Container[str]) -> bool:
    """Whether an expression is 0 because a number, or a name in it, is.

    Args:
        expression: what may be.
        zero: the names that stand for 0.
    """
    if isinstance(expression, Name):
        return expression.name in zero
    if isinstance(expression, Number):
        return expression.value == 0.0
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    found = [is_zero(each, zero) for each in expression.operands]
    if expression.op in ("add", "sub", "concat", "where"):
        return all(found[-2:])
    places = OPS[expression.op].zero_if
    return any(found[place] for place in places) and filler(expression) == 0.0
