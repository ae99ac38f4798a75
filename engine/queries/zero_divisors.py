"""Divisions by zero, which IEEE 754 answers with infinity, and a person has not meant."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.expression import Expression, calls
from engine.language.values import Value, evaluate, is_array


def divides_by_zero(expression: Expression, values: Mapping[str, Value]) -> bool:
    """Whether a number in an expression is divided by 0, given the values of all names."""
    for each in calls(expression):
        if each.op == "div":
            divisor = evaluate(each.operands[1], values)
            if bool((divisor == 0.0).any()) if is_array(divisor) else divisor == 0.0:
                return True
    return False
