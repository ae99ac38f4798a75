"""What one op makes of finite numbers, without floats: whether it goes beyond the largest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction

CONTEXT = Context(prec=60, Emax=10**9, Emin=-(10**9), traps=[])
"""Digits and exponents enough for what no float holds; what is beyond these too is infinite."""


def _power(base: float, exponent: float) -> Decimal:
    if not exponent.is_integer():
        return CONTEXT.power(Decimal(base), Decimal(exponent))
    found = CONTEXT.power(abs(Decimal(base)), Decimal(exponent))
    return found.copy_negate() if base < 0.0 and exponent % 2.0 else found


EXACT: Mapping[str, Callable[..., Fraction | Decimal]] = {
    "add": lambda x, y: Fraction(x) + Fraction(y),
    "sub": lambda x, y: Fraction(x) - Fraction(y),
    "mul": lambda x, y: Fraction(x) * Fraction(y),
    "div": lambda x, y: Fraction(x) / Fraction(y),
    "neg": lambda x: -Fraction(x),
    "abs": lambda x: abs(Fraction(x)),
    "square": lambda x: Fraction(x) ** 2,
    "pow": _power,
    "exp": lambda x: CONTEXT.exp(Decimal(x)),
}
"""The value of ops that overflow, in rational numbers or with 60 digits."""


def is_beyond(op: str, operands: Sequence[float], largest: float, *, is_above: bool) -> bool | None:
    """Whether the value of an op is above the largest number, or below the lowest.

    Returns:
        None where it is no op of which that is known.
    """
    if op not in EXACT:
        return None
    found = EXACT[op](*operands)
    limit = type(found)(largest)
    return found > limit if is_above else found < -limit
