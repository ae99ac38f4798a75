"""Comparisons as they are written in an expression, `x > 0`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine.errors import ExpressionError
from engine.language.expression import Call, Expression

_OPS = {
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


def compared(node: ast.Compare, convert: Callable[[ast.expr], Expression]) -> Expression:
    """The call for a comparison of two.

    Raises:
        ExpressionError: where there are more, or where it is another one.
    """
    if len(node.ops) > 1:
        raise ExpressionError("compare two at a time, and multiply for both: (0 < x)*(x < 1)")
    op = _OPS.get(type(node.ops[0]))
    if op is None:
        raise ExpressionError("compare with < <= > >= == or !=")
    return Call(op, (convert(node.left), convert(node.comparators[0])))
