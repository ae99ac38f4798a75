"""The ops on numpy arrays, by name; importing this imports numpy.

They keep the dtype they are given, so the complex-step derivative can be taken through those that
are analytic. The arrays of a network are small, so what an op costs is mostly the calls it makes:
reductions are called as methods of ufuncs and not by their wrappers, and numbers are given as
arrays without axes, which a ufunc need not convert.

`engine.iterations.compile` writes some of these ops out, call by call. It has to make the same
calls in the same order, for a sum rounds differently in another order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language import rowwise, shapes
from engine.language.expression import OptionValue
from engine.language.moves import arrays as moved
from engine.language.op import LEAKY_SLOPE, SQRT_HALF
from engine.language.reducing import add_over, max_over, min_over
from engine.language.rules import Rules
from engine.language.shapes import Shape, axes_of

Array = NDArray[Any]

ZERO = np.array(0.0)


def _matmul(a: Array, b: Array) -> Array:
    # Given a matrix and its own transpose, numpy has BLAS compute one half of the product only,
    # which rounds differently. The numbers must not depend on what shares memory with what.
    if a.shape[-2:] == b.shape[-2:][::-1] and np.may_share_memory(a, b):
        b = b.copy(order="K")
    return np.asarray(np.dot(a, b) if a.ndim < 3 and b.ndim < 3 else np.matmul(a, b))


def _transpose(x: Array) -> Array:
    return np.swapaxes(x, -1, -2)


def _sign(x: Array, at_zero: float = 0.0) -> Array:
    return np.where(x == 0.0, at_zero, np.sign(x))


def _relu(z: Array) -> Array:
    result: Array = np.maximum(z, ZERO) + ZERO  # which zero np.maximum gives differs: make it 0
    return result


def _leaky_relu(z: Array, slope: float = LEAKY_SLOPE) -> Array:
    return np.where(z <= 0.0, slope * z, z)


def _step(z: Array, at_zero: float = 0.0) -> Array:
    # np.heaviside is one call, and takes thirty times as long on many entries.
    result: Array = np.asarray(z > ZERO).astype(np.float64)
    for place, value in ((z == ZERO, at_zero), (z != z, z)):
        if np.count_nonzero(place):
            np.putmask(result, place, value)
    return result


def _erf(x: Array) -> Array:
    from engine.language.error_function import erf  # as few networks have one

    return erf(x)


def _gelu(z: Array) -> Array:
    from engine.language.error_function import erfc

    result: Array = 0.5 * z * erfc(z * -SQRT_HALF)
    return result


def _comparison(function: Any) -> Callable[[Array, Array], Array]:
    """Whether it is so as numbers, 1 and 0; of complex numbers the real parts are compared."""
    return lambda x, y: np.asarray(function(np.real(x), np.real(y)), np.float64)


def _where(condition: Array, x: Array, y: Array) -> Array:
    return np.where(condition != ZERO, x, y)


def _softplus(z: Array) -> Array:
    result: Array = np.maximum(z, ZERO) + np.log1p(np.exp(np.minimum(z, -z)))
    return result


def _sigmoid(z: Array) -> Array:
    tail = np.exp(np.minimum(z, -z))
    return np.where(z >= 0.0, 1.0, tail) / (1.0 + tail)


def _silu(z: Array) -> Array:
    result: Array = z * _sigmoid(z)
    return result


def class_losses(onehot: Array, log_probabilities: Array) -> Array:
    """What each class adds to the cross-entropy of its row.

    An impossible class costs nothing where its target is 0, although its logarithm is -inf.
    """
    losses: Array = -onehot * log_probabilities
    np.putmask(losses, onehot == ZERO, ZERO)
    return losses


class _Rows:
    """Formulas on rows computed with numpy; their steps are ufuncs, called as such."""

    minus: Callable[[Array, Array], Array] = np.subtract
    over: Callable[[Array, Array], Array] = np.divide
    exp: Callable[[Array], Array] = np.exp
    log: Callable[[Array], Array] = np.log

    def highest(self, x: Array) -> Array:
        found: Array = np.maximum.reduce(x, axis=-1, keepdims=True)
        return found

    def total(self, x: Array) -> Array:
        found: Array = np.add.reduce(x, axis=-1, keepdims=True)
        return found

    def losses(self, onehot: Array, log_probabilities: Array) -> Array:
        found: Array = np.add.reduce(class_losses(onehot, log_probabilities), -1)
        return found


_ROWS = _Rows()


def _sum(x: Array, axis: OptionValue | None = None) -> Any:
    return add_over(np.asarray(x), _axes(axis))


def _mean(x: Array, axis: OptionValue | None = None) -> Any:
    if axis is None:
        return np.add.reduce(x, None) / np.size(x)
    shape = np.shape(x)
    return _sum(x, axis) / math.prod(shape[i] for i in axes_of(axis, len(shape)))


def _max(x: Array, axis: OptionValue | None = None) -> Any:
    return max_over(np.asarray(x), _axes(axis)) + ZERO  # which zero np.maximum gives differs


def _min(x: Array, axis: OptionValue | None = None) -> Any:
    return min_over(np.asarray(x), _axes(axis)) + ZERO


def _axes(axis: OptionValue | None) -> int | tuple[int, ...] | None:
    """An axis as numpy takes it."""
    if isinstance(axis, tuple):
        return tuple(map(int, axis))
    return None if axis is None else int(axis)


def _expand_dims(x: Array, axis: OptionValue = 0.0) -> Array:
    shape = np.shape(x)
    if isinstance(axis, tuple):
        return np.reshape(x, shapes.expand_dims(shape, axis))
    place = int(axis) % (len(shape) + 1)
    return np.reshape(x, (*shape[:place], 1, *shape[place:]))


@lru_cache(maxsize=1024)  # asked for each sum of every recorded iteration, of few shapes
def repeated_axes(shape: Shape, like: Shape) -> tuple[int, ...] | None:
    """The axes that broadcasting `like` to `shape` adds or repeats; None where that is all."""
    added = len(shape) - len(like)
    axes = tuple(i for i, n in enumerate(shape) if i < added or n != like[i - added])
    return axes if len(axes) < len(shape) else None


def _sum_to(x: Array, like: Array) -> Any:
    axes = repeated_axes(np.shape(x), np.shape(like))
    return np.reshape(add_over(np.asarray(x), axes), np.shape(like))


def filled(x: Array, shape: Shape) -> Array:
    """The entries of `x` repeated to fill an array of this shape."""
    result = np.empty(shape, np.asarray(x).dtype)
    result[...] = x
    return result


def of_entries(entries: Sequence[float], shape: Shape) -> Array:
    """The array of a shape with these entries, in the order of C."""
    return np.array(entries).reshape(shape)


def kept(x: Array) -> Array:
    """The array that one iteration hands to the next: C-contiguous and read-only."""
    x = np.ascontiguousarray(x)
    x.setflags(write=False)
    return x


def _broadcast_to(x: Array, like: Array) -> Array:
    return filled(x, np.shape(like))


ARRAY_RULES: Rules[Callable[..., Any]] = Rules(
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
        "transpose": _transpose,
        "outer": np.multiply.outer,
        "abs": np.abs,
        "sign": _sign,
        "relu": _relu,
        "step": _step,
        "leaky_relu": _leaky_relu,
        "softplus": _softplus,
        "sigmoid": _sigmoid,
        "tanh": np.tanh,
        "exp": np.exp,
        "log": np.log,
        "sqrt": np.sqrt,
        "square": np.square,
        "sin": np.sin,
        "cos": np.cos,
        "erf": _erf,
        "gelu": _gelu,
        "silu": _silu,
        "floor": np.floor,
        "detach": np.positive,
        "greater": _comparison(np.greater),
        "greater_equal": _comparison(np.greater_equal),
        "less": _comparison(np.less),
        "less_equal": _comparison(np.less_equal),
        "equal": _comparison(np.equal),
        "not_equal": _comparison(np.not_equal),
        "where": _where,
        "minimum": np.minimum,
        "maximum": np.maximum,
        "sum": _sum,
        "mean": _mean,
        "max": _max,
        "min": _min,
        "expand_dims": _expand_dims,
        "sum_to": _sum_to,
        "broadcast_to": _broadcast_to,
        "permute": moved.permute,
        "reshape": moved.reshape,
        "squeeze": moved.squeeze,
        "slice": moved.slice_,
        "pad": moved.pad,
        "concat": moved.concat,
        "unfold": moved.unfold,
        "fold": moved.fold,
        "take": moved.take,
        "scatter_add": moved.scatter_add,
        "softmax": partial(rowwise.softmax, _ROWS),
        "log_softmax": partial(rowwise.log_softmax, _ROWS),
        "cross_entropy": partial(rowwise.cross_entropy, _ROWS),
    },
)
"""One numpy function for each op of `engine.language.ops.OPS`."""
