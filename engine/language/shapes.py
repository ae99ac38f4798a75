"""Shapes: what an op makes of those of its operands, and what may not be combined."""

from __future__ import annotations

from engine.errors import ShapeError

Shape = tuple[int, ...]
"""The shape of a value as numpy writes it; `()` is a single number."""

MAX_ENTRIES = 1_000_000
"""The most numbers that a value may hold, so that a small file cannot eat the machine."""

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


def broadcast(*shapes: Shape, option: float | None = None) -> Shape:  # noqa: ARG001
    """The shape that numpy broadcasting gives."""
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
    """The shape of a product of matrices and vectors."""
    if not (1 <= len(left) <= 2 and 1 <= len(right) <= 2):
        raise ShapeError(
            f"@ takes vectors and matrices, not {say_shape(left)} @ {say_shape(right)}"
        )
    if left[-1] != right[0]:
        raise ShapeError(
            f"{say_shape(left)} @ {say_shape(right)}: "
            f"the inner sizes {left[-1]} and {right[0]} differ"
        )
    return left[:-1] + right[1:]


def transpose(shape: Shape) -> Shape:
    """The shape of a transposed matrix."""
    if len(shape) != 2:
        raise ShapeError(f"transpose takes a matrix, not {say_shape(shape)}")
    return shape[::-1]


def _checked_axis(shape: Shape, axis: float, rank: int) -> int:
    if not float(axis).is_integer() or not -rank <= axis < rank:
        raise ShapeError(f"{say_shape(shape)} has no axis {axis:g}")
    return int(axis) % rank


def reduce(shape: Shape, option: float | None = None) -> Shape:
    """The shape that is left of a sum or mean over all entries, or over one axis."""
    if option is None:
        return ()
    axis = _checked_axis(shape, option, len(shape))
    return shape[:axis] + shape[axis + 1 :]


def expand_dims(shape: Shape, option: float | None = 0.0) -> Shape:
    """The shape with an axis of size 1 more."""
    axis = _checked_axis(shape, option or 0.0, len(shape) + 1)
    return (*shape[:axis], 1, *shape[axis:])


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
