"""Conditions: what has to be true of values, gradients and ReLUs, as a person types it.

As in `z1 < 0`, `abs(dL/dw0) < 1e-6 and not dead(h1)`, `L > prev(L)`, `isnan(L)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.expression import Expression, Name, free_names, substitute
from engine.parser import ExpressionError, read_tree, to_expression
from engine.program import Program
from engine.route import DebuggerError
from engine.shapes import ShapeError
from engine.symbols import find_symbol, say_unknown
from engine.trace import ReluState, State
from engine.values import Value, evaluate, is_array

COMPARISONS: Mapping[type[ast.cmpop], Callable[[Value, Value], object]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}

RELU_STATES = {"dead": ReluState.DEAD, "active": ReluState.ACTIVE, "kink": ReluState.KINK}
NUMBERS = ("isnan", "isinf", "isfinite")
PREVIOUS = "prev/"
"""How the names of values in the iteration before begin; no node can be called so."""

Truth = tuple[bool, ...]
"""Whether it holds, for each entry or unit that it is about."""


class ConditionError(DebuggerError):
    """A text that is no condition, or one that cannot be told here."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two expressions compared."""

    op: type[ast.cmpop]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Test:
    """Whether a number is NaN or infinite, or what a ReLU is."""

    name: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by `and` or `or`."""

    all_of_them: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite of a condition."""

    part: Part


Part = Comparison | Test | Joined | Negated


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is true or not in a state.

    Args:
        text: as it was typed.
        part: what it says.
        symbols: what it reads of the iteration itself.
        has_memory: whether it also reads the iteration before.
    """

    text: str
    part: Part
    symbols: frozenset[str]
    has_memory: bool

    def truth(self, state: State, before: State | None) -> Truth | None:
        """Whether it holds, for each entry; None where something is not computed yet.

        Args:
            state: where one stands.
            before: the end of the iteration before, None in the first.

        Raises:
            ConditionError: where a number in a comparison is NaN.
        """
        try:
            return _truth(self.part, state, before)
        except _Unknown:
            return None


def parse_condition(text: str, program: Program) -> Condition:
    """Read a condition over the symbols of a program.

    Raises:
        ConditionError: where it is none.
    """
    try:
        part = _part(read_tree(text, gradients=True), program)
    except (ExpressionError, ShapeError) as error:
        raise ConditionError(str(error)) from None
    names = {name for expression in _expressions(part) for name in free_names(expression)}
    _check_shapes(part, program)
    now = frozenset(name for name in names if not name.startswith(PREVIOUS))
    return Condition(text.strip(), part, now, len(now) < len(names))


# Reading


def _part(tree: ast.expr, program: Program) -> Part:
    match tree:
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_part(value, program) for value in values)
            return Joined(isinstance(op, ast.And), parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Negated(_part(operand, program))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            sides = (_expression(side, program) for side in (left, right))
            return Comparison(type(op), *sides)
        case ast.Compare(ops=ops) if len(ops) > 1:
            raise ConditionError("compare two things at a time, and join with and: 0 < x and x < 1")
        case ast.Call(func=ast.Name(id=name), args=[operand]) if name in (*RELU_STATES, *NUMBERS):
            expression = _expression(operand, program)
            if name in RELU_STATES:
                return Test(name, _relu(expression, program))
            return Test(name, expression)
    raise ConditionError(
        f"{ast.unparse(tree)[:40].replace('ǀ', '/')!r} is neither true nor false: "
        "write a condition such as z1 < 0, dead(h1) or isnan(L)"
    )


def _expression(tree: ast.expr, program: Program) -> Expression:
    expression = to_expression(_WithoutPrevious().visit(tree))
    meant: dict[str, Expression] = {}
    for name in free_names(expression):
        shown = name.removeprefix(PREVIOUS)
        symbol = find_symbol(shown, program)
        if symbol is None:
            raise ConditionError(say_unknown(shown, program))
        meant[name] = Name(name.removesuffix(shown) + symbol)
    return substitute(expression, meant)


class _WithoutPrevious(ast.NodeTransformer):
    """Turns prev(L) into a name of its own."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call, which may be one of prev."""
        match node:
            case ast.Call(func=ast.Name(id="prev"), args=[ast.Name(id=name)], keywords=[]):
                return ast.Name(f"prevǀ{name}")
            case ast.Call(func=ast.Name(id="prev")):
                raise ConditionError("prev takes a name: prev(L), or prev(dL/dw0)")
        self.generic_visit(node)
        return node


def _relu(expression: Expression, program: Program) -> Name:
    """The ReLU that is meant, by its own name or by its pre-activation."""
    network = program.network
    if isinstance(expression, Name):
        if expression.name in network.relus:
            return expression
        if expression in network.relu_of:
            return Name(network.relu_of[expression])
    raise ConditionError(f"no ReLU is meant: write one of {', '.join(network.relus) or 'none'}")


def _expressions(part: Part) -> Iterator[Expression]:
    match part:
        case Comparison(left=left, right=right):
            yield from (left, right)
        case Test(operand=operand):
            yield operand
        case Joined(parts=parts):
            for each in parts:
                yield from _expressions(each)
        case Negated(part=inner):
            yield from _expressions(inner)


def _check_shapes(part: Part, program: Program) -> None:
    from engine.ops import infer_shape
    from engine.shapes import broadcast

    shapes = dict(program.shapes)
    shapes.update({f"{PREVIOUS}{name}": shape for name, shape in program.shapes.items()})
    try:
        for expression in _expressions(part):
            infer_shape(expression, shapes)
        for each in _comparisons(part):
            broadcast(infer_shape(each.left, shapes), infer_shape(each.right, shapes))
    except ShapeError as error:
        raise ConditionError(str(error)) from None


def _comparisons(part: Part) -> Iterator[Comparison]:
    match part:
        case Comparison():
            yield part
        case Joined(parts=parts):
            for each in parts:
                yield from _comparisons(each)
        case Negated(part=inner):
            yield from _comparisons(inner)


# Telling


class _Unknown(Exception):  # noqa: N818  (it is no error)
    """Something is not computed yet."""


def _truth(part: Part, state: State, before: State | None) -> Truth:
    match part:
        case Comparison():
            return _compared(part, state, before)
        case Test(name=name, operand=operand):
            return _tested(name, operand, state, before)
        case Negated(part=inner):
            return tuple(not each for each in _truth(inner, state, before))
    found: Truth = ()
    for each in part.parts:
        truth = _truth(each, state, before)
        found = _joined(found, truth, part.all_of_them) if found else truth
        if all(each is not part.all_of_them for each in found):
            return found  # what follows cannot change it, and need not be known
    return found


def _joined(left: Truth, right: Truth, both: bool) -> Truth:
    """Two conditions joined entry by entry; those about different things, as a whole."""
    if len(left) != len(right) and 1 not in (len(left), len(right)):
        left, right = (any(left),), (any(right),)
    size = max(len(left), len(right))
    pairs = zip(left * (size // len(left)), right * (size // len(right)), strict=True)
    return tuple(a and b if both else a or b for a, b in pairs)


def _compared(part: Comparison, state: State, before: State | None) -> Truth:
    left, right = (_number(side, state, before) for side in (part.left, part.right))
    for value in (left, right):
        if (value != value).any() if is_array(value) else value != value:
            raise ConditionError("a number in it is NaN, so that it is neither true nor false")
    return _entries(COMPARISONS[part.op](left, right))


def _tested(name: str, operand: Expression, state: State, before: State | None) -> Truth:
    if name in RELU_STATES and isinstance(operand, Name):
        units = state.units(operand.name)
        if not units:
            raise _Unknown
        return tuple(each is RELU_STATES[name] for each in units)
    value = _number(operand, state, before)
    is_nan = value != value
    is_infinite = abs(value) == float("inf")
    if name == "isnan":
        return _entries(is_nan)
    if name == "isinf":
        return _entries(is_infinite)
    return tuple(not (a or b) for a, b in zip(_entries(is_nan), _entries(is_infinite), strict=True))


def _entries(truth: object) -> Truth:
    if isinstance(truth, bool):
        return (truth,)
    return tuple(truth.ravel().tolist())  # type: ignore[attr-defined]


def _number(expression: Expression, state: State, before: State | None) -> Value:
    values: dict[str, Value] = {}
    for name in free_names(expression):
        where = before if name.startswith(PREVIOUS) else state
        value = None if where is None else where.value(name.removeprefix(PREVIOUS))
        if value is None:
            raise _Unknown
        values[name] = value
    return evaluate(expression, values)
