"""A probe: a derivative found without the backward pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

from engine.language.arrays import ARRAY_RULES, Array
from engine.language.expression import Call, Expression, Name, Number, free_names
from engine.language.index import Index, entry_of
from engine.language.ops import OPS
from engine.language.rules import Rules
from engine.language.values import is_finite
from engine.network.network import Network
from engine.network.parts import Definition

IMAGINARY_STEP = 1e-200
"""So small that its square is 0, and does not move a real part off a kink."""


FIRST_HALVING, LAST_HALVING = 5, 26
"""Central differences are taken with steps from 2**-5 to 2**-26 of the value."""


JUMP = 1e-9
"""A smaller change of the loss over the smallest step is no jump but rounding."""


MAX_WHOLE_POWER = 100
"""numpy computes smaller whole powers of complex numbers by multiplying, which is exact enough."""


class Method(StrEnum):
    """The method by which the derivative was found that a gradient is compared with."""

    COMPLEX_STEP = "complex step"
    CENTRAL_DIFFERENCES = "central differences"


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of the loss in one entry: on the left, on the right, and the better of both.

    `nodes` are those whose equations have a value on a kink, where these are known.
    """

    left: float
    right: float
    best: float
    is_kink: bool
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A node, and what is computed from it.

    Args:
        node: whose value is moved.
        values: the value of every node.
        downstream: the equations that have to be computed anew, in order.
        loss: the node that is watched.
    """

    node: str
    values: Mapping[str, Any]
    downstream: tuple[Definition, ...]
    loss: str

    @classmethod
    def of(cls, network: Network, values: Mapping[str, Any], node: str) -> Probe:
        """The probe of a node of a network."""
        reached, downstream = {node}, []
        for equation in network.equations:
            if not reached.isdisjoint(free_names(equation.expression)):
                reached.add(equation.name)
                downstream.append(equation)
        return cls(node, values, tuple(downstream), network.loss)

    @property
    def method(self) -> Method:
        """How the loss can be differentiated."""
        moving = frozenset({self.node, *(name for name, _ in self.downstream)})
        continued = all(_is_continued(expression, moving) for _, expression in self.downstream)
        return Method.COMPLEX_STEP if continued else Method.CENTRAL_DIFFERENCES

    def complex_step(self, index: Index) -> Derivative:
        """The derivative with respect to an entry, to rounding."""
        if not is_finite(self.values[self.loss]):  # complex numbers have a logarithm of -1
            return Derivative(math.nan, math.nan, math.nan, is_kink=False)
        up, kinks_above = self._moved(index, 1j * IMAGINARY_STEP)
        down, kinks_below = self._moved(index, -1j * IMAGINARY_STEP)
        right = float(np.imag(up)) / IMAGINARY_STEP
        left = -float(np.imag(down)) / IMAGINARY_STEP
        nodes = tuple(dict.fromkeys(kinks_above + kinks_below))
        return Derivative(left, right, right, bool(nodes), nodes)

    def central_differences(self, index: Index) -> Derivative:
        """The derivative with respect to an entry, from the steps at which it changes least."""
        scale = max(1.0, abs(entry_of(self.values[self.node], index)))
        steps = scale * 2.0 ** -np.arange(FIRST_HALVING, LAST_HALVING + 1.0)
        here = self._moved(index, 0.0)[0]
        rises = np.array([self._moved(index, step)[0] - here for step in steps])
        falls = np.array([here - self._moved(index, -step)[0] for step in steps])
        left, right = _one_sided(falls, steps), _one_sided(rises, steps)
        best = _steadiest((rises + falls) / (2.0 * steps), 4.0)
        is_one = math.isfinite(left) and math.isclose(left, right, rel_tol=1e-3, abs_tol=1e-5)
        return Derivative(left, right, best, not is_one)

    def _moved(self, index: Index, step: complex) -> tuple[Any, list[str]]:
        """The loss with an entry moved, and the nodes in whose equations that leaves a kink."""
        known, kinked = dict(self.values), []
        moved = np.array(known[self.node], np.result_type(step, np.float64))
        moved[index] += step
        known[self.node] = moved
        for name, expression in self.downstream:
            left_kinks: list[Call] = []
            value = _compute(expression, known, left_kinks)
            if np.iscomplexobj(value):  # it rounds otherwise than the run, which decides on kinks
                value = np.asarray(self.values[name] + 1j * np.imag(value))
            known[name] = value
            if left_kinks:
                kinked.append(name)
        return known[self.loss], kinked


def _compute(expression: Expression, values: Mapping[str, Any], left_kinks: list[Call]) -> Any:
    """The value of an expression; calls whose operand an imaginary step moves off a kink go in."""
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        return values[expression.name]
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    op = OPS[expression.op]
    operands = [_compute(part, values, left_kinks) for part in expression.operands]
    if op.kinked and _leaves_kink(operands):
        left_kinks.append(expression)
    function = PROBE_RULES[op.name].function or ARRAY_RULES[op.name]
    return function(*operands, **dict(expression.options))


def _leaves_kink(operands: Sequence[Any]) -> bool:
    distance = operands[0] - operands[1] if len(operands) > 1 else operands[0]
    return bool(np.any((np.real(distance) == 0.0) & (np.imag(distance) != 0.0)))


def _is_continued(expression: Expression, moving: frozenset[str]) -> bool:
    """Whether an expression can be computed where the names that move are complex."""
    if not isinstance(expression, Call) or moving.isdisjoint(free_names(expression)):
        return True
    if not PROBE_RULES[expression.op].is_continued(expression):
        return False
    return all(_is_continued(operand, moving) for operand in expression.operands)


def _continued_abs(x: Array) -> Array:
    """The absolute value that is -x or x; numpy's, of a complex number, has no derivative."""
    return np.where(x < 0.0, -x, x)


def _everywhere(call: Call) -> bool:
    del call
    return True


def _nowhere(call: Call) -> bool:
    del call
    return False


def _to_whole_power(call: Call) -> bool:
    return _is_small_whole(call.operands[1])


class _Continuation(NamedTuple):
    """An op on complex numbers.

    Args:
        is_continued: whether a call can be computed where its operands are complex.
        function: what computes it; None for the function that computes it on arrays.
    """

    is_continued: Callable[[Call], bool]
    function: Callable[..., Any] | None = None


PROBE_RULES: Rules[_Continuation] = Rules(
    "complex numbers",
    __name__,
    {
        "abs": _Continuation(_everywhere, _continued_abs),
        "pow": _Continuation(_to_whole_power),
        **dict.fromkeys(("step", "sign"), _Continuation(_nowhere)),
        **dict.fromkeys(
            (
                "add", "sub", "mul", "div", "neg", "matmul", "outer", "relu", "leaky_relu",
                "softplus", "sigmoid", "tanh", "exp", "log", "sqrt", "square", "minimum", "maximum",
                "softmax", "log_softmax", "cross_entropy",
            ),
            _Continuation(_everywhere),
        ),
    },
    dict.fromkeys(("moves", "reduces"), _Continuation(_everywhere)),
)  # fmt: skip
"""How an op is computed a small imaginary step away from the real numbers."""


def _is_small_whole(exponent: Expression) -> bool:
    return (
        isinstance(exponent, Number)
        and exponent.value.is_integer()
        and abs(exponent.value) < MAX_WHOLE_POWER
    )


def _one_sided(changes: Array, steps: Array) -> float:
    """The derivative on one side, from how much the loss changes; infinite at a jump."""
    last, before = changes[-1], changes[-2]
    if abs(last) > JUMP and abs(last) > 0.75 * abs(before):  # half the step, but not the change
        return math.copysign(math.inf, last)
    return _steadiest(changes / steps, 2.0)


def _steadiest(quotients: Array, gain: float) -> float:
    """The limit of quotients whose error falls by a factor with every halving of the step.

    Richardson's extrapolation of each pair, where the next one confirms it best; NaN without any.
    """
    limits = (gain * quotients[1:] - quotients[:-1]) / (gain - 1.0)
    changes = np.abs(np.diff(limits))
    if not np.isfinite(changes).any():
        return math.nan
    return float(limits[1:][np.nanargmin(changes)])
