"""How nodes depend on some of the others: not at all, linearly, as a convex function or otherwise.

These are the rules of disciplined convex programming (Grant, Boyd and Ye, 2006) that the op table
needs. They prove what they say; of a node for which they prove nothing they say `OTHER`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from engine.language.expression import Call, Expression, Name, Number
from engine.language.values import is_array
from engine.network.network import Network


class Curvature(IntEnum):
    """How a value depends on the variables; every kind includes those before it."""

    CONSTANT = 0
    LINEAR = 1
    CONVEX = 2
    OTHER = 3


class Form(NamedTuple):
    """What is known of a value.

    Args:
        curvature: how it depends on the variables; linear may have a constant added.
        is_nonnegative: whether no entry can be below 0.
    """

    curvature: Curvature
    is_nonnegative: bool


Forms = Mapping[str, Form]

_REARRANGED = frozenset({"sum", "mean", "transpose", "expand_dims", "sum_to", "broadcast_to"})
_BOWLS = frozenset({"abs", "square", "exp"})
_RISING = frozenset({"relu", "maximum"})
_NONNEGATIVE = _BOWLS | {"relu", "sigmoid", "softmax", "sqrt", "step"}


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
        found[name] = form(network.relus[name] if name in passing else expression, found)
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
            return Form(_curvature(op, parts), _is_nonnegative(op, parts))
    raise AssertionError(expression)  # there is no other kind


def _curvature(op: str, operands: Sequence[Form]) -> Curvature:
    first, last = operands[0], operands[-1]
    most = max(operand.curvature for operand in operands)
    if most is Curvature.CONSTANT or op in ("add", *_REARRANGED):
        return most
    if op in ("neg", "sub"):
        return Curvature.OTHER if last.curvature is Curvature.CONVEX else most
    if op in ("mul", "matmul", "outer", "div"):
        return _scaled(first, last) if op != "div" or not last.curvature else Curvature.OTHER
    if op in _BOWLS or (op == "cross_entropy" and last.curvature is Curvature.CONSTANT):
        return Curvature.CONVEX if first.curvature is Curvature.LINEAR else Curvature.OTHER
    if op in _RISING and most is not Curvature.OTHER:
        return Curvature.CONVEX
    return Curvature.OTHER


def _scaled(left: Form, right: Form) -> Curvature:
    """The curvature of a product, known where one factor is constant."""
    factor, scaled = sorted((left, right))
    if factor.curvature is not Curvature.CONSTANT:
        return Curvature.OTHER
    keeps = factor.is_nonnegative or scaled.curvature is not Curvature.CONVEX
    return scaled.curvature if keeps else Curvature.OTHER


def _is_nonnegative(op: str, operands: Sequence[Form]) -> bool:
    signs = [operand.is_nonnegative for operand in operands]
    if op in ("add", "mul", "matmul", "outer", "div"):
        return all(signs)
    if op == "cross_entropy":
        return signs[-1]
    return (
        op in _NONNEGATIVE or (op in _REARRANGED and signs[0]) or (op == "maximum" and any(signs))
    )
