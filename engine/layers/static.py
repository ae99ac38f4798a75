"""What is known before anything is computed: options, numbers of a loop, shapes."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Container, Mapping

from engine.errors import ExpressionError
from engine.language.shapes import Shape
from engine.language.text import shortened

Static = float | int | tuple["Static", ...] | None
"""A number, several of them, or nothing: an operand that is left out."""

CONSTANTS: Mapping[str, Static] = {"true": True, "false": False, "none": None}
"""What is no name; True, False and None are none in Python's grammar."""

MAX_NUMBER = 10**12
"""A number that is larger is none of a loop or an index."""

MAX_LENGTH = 100
"""So many numbers are known by one name at the most."""

ATTRIBUTES: Mapping[str, Callable[[Shape], Static]] = {
    "shape": lambda shape: shape, "ndim": len, "size": math.prod
}  # fmt: skip
"""What may be asked of an array before it is computed, `x.shape`."""

_BINARY: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class NotStaticError(Exception):
    """Something that is not known before it is computed."""


class Statics:
    """Evaluates what is known before anything is computed.

    Args:
        named: what names stand for.
        shape_of: the shape of what an expression is; raises NotStaticError where it has none yet.
        nodes: the names of nodes, which are not known, whatever else their names may mean.
    """

    def __init__(
        self,
        named: Mapping[str, Static],
        shape_of: Callable[[ast.expr], Shape | None],
        nodes: Container[str] = (),
    ) -> None:
        self._named = named
        self._nodes = nodes
        self._shape_of = shape_of

    def value(self, tree: ast.expr) -> Static:
        """The value of an expression.

        Raises:
            NotStaticError: where it is not known.
            ExpressionError: where it has none.
        """
        match tree:
            case ast.Constant(value=bool() | int() | float() | None as value):
                return _bounded(value)
            case ast.Name(id=name):
                return self._name(name)
            case ast.Tuple(elts=parts):
                return tuple(map(self.value, parts))
            case ast.Attribute(value=inner, attr=attribute):
                return self._attribute(inner, attribute)
            case ast.Subscript(value=inner, slice=index):
                return self._entry(self.value(inner), index)
            case ast.UnaryOp() | ast.BinOp():
                return self._computed(tree)
            case ast.BoolOp() | ast.Compare() | ast.IfExp():
                return self._judged(tree)
            case ast.Call(func=ast.Name(id="pair"), args=[inner], keywords=[]):
                each = self.value(inner)
                return each if isinstance(each, tuple) else (each, each)
        raise NotStaticError

    def number(self, tree: ast.expr) -> float:
        """The value of an expression that has to be a number."""
        value = self.value(tree)
        if not isinstance(value, int | float):
            raise ExpressionError(f"{ast.unparse(tree)!r} has to be a number")
        return value

    def whole(self, tree: ast.expr) -> int:
        """The value of an expression that has to be a whole number."""
        value = self.number(tree)
        if value != value // 1 or abs(value) > MAX_NUMBER:
            raise ExpressionError(f"{ast.unparse(tree)!r} has to be a whole number")
        return int(value)

    def _name(self, name: str) -> Static:
        if name in self._named:
            return self._named[name]
        if name in CONSTANTS and name not in self._nodes:
            return CONSTANTS[name]
        raise NotStaticError

    def _attribute(self, inner: ast.expr, attribute: str) -> Static:
        if attribute not in ATTRIBUTES:
            raise NotStaticError
        shape = self._shape_of(inner)
        if shape is None:
            raise NotStaticError
        return ATTRIBUTES[attribute](shape)

    def _computed(self, tree: ast.UnaryOp | ast.BinOp) -> Static:
        match tree:
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self.number(inner)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return int(not self.value(inner))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
                return self._combined(_BINARY[type(sign)], left, right)
        raise NotStaticError

    def _judged(self, tree: ast.BoolOp | ast.Compare | ast.IfExp) -> Static:
        match tree:
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return self.value(then if self.value(test) else otherwise)
            case ast.BoolOp(op=ast.And(), values=parts):
                return int(all(self.value(part) for part in parts))
            case ast.BoolOp(values=parts):
                return int(any(self.value(part) for part in parts))
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _COMPARED:
                return int(_COMPARED[type(sign)](self.number(left), self.number(right)))
        raise NotStaticError

    def _combined(
        self, combine: Callable[[float, float], float], left: ast.expr, right: ast.expr
    ) -> Static:
        one, other = self.value(left), self.value(right)
        if isinstance(one, tuple) and isinstance(other, tuple) and combine is operator.add:
            if len(one) + len(other) > MAX_LENGTH:
                raise ExpressionError(f"more than {MAX_LENGTH} numbers in one option")
            return (*one, *other)
        try:
            return _bounded(combine(self.number(left), self.number(right)))
        except ZeroDivisionError:
            raise ExpressionError(
                f"{ast.unparse(right)!r} is 0, and cannot be divided by"
            ) from None

    def _entry(self, whole: Static, index: ast.expr) -> Static:
        if not isinstance(whole, tuple):
            raise NotStaticError
        if isinstance(index, ast.Slice):
            first = None if index.lower is None else self.whole(index.lower)
            last = None if index.upper is None else self.whole(index.upper)
            return whole[first:last]
        place = self.whole(index)
        if not -len(whole) <= place < len(whole):
            raise ExpressionError(f"{ast.unparse(index)} is out of range: there are {len(whole)}")
        return whole[place]


def _bounded(value: float | None) -> Static:
    if value is not None and abs(value) > MAX_NUMBER:
        raise ExpressionError(f"{shortened(str(value))} is too large for an option or an index")
    return value


def as_tree(value: Static) -> ast.expr:
    """What is known, as it is written."""
    if isinstance(value, tuple):
        return ast.Tuple([as_tree(each) for each in value], ast.Load())
    return ast.Constant(int(value) if isinstance(value, bool) else value)
