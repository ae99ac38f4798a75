"""The ops on small arrays (`engine.language.shapes.is_small`), where numpy rounds in its own way.

Each entry is computed as if it stood alone, by the function of single numbers, and sums are added
up from their first term to their last. So the results are those of the computations that
`engine.language.unrolling` writes out, bit for bit. What numpy computes so as well is left to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from engine.language import rowwise
from engine.language.arrays import ZERO, Array, class_losses, repeated_axes
from engine.language.expression import OptionValue
from engine.language.ops import OPS
from engine.language.scalars import scalar_op
from engine.language.shapes import ROUNDED_OTHERWISE, axes_of

PLAIN: Mapping[str, Any] = {"exp": math.exp, "log": math.log}
"""The functions of Python that raise where IEEE 754 has an answer, and take half the time."""


def _ufunc(op: str) -> Any:
    """The function of single numbers as a ufunc, whose results are objects."""
    function: Any = scalar_op(op)
    return np.frompyfunc(function, OPS[op].operands, 1)


def _entrywise(op: str) -> Callable[..., Array]:
    exact = _ufunc(op)
    plain = np.frompyfunc(PLAIN[op], 1, 1) if op in PLAIN else exact

    def compute(*operands: Array) -> Array:
        try:
            found: Array = plain(*operands).astype(np.float64, order="C")
        except (ArithmeticError, ValueError):
            found = exact(*operands).astype(np.float64, order="C")
        return found

    return compute


_ENTRYWISE = {op: _entrywise(op) for op in ROUNDED_OTHERWISE if OPS[op].elementwise}


# `np.add.reduce` adds in an order that depends on the strides; what accumulates has only one.


def _last(x: Array) -> Any:
    """The sums along the last axis."""
    return np.add.accumulate(x, -1)[..., -1]


def _over(x: Array, axes: tuple[int, ...]) -> Any:
    """The sums over some axes, the last of them running fastest."""
    if len(axes) == 1:
        return np.add.accumulate(x, axes[0]).take(-1, axes[0])
    if len(axes) == x.ndim:
        return np.add.accumulate(x.ravel())[-1]
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    shape = [x.shape[axis] for axis in kept]
    return _last(x.transpose(*kept, *sorted(axes)).reshape(*shape, -1))


def _matmul(a: Array, b: Array) -> Any:
    if b.ndim == 1:
        return _last(a * b)
    rows = b if a.ndim == 1 else b[..., None, :, :]
    return np.add.accumulate(a[..., None] * rows, -2)[..., -1, :]


def _sum(x: Array, axis: OptionValue | None = None) -> Any:
    return _over(x, axes_of(axis, x.ndim))


def _mean(x: Array, axis: OptionValue | None = None) -> Any:
    total = _sum(x, axis)
    return total / (x.size // np.size(total))


def _sum_to(x: Array, like: Array) -> Any:
    shape = np.shape(like)
    axes = repeated_axes(x.shape, shape)
    if axes == ():
        return x
    total = _over(x, tuple(range(x.ndim)) if axes is None else axes)
    return total if np.shape(total) == shape else np.reshape(total, shape)


class _Rows:
    """Formulas on rows."""

    minus: Callable[[Array, Array], Array] = np.subtract
    over: Callable[[Array, Array], Array] = np.divide

    def highest(self, x: Array) -> Array:
        found: Array = np.maximum.reduce(x, -1, keepdims=True) + ZERO
        return found

    def total(self, x: Array) -> Array:
        found: Array = np.add.accumulate(x, -1)[..., -1:]
        return found

    def exp(self, x: Array) -> Array:
        return _ENTRYWISE["exp"](x)

    def log(self, x: Array) -> Array:
        return _ENTRYWISE["log"](x)

    def losses(self, onehot: Array, log_probabilities: Array) -> Array:
        found: Array = _last(class_losses(onehot, log_probabilities))
        return found


_ROWS = _Rows()


def _in_order(rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule whose results have their entries in memory in the order of C, whatever it is given."""
    return lambda *operands, **options: np.asarray(rule(*operands, **options), order="C")


SMALL_RULES: Mapping[str, Callable[..., Any]] = {
    **_ENTRYWISE,
    "matmul": _in_order(_matmul),
    "sum": _in_order(_sum),
    "mean": _in_order(_mean),
    "sum_to": _in_order(_sum_to),
    "softmax": _in_order(partial(rowwise.softmax, _ROWS)),
    "log_softmax": _in_order(partial(rowwise.log_softmax, _ROWS)),
    "cross_entropy": _in_order(partial(rowwise.cross_entropy, _ROWS)),
}
"""The function for each op of `ROUNDED_OTHERWISE`, on small arrays of float64; numbers beside
arrays are floats."""
