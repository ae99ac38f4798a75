"""The ops on numpy arrays, by name; importing this imports numpy.

They keep the dtype they are given, so the complex-step derivative can be taken through those that
are analytic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.ops import LEAKY_SLOPE

Array = NDArray[Any]


def _sign(x: Array, at_zero: float = 0.0) -> Array:
    return np.where(x == 0.0, at_zero, np.sign(x))


def _relu(z: Array) -> Array:
    return np.where(z <= 0.0, 0.0, z)


def _leaky_relu(z: Array, slope: float = LEAKY_SLOPE) -> Array:
    return np.where(z <= 0.0, slope * z, z)


def _step(z: Array, at_zero: float = 0.0) -> Array:
    result: Array = np.heaviside(z, at_zero)
    return result


def _sigmoid(z: Array) -> Array:
    tail = np.exp(np.where(z >= 0.0, -z, z))
    return np.where(z >= 0.0, 1.0, tail) / (1.0 + tail)


def _log_softmax(logits: Array) -> Array:
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    result: Array = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    return result


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    result: Array = powers / np.sum(powers, axis=-1, keepdims=True)
    return result


def _cross_entropy(logits: Array, onehot: Array) -> Array:
    # An impossible class costs nothing where its target is 0, although its logarithm is -inf.
    losses: Array = np.where(onehot == 0.0, 0.0, -onehot * _log_softmax(logits))
    return np.asarray(np.sum(losses, axis=-1))


def _sum(x: Array, axis: float | None = None) -> Array:
    return np.asarray(np.sum(x, axis=None if axis is None else int(axis)))


def _mean(x: Array, axis: float | None = None) -> Array:
    return np.asarray(np.mean(x, axis=None if axis is None else int(axis)))


def _expand_dims(x: Array, axis: float = 0.0) -> Array:
    return np.expand_dims(x, int(axis))


def _sum_to(x: Array, like: Array) -> Array:
    shape = np.shape(like)
    added = np.ndim(x) - len(shape)
    repeated = tuple(
        added + i for i, n in enumerate(shape) if n == 1 and np.shape(x)[added + i] != 1
    )
    summed = np.sum(x, axis=tuple(range(added)) + repeated, keepdims=True)
    return np.reshape(summed, shape)


def _broadcast_to(x: Array, like: Array) -> Array:
    return np.broadcast_to(x, np.shape(like))


ARRAY_OPS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "matmul": np.matmul,
    "transpose": np.transpose,
    "outer": np.outer,
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
}
"""One numpy function for each op of `engine.ops.OPS`."""
