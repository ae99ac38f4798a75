"""Conditions: what has to be true of values, gradients and ReLUs, as a person types it.

As in `z1 < 0`, `abs(dL/dw0) < 1e-6 and not dead(h1)`, `L > prev(L)`, `isnan(L)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from engine.errors import ConditionError, ShapeError
from engine.iterations.state import ReluState, State
from engine.language.expression import PREVIOUS, Call, Expression, Name, calls, free_names
from engine.language.shapes import Shape
from engine.language.values import Memory, Value, bind, shape_of, unwarned
from engine.network.network import Network
from engine.network.relus import Relu
from engine.queries.condition_parts import (
    Comparison,
    Negated,
    Part,
    ReluTest,
    Test,
    comparisons,
    expressions,
    names_in,
    replaced,
)
from engine.queries.zero_divisors import divides_by_zero, may_divide_by_zero

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
TESTS = (*RELU_STATES, *NUMBERS)
"""What is asked of a ReLU or of a number: `dead(h1)`, `isnan(L)`."""

Truth = tuple[bool, ...]
"""Whether it holds, for each entry or unit that it is about."""

Told = tuple[bool | None, ...]
"""The same, with None for an entry of which it cannot be told."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is true or not in a state.

    Args:
        text: as it was typed.
        part: what it says.
        symbols: what it reads of the iteration itself.
        has_memory: whether it also reads the iteration before.
    """

    text: str = field(compare=False)
    part: Part
    symbols: frozenset[str]
    has_memory: bool

    def truth(self, state: State, before: State | None) -> Truth | None:
        """Whether it holds, for each entry; None where something is not computed yet.

        Args:
            state: where one stands.
            before: the end of the iteration before, None in the first.

        Raises:
            ConditionError: where a number in a comparison is NaN, or divided by 0.
        """
        told = _told(self.part, state, before)
        if None not in told:
            return tuple(map(bool, told))
        if _is_computed(self.part, state, before):
            zero = any(_divides_by_zero(each, state, before) for each in comparisons(self.part))
            reason = "it divides by 0" if zero else "a number in it is NaN"
            raise ConditionError(f"{reason}, so that it is neither true nor false")
        return None

    def holds(self, state: State) -> bool:
        """Whether it is known to hold for at least one entry."""
        return True in _told(self.part, state, None)

    def said_of(self, meant: Mapping[str, str]) -> Condition:
        """The same condition with other symbols in the place of some."""
        names = {name: Name(symbol) for name, symbol in meant.items()}
        symbols = frozenset(meant.get(symbol, symbol) for symbol in self.symbols)
        return replace(self, part=replaced(self.part, names), symbols=symbols)

    def check_shapes(self, shapes: Mapping[str, Shape]) -> None:
        """Raise ConditionError where operands of these shapes do not fit together."""
        from engine.language.ops import infer_shape
        from engine.language.shapes import broadcast

        try:
            for expression in expressions(self.part):
                infer_shape(expression, shapes)
            for each in comparisons(self.part):
                broadcast(infer_shape(each.left, shapes), infer_shape(each.right, shapes))
        except ShapeError as error:
            raise ConditionError(str(error)) from None


# Telling


def _told(part: Part, state: State, before: State | None) -> Told:
    match part:
        case Comparison(op=op, left=left, right=right):
            numbers = _number(left, state, before), _number(right, state, before)
            told = _compared(op, *numbers)
            if not any(map(_may_divide_by_zero, (left, right), numbers)):
                return told
            return (None,) * len(told) if _divides_by_zero(part, state, before) else told
        case ReluTest():
            return tuple(_relus_told(part, state)) or (None,)
        case Test(name=name, operand=operand):
            return _tested(name, _number(operand, state, before))
        case Negated(part=inner):
            return tuple([_opposite(each) for each in _told(inner, state, before)])
    found: Told = ()
    for each in part.parts:
        told = _told(each, state, before)
        found = _joined(found, told, part.all_of_them) if found else told
        if all(each is not part.all_of_them and each is not None for each in found):
            return found  # what follows cannot change it, and need not be known
    return found


def _relus_told(test: ReluTest, state: State) -> Iterator[bool | None]:
    """Whether each unit of the ReLUs that are meant is in a state."""
    for relu in relus_meant(test, state.run.program.network):
        units = state.units_of(relu)
        yield from [each is RELU_STATES[test.name] for each in units] or (None,)


def relus_meant(test: ReluTest, network: Network) -> Iterator[Relu]:
    """The ReLUs that a test is about."""
    node = test.node.name
    for relu in network.relus_in.get(node, ()):
        if network.relus.get(node, relu) is relu if test.z is None else relu.z == test.z:
            yield relu


def _joined(left: Told, right: Told, both: bool) -> Told:
    """Two conditions joined entry by entry; those about different things, as a whole."""
    if len(left) != len(right) and 1 not in (len(left), len(right)):
        left, right = (_any(left),), (_any(right),)
    size = max(len(left), len(right))
    pairs = zip(left * (size // len(left)), right * (size // len(right)), strict=True)
    if both:
        return tuple([_opposite(_any((_opposite(a), _opposite(b)))) for a, b in pairs])
    return tuple([_any(pair) for pair in pairs])


def _any(told: Told) -> bool | None:
    """Whether one is true; where none is, but of some it cannot be told, neither can this."""
    return True if True in told else None if None in told else False


def _opposite(told: bool | None) -> bool | None:
    return None if told is None else not told


def _compared(op: type[ast.cmpop], left: Value | None, right: Value | None) -> Told:
    if left is None or right is None:
        return (None,)
    truth = _entries(COMPARISONS[op](left, right))
    is_nan = (left != left) | (right != right)
    if not (is_nan if isinstance(is_nan, bool) else is_nan.any()):
        return truth
    pairs = zip(truth, _entries(is_nan), strict=True)
    return tuple([None if nan else each for each, nan in pairs])


def _tested(name: str, value: Value | None) -> Told:
    if value is None:
        return (None,)
    is_nan, is_infinite = _entries(value != value), _entries(abs(value) == float("inf"))
    if name == "isnan":
        return is_nan
    if name == "isinf":
        return is_infinite
    return tuple([not (a or b) for a, b in zip(is_nan, is_infinite, strict=True)])


def _entries(truth: object) -> Truth:
    if isinstance(truth, bool):
        return (truth,)
    return tuple(truth.ravel().tolist())  # type: ignore[attr-defined]


def _may_divide_by_zero(side: Expression, value: Value | None) -> bool:
    """Whether a side of a comparison has to be looked through: its value alone does not tell."""
    return value is not None and may_divide_by_zero(side, value)


def _divides_by_zero(part: Comparison, state: State, before: State | None) -> bool:
    """Whether a side of a comparison divides by 0; not where something is not computed yet."""
    for side in (part.left, part.right):
        if isinstance(side, Call) and any(each.op == "div" for each in calls(side)):
            values = {name: _value(name, state, before) for name in free_names(side)}
            known = {name: value for name, value in values.items() if value is not None}
            if len(known) == len(values) and divides_by_zero(side, known):
                return True
    return False


def _number(expression: Expression, state: State, before: State | None) -> Value | None:
    """The value of an expression; None where something in it is not computed yet."""
    values: list[Value] = []
    for name in _names(expression):
        value = _value(name, state, before)
        if value is None:
            return None
        values.append(value)
    with unwarned():
        return _function(expression, tuple(map(shape_of, values)))(values)


@lru_cache(maxsize=256)
def _names(expression: Expression) -> tuple[str, ...]:
    """The names in an expression, each once."""
    return tuple(sorted(free_names(expression)))


@lru_cache(maxsize=256)
def _function(expression: Expression, shapes: tuple[Shape, ...]) -> Callable[[Memory], Value]:
    """What computes an expression from the values of its names: a condition is told at each step.

    Args:
        expression: what to compute.
        shapes: of the names in it.
    """
    names = _names(expression)
    slots = {name: slot for slot, name in enumerate(names)}
    return bind(expression, slots, dict(zip(names, shapes, strict=True)))


def _value(name: str, state: State, before: State | None) -> Value | None:
    where = before if name.startswith(PREVIOUS) else state
    return None if where is None else where.value(name.removeprefix(PREVIOUS))


def _is_computed(part: Part, state: State, before: State | None) -> bool:
    """Whether all that it reads has a value."""
    return all(_value(name, state, before) is not None for name in names_in(part))
