"""Divisions by zero, which IEEE 754 answers with infinity, and a person has not meant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.language.expression import Call, Expression, calls
from engine.language.values import Value, evaluate, is_array, is_finite

PASSING = frozenset(("add", "sub", "mul", "neg", "abs", "square"))
"""The ops whose value is infinite or NaN wherever that of an operand is."""


def divides_by_zero(expression: Expression, values: Mapping[str, Value]) -> bool:
    """Whether a number in an expression is divided by 0, given the values of all names."""
    for each in calls(expression):
        if each.op == "div":
            divisor = evaluate(each.operands[1], values)
            if bool((divisor == 0.0).any()) if is_array(divisor) else divisor == 0.0:
                return True
    return False


def may_divide_by_zero(expression: Expression, value: Value) -> bool:
    """Whether a number in an expression that has this value may be divided by 0.

    What comes of it is seen in the value, unless it is lost in between: 1 / (1 / 0) is 0.
    """
    return not (is_finite(value) and _is_seen(expression))


@lru_cache(maxsize=256)
def _is_seen(part: Expression) -> bool:
    """Whether no division can give infinity or NaN without the whole doing so."""
    if not isinstance(part, Call):
        return True
    if part.op in PASSING:
        return all(map(_is_seen, part.operands))
    if part.op == "div":
        return _is_seen(part.operands[0]) and not _has_division(part.operands[1])
    return not _has_division(part)


def _has_division(part: Expression) -> bool:
    return any(each.op == "div" for each in calls(part))
