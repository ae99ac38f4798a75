"""A probe: a derivative found without the backward pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.language.arrays import ARRAY_RULES, Array
from engine.language.expression import Call, Expression, Name, Number, free_names
from engine.language.index import Index
from engine.language.op import LEAKY_SLOPE, Conventions
from engine.language.rules import Rules
from engine.language.values import Value, apply, is_finite
from engine.network.network import Network
from engine.network.parts import Definition

IMAGINARY_STEP = 1e-150
"""So small that it moves no number from its value, and large enough for slopes down to 1e-150."""


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of the loss in one entry: on the left, on the right, and by the conventions.

    `nodes` are those whose equations have a value on a kink, or at a jump, that the entry moves.
    """

    left: float
    right: float
    taken: float
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A node, and what is computed from it.

    Args:
        node: whose value is moved.
        values: the value of every node.
        downstream: the equations that have to be computed anew, in order.
        loss: the node that is watched.
        conventions: the derivatives taken at kinks.
    """

    node: str
    values: Mapping[str, Value]
    downstream: tuple[Definition, ...]
    loss: str
    conventions: Conventions

    @classmethod
    def of(cls, network: Network, values: Mapping[str, Any], node: str) -> Probe:
        """The probe of a node of a network."""
        reached, downstream = {node}, []
        for equation in network.equations:
            if not reached.isdisjoint(free_names(equation.expression)):
                reached.add(equation.name)
                downstream.append(equation)
        return cls(node, values, tuple(downstream), network.loss, network.conventions)

    def derivative(self, index: Index) -> Derivative:
        """The derivative with respect to an entry, to rounding."""
        if not is_finite(self.values[self.loss]):  # complex numbers have a logarithm of -1
            return Derivative(math.nan, math.nan, math.nan)
        right, nodes = self._slope(index, 1)
        if not nodes:
            return Derivative(right, right, right)
        return Derivative(self._slope(index, -1)[0], right, self._slope(index, 0)[0], nodes)

    def _slope(self, index: Index, side: int) -> tuple[float, tuple[str, ...]]:
        """The derivative on a side, or by the conventions, and the nodes where kinks are left."""
        motion = Motion(self.conventions, side)
        loss, nodes = self._moved(index, motion)
        if motion.jumps:
            loss = self._moved(index, Motion(self.conventions, side, follows=True))[0]
            rise = float(np.real(loss)) - float(self.values[self.loss])
            if abs(rise) > 1e-12 * abs(float(np.real(loss))):
                return math.copysign(math.inf, rise * side), nodes
        return float(np.imag(loss)) / IMAGINARY_STEP * (side or 1), nodes

    def _moved(self, index: Index, motion: Motion) -> tuple[Any, tuple[str, ...]]:
        """The loss with an entry moved, and the nodes in whose equations that leaves a kink."""
        known: dict[str, Any] = dict(self.values)
        moved = np.array(known[self.node], complex)
        moved[index] += 1j * IMAGINARY_STEP * (motion.side or 1)
        known[self.node] = moved
        nodes = []
        for name, expression in self.downstream:
            motion.left = 0
            value = motion.compute(expression, known)
            if np.iscomplexobj(value) and not motion.follows:
                value = np.asarray(self.values[name]) + 1j * np.imag(value)
            known[name] = value
            if motion.left:
                nodes.append(name)
        return known[self.loss], tuple(nodes)


def slopes_along(
    network: Network, values: Mapping[str, Any], moves: Mapping[str, Array]
) -> Mapping[str, Any]:
    """How every node changes with some that are given, along a direction.

    Args:
        network: whose nodes.
        values: the value of each.
        moves: how far each of those that are given is moved; at kinks the conventions are taken.

    Returns:
        The derivative of each node that moves, arrays entry by entry.
    """
    known, motion = dict(values), Motion(network.conventions, 0)
    for name, move in moves.items():
        known[name] = np.asarray(values[name]) + 1j * IMAGINARY_STEP * np.asarray(move)
    found = {}
    for name, expression in network.equations:
        value = motion.compute(expression, known)
        if np.iscomplexobj(value):
            known[name] = np.asarray(values[name]) + 1j * np.imag(value)
            found[name] = np.imag(value) / IMAGINARY_STEP
    return found


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
        if expression.op in JUMPING and self.follows:
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


def _of_jump(motion: Motion, call: Call, operands: Sequence[Any], here: Value) -> Any:
    """Of what is flat but for a jump at 0."""
    (x,) = operands
    there = motion.leaves(x)
    below = 0.0 if call.op == "step" else -1.0
    beyond = np.where(there, np.where(np.imag(x) > 0.0, 1.0, below), here)
    if not motion.side:
        beyond = np.asarray(here)
    motion.jumps = motion.jumps or bool((beyond != here).any())
    return beyond.astype(complex)


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


JUMPING = frozenset(("step", "sign"))
"""The ops that jump."""

PROBE_RULES: Rules[_Rule] = Rules(
    "complex numbers",
    __name__,
    {
        "relu": _of_relu,
        "leaky_relu": _of_leaky_relu,
        "abs": _of_abs,
        **dict.fromkeys(("minimum", "maximum"), _of_extreme),
        **dict.fromkeys(JUMPING, _of_jump),
        "pow": _of_power,
        **dict.fromkeys(
            (
                "add", "sub", "mul", "neg", "matmul", "outer", "softplus", "sigmoid", "tanh", "exp",
                "square", "softmax", "log_softmax", "cross_entropy",
            ),
            _continued,
        ),
        **dict.fromkeys(("div", "log", "sqrt"), _near_zero),
    },
    dict.fromkeys(("moves", "reduces"), _continued),
)  # fmt: skip
"""How an op is computed a small imaginary step away from the real numbers."""
