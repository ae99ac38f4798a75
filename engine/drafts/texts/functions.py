"""Functions of single numbers that are more than one op of the language."""

from __future__ import annotations

import math

from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import number, written

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
"""Klambauer, Unterthiner, Mayr and Hochreiter, 2017, with the digits that torch has."""


def power(base: Operand | float, exponent: Operand | float) -> str:
    """A power, with the ops of their own where the exponent is 2 or a half.

    >>> power(Operand("x", (3,)), 2.0), power(Operand("x", (3,)), 3)
    ('square(x)', 'x ** 3')
    """
    if exponent == 2:
        return f"square({written(base)})"
    if exponent == 0.5:
        return f"sqrt({written(base)})"
    return f"{written(base)} ** {written(exponent)}"


def exponential_below_0(x: Operand, scale: float, alpha: float, into: float = 1.0) -> str:
    """`scale · x` above 0, and `alpha · (exp(into · x) − 1)` below: ELU, SELU and CELU.

    The exponent is masked as well, so that a large x, which that curve is not for, neither
    overflows nor makes the gradient 0 · ∞.

    Args:
        x: a name, as it is written more than once.
        scale: what x is multiplied by above 0.
        alpha: what the curve goes to, far below 0, with its sign turned.
        into: what x is multiplied by in the exponent.
    """
    below = f"where({x} > 0, 0, {x})"
    curve = f"exp({below if into == 1 else f'{below} * {number(into)}'}) - 1"
    line = str(x) if scale == 1 else f"{number(scale)} * {x}"
    return f"where({x} > 0, {line}, {curve if alpha == 1 else f'{number(alpha)} * ({curve})'})"


def gelu_by_tanh(x: Operand) -> str:
    """GELU, approximated by tanh (Hendrycks and Gimpel, 2016), of a name."""
    return f"0.5 * {x} * (1 + tanh({math.sqrt(2 / math.pi)} * ({x} + 0.044715 * {x} ** 3)))"
