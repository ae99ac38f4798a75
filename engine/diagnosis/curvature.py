"""Curvature: how nodes depend on others; not at all, linearly, as a convex function or otherwise.

These are the rules of disciplined convex programming (Grant, Boyd and Ye, 2006) that the op table
needs. They prove what they say; of a node for which they prove nothing they say `OTHER`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from engine.language.expression import Call, Expression, Name, Number
from engine.language.rules import Rules
from engine.language.table.comparisons import COMPARING
from engine.language.values import is_array
from engine.network.network import Network


class Curvature(IntEnum):
    """A kind of dependence of a value on the variables; every kind includes those before it."""

    CONSTANT = 0
    LINEAR = 1
    CONVEX = 2
    OTHER = 3


class Form(NamedTuple):
    """The form of a value, as far as it is known.

    Args:
        curvature: how it depends on the variables; linear may have a constant added.
        is_nonnegative: whether no entry can be below 0.
    """

    curvature: Curvature
    is_nonnegative: bool


Forms = Mapping[str, Form]


def forms(
    network: Network, variables: Container[str], passing: Container[str] = frozenset()
) -> Forms:
    """The form of every node.

    Args:
        network: whose nodes.
        variables: what they may depend on; everything else that is given counts as constant.
        passing: the ReLUs that count as linear, as what is active in them is known.
    """
    found: dict[str, Form] = {}
    for name, value in network.constants.items():
        least = float(value.min()) if is_array(value) else value
        is_variable = name in variables
        curvature = Curvature.LINEAR if is_variable else Curvature.CONSTANT
        found[name] = Form(curvature, not is_variable and least >= 0.0)
    for name, expression in network.equations:
        found[name] = form(network.relus[name].z if name in passing else expression, found)
    return found


def form(expression: Expression, known: Forms) -> Form:
    """The form of an expression of names whose forms are known."""
    match expression:
        case Name(name=name):
            return known[name]
        case Number(value=value):
            return Form(Curvature.CONSTANT, value >= 0.0)
        case Call(op="mul", operands=(left, right)) if left == right:
            return form(Call("square", (left,)), known)
        case Call(op="pow", operands=(base, Number(value=exponent))) if (
            exponent >= 0.0 and exponent % 2.0 == 0.0
        ):
            return form(Call("square", (base,)), known)
        case Call(op=op, operands=operands):
            parts = [form(operand, known) for operand in operands]
            rule, most = CURVATURE_RULES[op], _affine(parts)
            is_constant = most is Curvature.CONSTANT
            curvature = most if is_constant else rule.curvature(parts)
            return Form(curvature, rule.is_nonnegative(parts))
    raise AssertionError(expression)  # there is no other kind


def _affine(operands: Sequence[Form]) -> Curvature:
    """Of what adds up, repeats or moves entries."""
    return max(operand.curvature for operand in operands)


def _reversed(operands: Sequence[Form]) -> Curvature:
    """Of what subtracts its last operand."""
    convex = operands[-1].curvature is Curvature.CONVEX
    return Curvature.OTHER if convex else _affine(operands)


def _scaled(operands: Sequence[Form]) -> Curvature:
    """Of a product, known where one factor is constant."""
    factor, scaled = sorted(operands)
    if factor.curvature is not Curvature.CONSTANT:
        return Curvature.OTHER
    keeps = factor.is_nonnegative or scaled.curvature is not Curvature.CONVEX
    return scaled.curvature if keeps else Curvature.OTHER


def _divided(operands: Sequence[Form]) -> Curvature:
    """Of a quotient, known where its divisor is constant."""
    return Curvature.OTHER if operands[-1].curvature else _scaled(operands)


def _bowl(operands: Sequence[Form]) -> Curvature:
    """Of what is convex in its first operand, and falls somewhere."""
    linear = operands[0].curvature is Curvature.LINEAR
    return Curvature.CONVEX if linear else Curvature.OTHER


def _fit(operands: Sequence[Form]) -> Curvature:
    """Of a loss that is convex in its first operand, where the second is constant."""
    return _bowl(operands) if operands[-1].curvature is Curvature.CONSTANT else Curvature.OTHER


def _at_places(operands: Sequence[Form]) -> Curvature:
    """Of what is moved to places, or from there, which are the second operand."""
    places = operands[-1].curvature
    return operands[0].curvature if places is Curvature.CONSTANT else Curvature.OTHER


def _rising(operands: Sequence[Form]) -> Curvature:
    """Of what is convex in its operands, and falls nowhere."""
    known = _affine(operands) is not Curvature.OTHER
    return Curvature.CONVEX if known else Curvature.OTHER


def _chosen(operands: Sequence[Form]) -> Curvature:
    """Of what a condition chooses, known where that is constant."""
    condition, *others = operands
    return Curvature.OTHER if condition.curvature else _affine(others)


def _unknown(operands: Sequence[Form]) -> Curvature:
    del operands
    return Curvature.OTHER


def _signs(operands: Sequence[Form]) -> list[bool]:
    return [operand.is_nonnegative for operand in operands]


def _all(operands: Sequence[Form]) -> bool:
    return all(_signs(operands))


def _any(operands: Sequence[Form]) -> bool:
    return any(_signs(operands))


def _first(operands: Sequence[Form]) -> bool:
    return operands[0].is_nonnegative


def _others(operands: Sequence[Form]) -> bool:
    return _all(operands[1:])


def _last(operands: Sequence[Form]) -> bool:
    return operands[-1].is_nonnegative


def _always(operands: Sequence[Form]) -> bool:
    del operands
    return True


def _perhaps_below(operands: Sequence[Form]) -> bool:
    del operands
    return False


class _Rule(NamedTuple):
    """A rule that gives the form of a value from those of its operands.

    Args:
        curvature: how it depends on the variables, where not all operands are constant.
        is_nonnegative: whether no entry can be below 0.
    """

    curvature: Callable[[Sequence[Form]], Curvature]
    is_nonnegative: Callable[[Sequence[Form]], bool]


CURVATURE_RULES: Rules[_Rule] = Rules(
    "curvature",
    __name__,
    {
        "add": _Rule(_affine, _all),
        "sub": _Rule(_reversed, _perhaps_below),
        "neg": _Rule(_reversed, _perhaps_below),
        **dict.fromkeys(("mul", "matmul", "outer"), _Rule(_scaled, _all)),
        "div": _Rule(_divided, _all),
        **dict.fromkeys(("abs", "square", "exp"), _Rule(_bowl, _always)),
        "cross_entropy": _Rule(_fit, _last),
        **dict.fromkeys(("relu", "softplus"), _Rule(_rising, _always)),
        "maximum": _Rule(_rising, _any),
        "max": _Rule(_rising, _first),
        "where": _Rule(_chosen, _others),
        **dict.fromkeys(COMPARING, _Rule(_unknown, _always)),
        **dict.fromkeys(("min", "floor"), _Rule(_unknown, _first)),
        "detach": _Rule(_unknown, _always),  # its gradient says nothing of what is around
        "concat": _Rule(_affine, _all),
        "pad": _Rule(_affine, _perhaps_below),
        **dict.fromkeys(("take", "scatter_add"), _Rule(_at_places, _first)),
        **dict.fromkeys(("sigmoid", "softmax", "sqrt", "step"), _Rule(_unknown, _always)),
        **dict.fromkeys(
            (
                "pow",
                "sign",
                "leaky_relu",
                "tanh",
                "log",
                "minimum",
                "log_softmax",
                "sin",
                "cos",
                "erf",
                "gelu",
                "silu",
            ),
            _Rule(_unknown, _perhaps_below),
        ),
    },
    dict.fromkeys(("moves", "reduces"), _Rule(_affine, _first)),
    exceptions=("concat", "pad", "take", "scatter_add"),
)  # fmt: skip
"""What is known of the value of a call; what moves or adds up entries is linear in them."""
