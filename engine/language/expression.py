"""Expressions: immutable trees of numbers, names and calls of ops.

There is one kind of inner node. `a*b` is `Call("mul", (a, b))` and `relu(z)` is
`Call("relu", (z,))`; what is no operand, the axis of a sum, is an option beside these. What an op
computes, derives to and looks like stands in `engine.language.ops`. A gradient is a name like any
other: `Name("dL/dh0")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.frozen import frozen


class Expression:
    """A node of an expression tree, with operators that build larger trees.

    The operators leave out what does nothing (`1*x` is `x`), so that a rule in the op table can be
    written like its formula and the derivation shows no clutter. What a user wrote is built by
    `engine.language.parser` without them and stays as written.
    """

    __slots__ = ()

    def __add__(self, other: Expression | float) -> Expression:
        return Call("add", (self, _lift(other)))

    def __radd__(self, other: float) -> Expression:
        return Call("add", (_lift(other), self))

    def __sub__(self, other: Expression | float) -> Expression:
        return Call("sub", (self, _lift(other)))

    def __rsub__(self, other: float) -> Expression:
        return Call("sub", (_lift(other), self))

    def __mul__(self, other: Expression | float) -> Expression:
        if not isinstance(other, Expression):
            other = Number(float(other))
        if isinstance(self, Number) and self.value == 1.0:
            return other
        if isinstance(other, Number) and other.value == 1.0:
            return self
        if isinstance(self, Call) and self.op == "neg":
            return -(self.operands[0] * other)
        if isinstance(other, Call) and other.op == "neg":
            return -(self * other.operands[0])
        return Call("mul", (self, other))

    def __rmul__(self, other: float) -> Expression:
        return _lift(other) * self

    def __truediv__(self, other: Expression | float) -> Expression:
        other = _lift(other)
        return self if other == ONE else Call("div", (self, other))

    def __rtruediv__(self, other: float) -> Expression:
        return Call("div", (_lift(other), self))

    def __pow__(self, other: Expression | float) -> Expression:
        other = _lift(other)
        return self if other == ONE else Call("pow", (self, other))

    def __matmul__(self, other: Expression) -> Expression:
        return Call("matmul", (self, other))

    def __neg__(self) -> Expression:
        if isinstance(self, Call) and self.op == "neg":
            return self.operands[0]
        if isinstance(self, Number):
            return Number(-self.value)
        return Call("neg", (self,))

    @property
    def transposed(self) -> Expression:
        """The transpose: of a transpose what it is of, of a product with one the other product."""
        match self:
            case Call("transpose", (inner,)):
                return inner
            case Call("matmul", (Call("transpose") as left, right)):
                return right.transposed @ left.transposed
            case Call("matmul", (left, Call("transpose") as right)):
                return right.transposed @ left.transposed
        return Call("transpose", (self,))


@frozen(slots=True)
class Number(Expression):
    """A number written in an expression."""

    value: float


@frozen(slots=True)
class Name(Expression):
    """A node, an input, a target, a parameter or a gradient (`dL/dh0`), by its name."""

    name: str


OptionValue = float | tuple[float, ...]
"""The value of an option: a number, or several."""

Options = tuple[tuple[str, OptionValue], ...]
"""Options by name, in the order in which the row of the op has them."""


@frozen(slots=True)
class Call(Expression):
    """An op applied to operands, with the options that are written; the others have defaults."""

    op: str
    operands: tuple[Expression, ...]
    options: Options = ()

    def of(self, operands: Iterable[Expression]) -> Call:
        """The same op, with the same options, applied to other operands."""
        return Call(self.op, tuple(operands), self.options)


ZERO = Number(0.0)
ONE = Number(1.0)


def _lift(value: Expression | float) -> Expression:
    return value if isinstance(value, Expression) else Number(float(value))


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all its parts, each before its operands, as they are read."""
    pending = [expression]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, Call):
            pending += part.operands[::-1]


def calls(expression: Expression) -> Iterator[Call]:
    """The calls in an expression, from the outermost."""
    pending = [expression]
    while pending:
        part = pending.pop()
        if isinstance(part, Call):
            yield part
            pending += part.operands[::-1]


def occurrences(expression: Expression) -> Iterator[str]:
    """Every name in the order in which the expression is read, repeats included."""
    pending = [expression]
    while pending:
        part = pending.pop()
        if isinstance(part, Name):
            yield part.name
        elif isinstance(part, Call):
            pending += part.operands[::-1]


def free_names(expression: Expression) -> frozenset[str]:
    """The names whose values the expression needs."""
    return frozenset(occurrences(expression))


Trail = tuple[tuple[Call, int], ...]
"""The way to a name in an expression: each op, from the outermost, with the operand it leads to."""


def trails(expression: Expression) -> list[Trail]:
    """The trail to each name of an expression, in the order in which it is read."""
    found: list[Trail] = []
    pending: list[tuple[Expression, Trail]] = [(expression, ())]
    while pending:
        part, trail = pending.pop()
        if isinstance(part, Name):
            found.append(trail)
        elif isinstance(part, Call):
            parts = [(each, (*trail, (part, i))) for i, each in enumerate(part.operands)]
            pending += parts[::-1]
    return found


def substitute(expression: Expression, replacements: Mapping[str, Expression]) -> Expression:
    """The expression with names replaced by expressions, all at once."""
    if isinstance(expression, Name):
        return replacements.get(expression.name, expression)
    if isinstance(expression, Call):
        return expression.of(substitute(operand, replacements) for operand in expression.operands)
    return expression


def chain(op: str, operands: Sequence[Expression], options: Options) -> Expression:
    """A call of two operands for many, in halves: so it is not deep."""
    if len(operands) == 1:
        return operands[0]
    half = (len(operands) + 1) // 2
    parts = chain(op, operands[:half], options), chain(op, operands[half:], options)
    return Call(op, parts, options)


def chained(call: Call) -> Sequence[Expression]:
    """The operands that `chain` has made a call of; its own of any other."""
    found: list[Expression] = []
    pending: list[Expression] = [call]
    while pending:
        part = pending.pop()
        if isinstance(part, Call) and (part.op, part.options) == (call.op, call.options):
            pending += part.operands[::-1]
        else:
            found.append(part)
    return found if chain(call.op, found, call.options) == call else call.operands


def depth(expression: Expression) -> int:
    """How many ops stand inside one another: 0 for a number or a name."""
    found, level = -1, [expression]
    while level:
        found += 1
        level = [each for part in level if isinstance(part, Call) for each in part.operands]
    return found


def size(expression: Expression) -> int:
    """How many ops stand in an expression."""
    found, pending = 0, [expression]
    while pending:
        part = pending.pop()
        if isinstance(part, Call):
            found += 1
            pending += part.operands
    return found


PREVIOUS = "prev/"
"""How the names of values in the iteration before begin; no node can be called so."""


def gradient_name(loss: str, node: str) -> str:
    """The name of the gradient of `loss` with respect to `node`, as a user types it: `dL/dh0`."""
    return f"d{loss}/d{node}"
