"""Rounding: how far a computed value may be from the exact one, and values that are nothing else.

The bound is that of a running error analysis (Higham, Accuracy and Stability of Numerical
Algorithms, 2002, section 3.3): what an op reads is off by its own bound, and its result is rounded
once more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from engine.language.expression import Call, Expression
from engine.language.ops import OPS, linear
from engine.language.rules import Rules
from engine.language.values import Value, apply, is_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Residues = bool | NDArray[np.bool_]
else:
    Residues = Any  # whether a value is nothing but rounding; of an array, which of its entries

UNIT = 2.0**-53
"""The largest relative error of rounding a number to the nearest float."""

RESIDUE_DIGITS = 2
"""The significant digits of what rounding has left."""

Bounded = tuple[Value, Value]
"""A value, and how far it may be from the exact one; arrays entry by entry."""


class Residue(float):
    """A number that is nothing but rounding: exactly computed it may be 0, or have another sign."""

    __slots__ = ()


def bounded(
    expression: Expression,
    known: Callable[[Expression], Bounded | None],
    shared: dict[int, Bounded] | None = None,
) -> Bounded:
    """The value of an expression and its bound.

    Args:
        expression: what is computed.
        known: the value and the bound of a name or a number; None for a call to be computed.
        shared: what has been computed of calls so far, by their ids: the derivatives of a long
            product have most of it in common.
    """
    found = known(expression)
    if found is not None:
        return found
    shared = {} if shared is None else shared
    if (found := shared.get(id(expression))) is not None:
        return found
    assert isinstance(expression, Call)  # noqa: S101  (as all others are known)
    operands = [bounded(each, known, shared) for each in expression.operands]
    value = apply(expression, [value for value, _ in operands])
    shared[id(expression)] = value, BOUND_RULES[expression.op](expression, operands, value)
    return shared[id(expression)]


def bounded_sum(terms: list[Bounded]) -> Bounded:
    """The sum of terms, added up from left to right, and its bound."""
    return reduce(_added, terms)


def _added(left: Bounded, right: Bounded) -> Bounded:
    total = left[0] + right[0]
    return total, left[1] + right[1] + rounded(total)


def rounded(value: Value) -> Value:
    """The bound of a value that was rounded once, and is exact but for that."""
    return UNIT * absolute(value)


def absolute(value: Value) -> Value:
    """The value without its sign."""
    return cast("Value", abs(value))


def is_residue(value: Value, bound: Value) -> Residues:
    """Whether a value is nothing but rounding; of an array, which of its entries."""
    if not is_array(value):
        return bool(value != 0.0 and abs(value) <= bound < math.inf)
    found: Residues = (value != 0.0) & (abs(value) <= bound) & (bound < math.inf)
    return found


_Rule = Callable[[Call, list[Bounded], Value], Value]
"""The bound of a call's value, given its operands."""


def _of_sum(call: Call, operands: list[Bounded], value: Value) -> Value:
    del call
    return operands[0][1] + operands[1][1] + rounded(value)


def _of_product(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of anything that is linear in both operands; its sums are of `terms` products each."""
    del value
    (left, left_bound), (right, right_bound) = operands
    sizes = [absolute(left), absolute(right)]
    terms = left.shape[-1] if call.op == "matmul" and is_array(left) else 1
    bound: Value = (
        apply(call, [sizes[0], right_bound])
        + apply(call, [left_bound, sizes[1]])
        + terms * UNIT * apply(call, sizes)
    )
    return bound


def _of_quotient(call: Call, operands: list[Bounded], value: Value) -> Value:
    (_, bound), (divisor, divisor_bound) = operands
    inherited = apply(call, [bound + absolute(value) * divisor_bound, absolute(divisor)])
    return inherited + rounded(value)


def _of_reduction(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of adding up the entries of the first operand."""
    summed = operands[0][0]
    terms = summed.size / max(1, value.size if is_array(value) else 1) if is_array(summed) else 1
    return _of_terms(call, operands, terms)


def _of_landing(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of adding up what lands in one place, of which there may be more in some than in others."""
    del value
    (_, bound), *guides = operands
    ones = 0.0 * absolute(bound) + 1.0
    return _of_terms(call, operands, apply(call, [ones, *(number for number, _ in guides)]))


def _of_terms(call: Call, operands: list[Bounded], terms: Value) -> Value:
    """Of adding up so many entries of the first operand."""
    (summed, bound), *guides = operands
    others = [number for number, _ in guides]
    return apply(call, [bound, *others]) + terms * UNIT * apply(call, [absolute(summed), *others])


def _of_moved(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of what puts entries elsewhere."""
    del value
    guides = OPS[call.op].guides
    bounds = [number if i in guides else bound for i, (number, bound) in enumerate(operands)]
    return absolute(apply(linear(call), bounds))


def _of_slope(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of a function of one number that is nowhere steeper than 1."""
    del call
    return operands[0][1] + rounded(value)


def _of_either(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of one of two operands, whichever it is."""
    del value
    return apply(Call("maximum", call.operands), [bound for _, bound in operands])


def _of_choice(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of what a condition chooses."""
    del value
    (condition, _), (_, left), (_, right) = operands
    return apply(call, [condition, left, right])


def _of_extreme(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of the largest or the smallest of some entries."""
    del value
    return apply(Call("max", call.operands, call.options), [operands[0][1]])


def _of_square(call: Call, operands: list[Bounded], value: Value) -> Value:
    del call
    (number, bound), = operands  # fmt: skip
    return 2.0 * absolute(number) * bound + rounded(value)


def _of_function(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of a smooth function, entry by entry: what it makes of its operands' bounds."""
    bound = rounded(value)
    for place, (number, off) in enumerate(operands):
        around = [[x for x, _ in operands] for _ in range(2)]
        around[0][place], around[1][place] = number + off, number - off
        bound = bound + absolute(apply(call, around[0]) - apply(call, around[1]))
    return bound


def _of_rows(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of a softmax and its kin, none of which is steeper than 2."""
    del call
    return 2.0 * max(float(_largest(bound)) for _, bound in operands) + 4.0 * rounded(value)


def _largest(bound: Value) -> float:
    return float(bound.max()) if is_array(bound) else bound


def _of_steps(call: Call, operands: list[Bounded], value: Value) -> Value:
    """Of what is the same on both sides of its jump."""
    del call, operands
    return 0.0 * absolute(value)


STEPS = tuple(name for name, op in OPS.items() if op.jumps)
"""The ops that jump."""

BOUND_RULES: Rules[_Rule] = Rules(
    "bounds of rounding",
    __name__,
    {
        **dict.fromkeys(("add", "sub"), _of_sum),
        **dict.fromkeys(("mul", "matmul", "outer"), _of_product),
        "div": _of_quotient,
        "square": _of_square,
        **dict.fromkeys(("neg", "abs", "relu", "leaky_relu", "tanh", "sin", "cos"), _of_slope),
        **dict.fromkeys(("minimum", "maximum"), _of_either),
        **dict.fromkeys(("softmax", "log_softmax", "cross_entropy"), _of_rows),
        "where": _of_choice,
        **dict.fromkeys(("fold", "scatter_add"), _of_landing),
        **dict.fromkeys(STEPS, _of_steps),
        **dict.fromkeys(("max", "min"), _of_extreme),
    },
    {"moves": _of_moved, "reduces": _of_reduction, "elementwise": _of_function},
    exceptions=(
        "add", "sub", "mul", "div", "square", "neg", "abs", "relu", "leaky_relu", "tanh",
        "sin", "cos", "minimum", "maximum", "where", "fold", "scatter_add", *STEPS,
    ),
)  # fmt: skip
"""How far the value of a call may be from the exact one."""


class Cancelling(IntEnum):
    """What in an equation may be smaller than what it is made of, by adding up."""

    NOTHING = 0
    TERMS = 1
    """Its terms may, among one another; each of them is as exact as what it is made of."""
    ANYTHING = 2


def cancelling(terms: Sequence[Expression]) -> Cancelling:
    """What may cancel in the sum of some terms."""
    found = Cancelling.TERMS if len(terms) > 1 else Cancelling.NOTHING
    pending = [*terms]
    while pending:
        part = pending.pop()
        if isinstance(part, Call):
            if part.op in CANCELLING:
                return Cancelling.ANYTHING
            if found and part.op not in SCALING:
                found = Cancelling.ANYTHING
            pending += part.operands
    return found


CANCELLING = frozenset(("add", "sub", "matmul", "outer")) | {
    name for name, op in OPS.items() if op.reduces
}
"""The ops that add up."""

SCALING = frozenset(("mul", "div", "neg", "square", "abs", "relu", "step", "sign", "leaky_relu"))
"""The ops of which a number is off by no more, next to itself, than its operands are."""
