"""Expressions as text of Python with the functions of PyTorch."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from engine.export.pytorch.call import Site
from engine.export.pytorch.figures import as_float, written_number
from engine.frozen import frozen
from engine.language.expression import Call, Expression, Name, Number, free_names
from engine.language.op import ATOM, SUM, Conventions
from engine.language.ops import OPS, infer_shape
from engine.language.shapes import Shape
from engine.language.table.comparisons import COMPARING
from engine.language.values import evaluate, is_array

MATH = frozenset(("sqrt", "exp", "log", "sin", "cos"))
"""Functions of a number that Python's `math` has by the same name."""


@frozen(slots=True)
class Writer:
    """What writes expressions.

    Args:
        names: how a node is called where they stand, `self.W`.
        shapes: of all nodes.
        conventions: the derivatives at kinks.
        functions: how a call is written, by its op.
        whole: the nodes that are tensors of whole numbers.
        choosing: those that are tensors of truth values.
    """

    names: Mapping[str, str]
    shapes: Mapping[str, Shape]
    conventions: Conventions
    functions: Mapping[str, Callable[[Site], str]]
    whole: frozenset[str] = frozenset()
    choosing: frozenset[str] = frozenset()

    def equation(self, expression: Expression) -> str:
        """What a node is, a tensor."""
        return self.tensor(expression)

    def write(self, expression: Expression, need: int = SUM) -> str:
        """An expression, in parentheses where it binds less than `need`."""
        match expression:
            case Number(value=value):
                return _fenced(written_number(value), need)
            case Name(name=name):
                text = self.names[name]
                return f"{text}.double()" if name in self.whole else text
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        if (constant := _constant(expression)) is not None:
            return _fenced(constant, need)
        if expression.op in COMPARING:
            return f"({self.condition(expression)}).double()"
        if OPS[expression.op].notation.text:
            return self._infix(expression, need)
        return self._function(expression)

    def tensor(self, expression: Expression, need: int = SUM) -> str:
        """An expression as a tensor, which a number is none of."""
        if isinstance(expression, Number) or _constant(expression) is not None:
            return f"torch.tensor({as_float(self.write(expression))})"
        return self.write(expression, need)

    def condition(self, expression: Expression) -> str:
        """An expression as a tensor of truth values: what is not 0."""
        if isinstance(expression, Call) and expression.op in COMPARING:
            sign = _SIGNS[expression.op]
            left, right = expression.operands
            if isinstance(left, Name) and left.name in self.whole:
                return f"{self.names[left.name]} {sign} {self.write(right)}"
            return f"{self.tensor(left)} {sign} {self.write(right)}"
        if isinstance(expression, Name) and expression.name in self.choosing:
            return self.names[expression.name]
        return f"{self.tensor(expression)} != 0"

    def places(self, expression: Expression) -> str:
        """An expression as a tensor of whole numbers, which say where something stands."""
        if isinstance(expression, Name) and expression.name in self.whole:
            return self.names[expression.name]
        return f"{self.tensor(expression, ATOM)}.long()"

    def _infix(self, call: Call, need: int) -> str:
        notation = OPS[call.op].notation
        parts = [
            self.write(operand, binding)
            for operand, binding in zip(call.operands, notation.needs, strict=True)
        ]
        template = notation.text.replace("{0}*{1}", "{0} * {1}").replace("**", " ** ")
        text = template.format(*parts)
        return f"({text})" if notation.binding < need else text

    def _function(self, call: Call) -> str:
        return self.functions[call.op](Site(self, call, self._shape))

    def _shape(self, expression: Expression) -> Shape:
        return infer_shape(expression, self.shapes)


_SIGNS = {
    "greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=", "equal": "==",
    "not_equal": "!=",
}  # fmt: skip


def _constant(expression: Expression) -> str | None:
    """What a call of numbers alone comes to, a root as what it is a root of; None of any other."""
    if not isinstance(expression, Call) or free_names(expression):
        return None
    value = evaluate(expression, {})
    if is_array(value):
        return None
    match expression:
        case Call(op, (Number(value=operand),)) if op in MATH and math.isfinite(float(value)):
            return f"math.{op}({written_number(operand)})"
    return written_number(float(value))


def _fenced(text: str, need: int) -> str:
    return f"({text})" if text[0] == "-" and need > SUM else text
