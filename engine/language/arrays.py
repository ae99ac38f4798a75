"""The ops on numpy arrays, by name; importing this imports numpy.

They keep the dtype they are given, so the complex-step derivative can be taken through those that
are analytic. The arrays of a network are small, so what an op costs is mostly the calls it makes:
reductions are called as methods of ufuncs and not by their wrappers, and numbers are given as
arrays without axes, which a ufunc need not convert.

`engine.iterations.compile` writes some of these ops out, call by call. It has to make the same
calls in the same order, for a sum rounds differently in another order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language import shapes
from engine.language.op import LEAKY_SLOPE
from engine.language.rules import Rules
from engine.language.shapes import Shape

Array = NDArray[Any]

ZERO = np.array(0.0)


def _matmul(a: Array, b: Array) -> Array:
    # Given a matrix and its own transpose, numpy has BLAS compute one half of the product only,
    # which rounds differently. The numbers must not depend on what shares memory with what.
    if a.shape == b.shape[::-1] and np.may_share_memory(a, b):
        b = b.copy(order="K")
    return np.asarray(np.dot(a, b))


def _sign(x: Array, at_zero: float = 0.0) -> Array:
    return np.where(x == 0.0, at_zero, np.sign(x))


def _relu(z: Array) -> Array:
    result: Array = np.maximum(z, ZERO) + ZERO  # which zero np.maximum gives differs: make it 0
    return result


def _leaky_relu(z: Array, slope: float = LEAKY_SLOPE) -> Array:
    return np.where(z <= 0.0, slope * z, z)


def _step(z: Array, at_zero: float = 0.0) -> Array:
    result: Array = np.heaviside(z, at_zero)
    return result


def _sigmoid(z: Array) -> Array:
    tail = np.exp(np.minimum(z, -z))
    return np.where(z >= 0.0, 1.0, tail) / (1.0 + tail)


def _shifted(logits: Array) -> Array:
    result: Array = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    return result


def _softmax(logits: Array) -> Array:
    powers = np.exp(_shifted(logits))
    result: Array = powers / np.add.reduce(powers, axis=-1, keepdims=True)
    return result


def _log_softmax(logits: Array) -> Array:
    shifted = _shifted(logits)
    result: Array = shifted - np.log(np.add.reduce(np.exp(shifted), axis=-1, keepdims=True))
    return result


def class_losses(onehot: Array, log_probabilities: Array) -> Array:
    """What each class adds to the cross-entropy of its row.

    An impossible class costs nothing where its target is 0, although its logarithm is -inf.
    """
    losses: Array = -onehot * log_probabilities
    np.putmask(losses, onehot == ZERO, ZERO)
    return losses


def _cross_entropy(logits: Array, onehot: Array) -> Any:
    return np.add.reduce(class_losses(onehot, _log_softmax(logits)), -1)


def _sum(x: Array, axis: float | None = None) -> Any:
    return np.add.reduce(x, None if axis is None else int(axis))


def _mean(x: Array, axis: float | None = None) -> Any:
    count = np.size(x) if axis is None else np.shape(x)[int(axis)]
    return _sum(x, axis) / count


def _expand_dims(x: Array, axis: float = 0.0) -> Array:
    return np.reshape(x, shapes.expand_dims(np.shape(x), axis))


def repeated_axes(shape: Shape, like: Shape) -> tuple[int, ...] | None:
    """The axes that broadcasting `like` to `shape` adds or repeats; None where that is all."""
    added = len(shape) - len(like)
    axes = tuple(i for i, n in enumerate(shape) if i < added or n != like[i - added])
    return axes if len(axes) < len(shape) else None


def _sum_to(x: Array, like: Array) -> Any:
    axes = repeated_axes(np.shape(x), np.shape(like))
    return np.reshape(np.add.reduce(x, axes), np.shape(like))


def filled(x: Array, shape: Shape) -> Array:
    """The entries of `x` repeated to fill an array of this shape."""
    result = np.empty(shape, np.asarray(x).dtype)
    result[...] = x
    return result


def kept(x: Array) -> Array:
    """The array that one iteration hands to the next: C-contiguous and read-only."""
    x = np.ascontiguousarray(x)
    x.setflags(write=False)
    return x


def _broadcast_to(x: Array, like: Array) -> Array:
    return filled(x, np.shape(like))


ARRAY_OPS: Rules[Callable[..., Any]] = Rules(
    "numpy",
    __name__,
    {
        "add": np.add,
        "sub": np.subtract,
        "mul": np.multiply,
        "div": np.divide,
        "pow": np.power,
        "neg": np.negative,
        "matmul": _matmul,
        "transpose": np.transpose,
        "outer": np.multiply.outer,
        "abs": np.abs,
        "sign": _sign,
        "relu": _relu,
        "step": _step,
        "leaky_relu": _leaky_relu,
        "sigmoid": _sigmoid,
        "tanh": np.tanh,
        "exp": np.exp,
        "log": np.log,
        "sqrt": np.sqrt,
        "square": np.square,
        "minimum": np.minimum,
        "maximum": np.maximum,
        "sum": _sum,
        "mean": _mean,
        "expand_dims": _expand_dims,
        "sum_to": _sum_to,
        "broadcast_to": _broadcast_to,
        "softmax": _softmax,
        "log_softmax": _log_softmax,
        "cross_entropy": _cross_entropy,
    },
)
"""One numpy function for each op of `engine.language.ops.OPS`."""
