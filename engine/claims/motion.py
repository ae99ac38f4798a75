"""Numbers on the move: ops continued a small imaginary step away from the real numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.language.arrays import ARRAY_RULES, Array
from engine.language.expression import Call, Expression, Name, Number
from engine.language.op import LEAKY_SLOPE, Conventions
from engine.language.ops import OPS
from engine.language.rules import Rules
from engine.language.shapes import axes_of
from engine.language.table.comparisons import COMPARING
from engine.language.values import Value, apply


@dataclass(slots=True)
class Motion:
    """Numbers on the move: real parts are values, as the run has them, imaginary parts directions.

    Args:
        conventions: the derivatives taken at kinks.
        side: 1 for a move to the right, -1 to the left, 0 for what is taken for a derivative.
        follows: whether values change where they jump; else all stay.
        left: so many calls had their operand moved off a kink.
        jumps: whether one jumped.
    """

    conventions: Conventions
    side: int
    follows: bool = False
    left: int = 0
    jumps: bool = field(default=False)

    def compute(self, expression: Expression, values: Mapping[str, Any]) -> Any:
        """The value of an expression, complex where it moves."""
        if isinstance(expression, Number):
            return expression.value
        if isinstance(expression, Name):
            return values[expression.name]
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        operands = [self.compute(part, values) for part in expression.operands]
        here = apply(expression, [_value(operand) for operand in operands])
        if not any(map(np.iscomplexobj, operands)):
            return here
        rule = PROBE_RULES[expression.op]
        slopes = rule(self, expression, operands, here)
        if OPS[expression.op].jumps and self.follows:
            return slopes
        return np.asarray(here) + 1j * np.imag(slopes)

    def leaves(self, distance: Array) -> Array:
        """Which entries are moved off a kink, where they are 0."""
        there = np.asarray((np.real(distance) == 0.0) & (np.imag(distance) != 0.0))
        self.left += bool(there.any())
        return there


def _value(operand: Any) -> Value:
    """The real part, as the run computes with it."""
    if not np.iscomplexobj(operand):
        return operand  # type: ignore[no-any-return]
    real = np.real(operand)
    return float(real) if np.ndim(real) == 0 else np.ascontiguousarray(real)


_Rule = Callable[[Motion, Call, Sequence[Any], Value], Any]
"""The slopes of a call as imaginary parts, given its operands on the move, and its value."""


def _continued(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of what numpy continues to complex numbers."""
    del motion, here
    return ARRAY_RULES[call.op](*operands, **dict(call.options))


SMALL = 1e-9
"""A step of no larger part of a number bends what is computed from it by less than rounding."""


def _near_zero(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of what bends sharply near 0, where the imaginary step may be larger than the number."""
    moved, part = _shrunk(operands)
    return 1j * np.imag(_continued(motion, call, moved, here)) / part


def _shrunk(operands: Sequence[Any]) -> tuple[Sequence[Any], Array]:
    """The operands with steps small next to each number, and the part of the steps that is left."""
    arrays = np.broadcast_arrays(*(np.asarray(each, complex) for each in operands))
    with np.errstate(all="ignore"):
        parts = [
            np.where(
                np.real(each) == 0.0, 1.0, SMALL * np.abs(np.real(each)) / np.abs(np.imag(each))
            )
            for each in arrays
        ]
    part = np.minimum(1.0, np.fmin.reduce(parts))
    return [np.real(each) + 1j * np.imag(each) * part for each in arrays], part


def _bent(motion: Motion, x: Array, below: float, above: float, at_zero: float) -> Array:
    """Of a function with one slope below 0, another above, and a convention between."""
    motion.leaves(x)
    real, direction = np.real(x), np.imag(x)
    side = np.where(direction > 0.0, above, below) if motion.side else at_zero
    slopes = np.where(real > 0.0, above, np.where(real < 0.0, below, side))
    return np.asarray(1j * direction * slopes)


def _of_relu(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    del call, here
    return _bent(motion, operands[0], 0.0, 1.0, motion.conventions.relu_at_zero)


def _of_leaky_relu(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    del here
    slope, at_zero = dict(call.options).get("slope", LEAKY_SLOPE), motion.conventions.relu_at_zero
    assert not isinstance(slope, tuple)  # noqa: S101  (as its row says)
    return _bent(motion, operands[0], slope, 1.0, at_zero + (1.0 - at_zero) * slope)


def _of_abs(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    del call, here
    return _bent(motion, operands[0], -1.0, 1.0, motion.conventions.abs_at_zero)


def _of_extreme(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of the larger or the smaller of two: its slope, at a tie the larger or smaller, or half."""
    del here
    left, right = operands
    motion.leaves(left - right)
    one, other = np.imag(left), np.imag(right)
    extreme = np.maximum if call.op == "maximum" else np.minimum
    tie = extreme(one, other) if motion.side else (one + other) / 2.0
    is_left = extreme(np.real(left), np.real(right)) == np.real(left)
    slopes = np.where(np.real(left) == np.real(right), tie, np.where(is_left, one, other))
    return 1j * slopes


def _of_largest(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of the largest or the smallest of some entries: at a tie as of two, their mean for half."""
    del here
    extreme = np.maximum if call.op == "max" else np.minimum
    real, moves = np.real(operands[0]), np.imag(operands[0])
    axes = axes_of(dict(call.options).get("axis"), np.ndim(real))
    tied = real == extreme.reduce(real, axes, keepdims=True)
    if motion.side:
        far = -math.inf if call.op == "max" else math.inf
        slopes = extreme.reduce(np.where(tied, moves, far), axes, keepdims=True)
    else:
        slopes = np.where(tied, moves, 0.0).sum(axes, keepdims=True) / tied.sum(axes, keepdims=True)
    motion.leaves(np.where(tied, 1j * (moves - slopes), 1.0))
    return 1j * slopes.reshape(np.shape(np.sum(real, axes)))


def _of_choice(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of what a condition chooses, which is followed where the condition jumps."""
    del motion, call, here
    condition, x, y = operands
    return 1j * np.where(np.real(condition) != 0.0, np.imag(x), np.imag(y))


def _by_slope(slope: Callable[[Array], Array]) -> _Rule:
    """Of a function that numpy has not for complex numbers, by its derivative."""

    def rule(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
        del motion, call, here
        (x,) = operands
        return 1j * np.imag(x) * slope(np.real(x))

    return rule


def _gelu_slope(x: Array) -> Array:
    density = np.exp(-x * x / 2.0) / math.sqrt(2.0 * math.pi)
    below: Array = ARRAY_RULES["erf"](x / math.sqrt(2.0))
    return 0.5 + 0.5 * below + x * density


def _jumped(motion: Motion, there: Array, beyond: Array, here: Value) -> Any:
    """What a value jumps to where it is moved off a jump; by the conventions it stays."""
    found = np.where(there, beyond, here) if motion.side else np.asarray(here)
    motion.jumps = motion.jumps or bool((found != here).any())
    return found.astype(complex)


def _of_comparison(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of a comparison, which jumps where both are equal and one of them moves away."""
    left, right = operands
    difference = left - right
    there = motion.leaves(difference)
    return _jumped(motion, there, ARRAY_RULES[call.op](np.imag(difference), 0.0), here)


def _of_floor(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    del call
    (x,) = operands
    there = motion.leaves(x - np.floor(np.real(x)))
    return _jumped(motion, there, here - 1.0 * (np.imag(x) < 0.0), here)


def _of_jump(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of what is flat but for a jump at 0."""
    (x,) = operands
    there = motion.leaves(x)
    below = 0.0 if call.op == "step" else -1.0
    return _jumped(motion, there, np.where(np.imag(x) > 0.0, 1.0, below), here)


def _of_power(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of a power: exp(b · ln a), which has the sign of aᵇ where a is negative."""
    del motion, call
    (a, b), part = _shrunk(operands)
    base, exponent = np.real(a), np.real(b)
    slopes = np.imag(np.exp(b * np.log(np.where(base < 0.0, -a, a))) * np.sign(here))
    slopes = np.where((base < 0.0) & (np.imag(b) != 0.0), math.nan, slopes)
    steep = np.where(exponent == 1.0, np.imag(a), np.copysign(math.inf, np.imag(a)))
    at_zero = np.where((exponent > 1.0) | (exponent == 0.0) | (np.imag(a) == 0.0), 0.0, steep)
    return 1j * np.where(base == 0.0, at_zero, slopes) / part


PROBE_RULES: Rules[_Rule] = Rules(
    "complex numbers",
    __name__,
    {
        "relu": _of_relu,
        "leaky_relu": _of_leaky_relu,
        "abs": _of_abs,
        **dict.fromkeys(("minimum", "maximum"), _of_extreme),
        **dict.fromkeys(("max", "min"), _of_largest),
        **dict.fromkeys(("step", "sign"), _of_jump),
        **dict.fromkeys(COMPARING, _of_comparison),
        "floor": _of_floor,
        "where": _of_choice,
        "erf": _by_slope(lambda x: 2.0 / math.sqrt(math.pi) * np.exp(-x * x)),
        "gelu": _by_slope(_gelu_slope),
        "detach": _by_slope(np.zeros_like),
        "pow": _of_power,
        **dict.fromkeys(
            (
                "add", "sub", "mul", "neg", "matmul", "outer", "softplus", "sigmoid", "silu",
                "tanh", "exp", "square", "softmax", "log_softmax", "cross_entropy", "sin", "cos",
            ),
            _continued,
        ),
        **dict.fromkeys(("div", "log", "sqrt"), _near_zero),
    },
    dict.fromkeys(("moves", "reduces"), _continued),
)  # fmt: skip
"""How an op is computed a small imaginary step away from the real numbers."""
