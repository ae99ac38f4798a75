"""The ops on Python floats.

For single numbers Python's own arithmetic is many times faster than numpy's and needs no numpy to
be imported. It raises where IEEE 754 has an answer (1/0, exp(1000)); there, and only there, numpy
is asked, so both kinds of value follow the same rules.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from engine.language.op import LEAKY_SLOPE


def _ieee(name: str, function: Callable[..., float]) -> Callable[..., float]:
    def guarded(*operands: float) -> float:
        try:
            return function(*operands)
        except (ArithmeticError, ValueError):
            import numpy as np

            from engine.language.arrays import ARRAY_OPS

            with np.errstate(all="ignore"):
                return float(ARRAY_OPS[name](*map(np.float64, operands)))

    return guarded


def _relu(z: float) -> float:
    return 0.0 if z <= 0.0 else z


def _leaky_relu(z: float, slope: float = LEAKY_SLOPE) -> float:
    return slope * z if z <= 0.0 else z


def _step(z: float, at_zero: float = 0.0) -> float:
    if z > 0.0:
        return 1.0
    if z < 0.0:
        return 0.0
    return at_zero if z == 0.0 else z


def _sign(x: float, at_zero: float = 0.0) -> float:
    if x > 0.0:
        return 1.0
    if x < 0.0:
        return -1.0
    return at_zero if x == 0.0 else x


def _sigmoid(z: float) -> float:
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    tail = math.exp(z)
    return tail / (1.0 + tail)


def _minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


def _maximum(a: float, b: float) -> float:
    return a if a >= b or a != a else b


SCALAR_OPS: dict[str, Callable[..., float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": _ieee("div", operator.truediv),
    "pow": _ieee("pow", math.pow),
    "neg": operator.neg,
    "abs": abs,
    "sign": _sign,
    "relu": _relu,
    "step": _step,
    "leaky_relu": _leaky_relu,
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
    "exp": _ieee("exp", math.exp),
    "log": _ieee("log", math.log),
    "sqrt": _ieee("sqrt", math.sqrt),
    "square": lambda x: x * x,
    "minimum": _minimum,
    "maximum": _maximum,
    "sum": lambda x: x,
    "mean": lambda x: x,
    "sum_to": lambda x, like: x,
    "broadcast_to": lambda x, like: x,
}
"""The ops that a call with operands that are all single numbers, and no axis, can be made of."""
