"""Shapes: what an op makes of those of its operands, and what may not be combined."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.errors import ShapeError
from engine.language.expression import OptionValue

Shape = tuple[int, ...]
"""The shape of a value as numpy writes it; `()` is a single number."""

MAX_ENTRIES = 12_500_000
"""The most numbers that a value may hold, 100 MB, so that a small file cannot eat the machine.

The windows of the first convolution of LeNet on 32 colour images of 32×32 are 1.9 million, an
embedding of 30,000 words in 300 features has 9 million.
"""

MAX_RANK = 32
"""The most axes that a value may have; numpy ends at 64."""


def say_shape(shape: Shape) -> str:
    """A shape in words: `a number`, `a vector of 3`, `a 4×2 matrix`."""
    match shape:
        case ():
            return "a number"
        case (length,):
            return f"a vector of {length}"
        case (rows, columns):
            return f"a {rows}×{columns} matrix"
    return "an array of " + "×".join(map(str, shape))


def broadcast(*shapes: Shape, **_: OptionValue) -> Shape:
    """The shape that numpy broadcasting gives."""
    if shapes.count(shapes[0]) == len(shapes):
        return shapes[0]
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    result = []
    for sizes in zip(*padded, strict=True):
        wide = {size for size in sizes if size != 1}
        if len(wide) > 1:
            raise ShapeError(" and ".join(map(say_shape, shapes)) + " do not fit together")
        result.append(wide.pop() if wide else 1)
    return tuple(result)


def matmul(left: Shape, right: Shape) -> Shape:
    """The shape of a product of matrices and vectors.

    Of arrays of more axes the last two are matrices, and the others are broadcast.
    """
    least, most = sorted((len(left), len(right)))
    if least == 0:
        raise ShapeError(
            f"@ takes vectors and matrices, not {say_shape(left)} @ {say_shape(right)}"
        )
    if least == 1 and most > 2:
        axis = -1 if len(right) == 1 else 0
        raise ShapeError(
            f"{say_shape(left)} @ {say_shape(right)}: beside an array of matrices a vector v "
            f"has to be a matrix, write expand_dims(v, {axis})"
        )
    inner = right[0] if len(right) == 1 else right[-2]
    if left[-1] != inner:
        raise ShapeError(
            f"{say_shape(left)} @ {say_shape(right)}: the inner sizes {left[-1]} and {inner} differ"
        )
    if most <= 2:
        return left[:-1] + right[1:]
    try:
        others = broadcast(left[:-2], right[:-2])
    except ShapeError:
        raise ShapeError(
            f"{say_shape(left)} @ {say_shape(right)}: their first axes do not fit together"
        ) from None
    return (*others, left[-2], right[-1])


def transpose(shape: Shape) -> Shape:
    """The shape of a transposed matrix; of more axes the last two change places."""
    if len(shape) < 2:
        raise ShapeError(f"transpose takes a matrix, not {say_shape(shape)}")
    return (*shape[:-2], shape[-1], shape[-2])


def axes_of(axis: OptionValue | None, rank: int) -> tuple[int, ...]:
    """The axes, counted from 0, that an option means for an array of a rank; None means all."""
    if axis is None:
        return tuple(range(rank))
    return tuple(int(each) % rank for each in (axis if isinstance(axis, tuple) else (axis,)))


def checked_axes(shape: Shape, axis: OptionValue | None, rank: int) -> tuple[int, ...]:
    """The axes that an option means for an array of a rank, each once.

    Raises:
        ShapeError: where there is no such axis; `shape` is what is said then.
    """
    for each in axis if isinstance(axis, tuple) else () if axis is None else (axis,):
        if not float(each).is_integer() or not -rank <= each < rank:
            raise ShapeError(f"{say_shape(shape)} has no axis {each:g}")
    axes = axes_of(axis, rank)
    for place, each in enumerate(axes):
        if each in axes[:place]:
            raise ShapeError(f"axis {each} of {say_shape(shape)} is there twice")
    return axes


def reduce(shape: Shape, axis: OptionValue | None = None) -> Shape:
    """The shape that is left of a sum or mean over all entries, or over some axes."""
    axes = checked_axes(shape, axis, len(shape))
    return tuple(size for i, size in enumerate(shape) if i not in axes)


def extreme(shape: Shape, axis: OptionValue | None = None) -> Shape:
    """The shape that is left of the largest or smallest entries; of none there is none."""
    left = reduce(shape, axis)
    if 0 in shape and 0 not in left:
        raise ShapeError(f"{say_shape(shape)} has no largest and no smallest entry")
    return left


def expand_dims(shape: Shape, axis: OptionValue = 0.0) -> Shape:
    """The shape with axes of size 1 more, which are counted with them in it."""
    count = len(axis) if isinstance(axis, tuple) else 1
    axes = checked_axes(shape, axis, len(shape) + count)
    kept = iter(shape)
    return tuple(1 if i in axes else next(kept) for i in range(len(shape) + count))


def rows(shape: Shape) -> Shape:
    """The shape of something that is computed along the last axis."""
    if not shape:
        raise ShapeError("softmax takes a vector or a matrix of logits, not a number")
    return shape


def cross_entropy(logits: Shape, onehot: Shape) -> Shape:
    """One loss for each row of logits."""
    if not logits or logits != onehot:
        raise ShapeError(
            "cross_entropy takes logits and one-hot targets of the same shape, "
            f"not {say_shape(logits)} and {say_shape(onehot)}"
        )
    return logits[:-1]


def outer(left: Shape, right: Shape) -> Shape:
    """The shape of the outer product of two vectors."""
    if len(left) != 1 or len(right) != 1:
        raise ShapeError(f"outer takes two vectors, not {say_shape(left)} and {say_shape(right)}")
    return left + right


def sum_to(shape: Shape, like: Shape) -> Shape:
    """The shape of what broadcasting repeated."""
    if broadcast(shape, like) != shape:
        raise ShapeError(f"{say_shape(shape)} cannot be summed to {say_shape(like)}")
    return like


def broadcast_to(shape: Shape, like: Shape) -> Shape:
    """The shape that is broadcast to."""
    if broadcast(shape, like) != like:
        raise ShapeError(f"{say_shape(shape)} cannot be broadcast to {say_shape(like)}")
    return like


SMALL = 64
"""An array of more entries is not small, nor a product of matrices of more than `MANY` products.

Nor is what takes or adds up entries at places that are computed, of more comparisons than that."""

MANY = 256

ROUNDED_OTHERWISE = frozenset(
    (
        "pow", "softplus", "sigmoid", "silu", "tanh", "exp", "log", "erf", "gelu", "sin", "cos",
        "minimum", "maximum", "matmul", "sum", "mean", "sum_to", "softmax", "log_softmax",
        "cross_entropy",
    )
)  # fmt: skip
"""The ops that numpy computes with functions of its own, in an order of its own or, of two zeros,
with the other one. All else it computes entry by entry, each correctly rounded."""


def is_small(op: str, operands: Sequence[Shape], result: Shape) -> bool:
    """Whether a call on arrays is computed entry by entry, as a person would, and not by numpy.

    numpy's calls cost more than the arithmetic of a few entries. Both round differently, so this
    is decided by shapes alone: then all who compute the call come to the same bits.
    """
    sizes = [math.prod(shape) for shape in (*operands, result)]
    if max(sizes) > SMALL or min(sizes) == 0:
        return False
    if op == "matmul":
        return sizes[2] * operands[0][-1] <= MANY
    if op in ("take", "scatter_add"):  # each index is compared with each place
        return sizes[1] * sizes[0 if op == "take" else 2] <= MANY
    return True
