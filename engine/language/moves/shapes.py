"""Shapes of what is moved, and where in an operand the entries of a slice stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.errors import ShapeError
from engine.language.expression import OptionValue
from engine.language.shapes import Shape, axes_of, checked_axes, say_shape

FAR = 1 << 40
"""Further than any axis is long: where inf stands for the end of one."""


def numbers_of(value: OptionValue) -> tuple[float, ...]:
    """The numbers of an option, of which there may be one alone."""
    return value if isinstance(value, tuple) else (value,)


def whole(value: OptionValue, what: str) -> tuple[int, ...]:
    """The numbers of an option as whole numbers, infinity and its like as one that is too far.

    Raises:
        ShapeError: where one is none.
    """
    found = []
    for number in numbers_of(value):
        if abs(number) >= FAR:
            found.append(FAR if number > 0.0 else -FAR)
        elif not number.is_integer():
            raise ShapeError(f"{what} has to be a whole number, not {number:g}")
        else:
            found.append(int(number))
    return tuple(found)


def permute(shape: Shape, axes: OptionValue = ()) -> Shape:
    """The shape with its axes in another order."""
    if not shape:
        raise ShapeError("permute takes arrays, not a number")
    order = checked_axes(shape, axes, len(shape))
    if len(order) != len(shape):
        raise ShapeError(
            f"permute takes each axis once: {say_shape(shape)} has {len(shape)}, not {len(order)}"
        )
    return tuple(shape[axis] for axis in order)


def reshape(before: Shape, /, shape: OptionValue) -> Shape:
    """The shape that is asked for, of which one size may be -1: whatever is left.

    Raises:
        ShapeError: where the entries do not fill it.
    """
    sizes, count = whole(shape, "a size"), math.prod(before)
    written = "×".join(map(str, sizes))
    if sizes.count(-1) > 1:
        raise ShapeError(f"reshape finds one size that is -1, not {sizes.count(-1)}: {written}")
    if any(size < 1 and size != -1 for size in sizes):
        raise ShapeError(f"a size has to be 1 or more, or -1 for what is left: {written}")
    if FAR in sizes:
        raise ShapeError(f"{say_shape(before)} does not fit into so large a shape")
    known = math.prod(size for size in sizes if size != -1)
    if count % known or (-1 not in sizes and known != count):
        raise ShapeError(
            f"{say_shape(before)} does not fit into {written}: "
            f"it has {count:,} {'entry' if count == 1 else 'entries'}"
            f"{'' if -1 in sizes else f', not {known:,}'}"
        )
    return tuple(count // known if size == -1 else size for size in sizes)


def squeezed(shape: Shape, axis: OptionValue | None = None) -> tuple[int, ...]:
    """The axes that squeeze takes away: those of size 1, if none are said."""
    if axis is None:
        return tuple(i for i, size in enumerate(shape) if size == 1)
    axes = checked_axes(shape, axis, len(shape))
    for each in axes:
        if shape[each] != 1:
            raise ShapeError(
                f"squeeze takes axes of size 1 away: axis {each} of {say_shape(shape)} "
                f"has {shape[each]}"
            )
    return axes


def squeeze(shape: Shape, axis: OptionValue | None = None) -> Shape:
    """The shape without axes of size 1."""
    axes = squeezed(shape, axis)
    return tuple(size for i, size in enumerate(shape) if i not in axes)


def ranges(
    shape: Shape,
    start: OptionValue = (),
    stop: OptionValue = (),
    step: OptionValue = (),
    drop: OptionValue = (),
) -> tuple[range, ...]:
    """For each axis the places that a slice takes of it.

    Args:
        shape: what is taken from.
        start: for the first axes where it starts; inf for the end. Other axes are
            whole.
        stop: where it stops, as in Python.
        step: how far it is to the next.
        drop: the axes of which one place is taken, that leave the shape.

    Raises:
        ShapeError: where that is nothing, or there is no such axis.
    """
    if not shape:
        raise ShapeError("a number has no entries to take one of")
    starts, stops = whole(start, "an index"), whole(stop, "an index")
    steps, dropped = whole(step, "a step"), whole(drop, "an axis")
    if min(dropped, default=0) < 0:
        raise ShapeError(f"an axis that is dropped is counted from 0, not {min(dropped)}")
    said = max(len(starts), len(stops), len(steps), 1 + max(dropped, default=-1))
    if said > len(shape):
        raise ShapeError(f"{said} indices are too many for {say_shape(shape)}")
    found = []
    for axis, size in enumerate(shape):
        by = steps[axis] if axis < len(steps) else 1
        if by == 0:
            raise ShapeError("the step of a slice is 0")
        first = starts[axis] if axis < len(starts) else (0 if by > 0 else FAR)
        last = stops[axis] if axis < len(stops) else (FAR if by > 0 else -FAR)
        places = range(*slice(first, last, by).indices(size))
        if axis in dropped and len(places) != 1:
            raise ShapeError(
                f"index {first} is out of range: axis {axis} of {say_shape(shape)} "
                f"has {size} {'place' if size == 1 else 'places'}"
            )
        if not places:
            raise ShapeError(f"nothing is left of axis {axis} of {say_shape(shape)}")
        found.append(places)
    return tuple(found)


def slice_(shape: Shape, drop: OptionValue = (), **options: OptionValue) -> Shape:
    """The shape of some of the entries along each axis."""
    kept, dropped = ranges(shape, drop=drop, **options), whole(drop, "an axis")
    return tuple(len(places) for axis, places in enumerate(kept) if axis not in dropped)


def gaps(
    shape: Shape, before: OptionValue, after: OptionValue, between: OptionValue
) -> tuple[tuple[int, int, int], ...]:
    """For each axis how many are put before its entries, behind them, and between any two.

    One number counts for every axis; of several each for an axis, from the first on.

    Raises:
        ShapeError: where there is no such axis, or a number is negative.
    """
    found = []
    for value in (before, after, between):
        counts = whole(value, "the width of a pad")
        if not isinstance(value, tuple):
            counts *= len(shape)
        if len(counts) > len(shape):
            raise ShapeError(f"pad has {len(counts)} widths for {say_shape(shape)}")
        if min(counts, default=0) < 0:
            raise ShapeError(f"pad takes nothing away: a width is {min(counts)}")
        found.append(counts + (0,) * (len(shape) - len(counts)))
    return tuple(zip(*found, strict=True))


def pad(
    shape: Shape,
    before: OptionValue = 0.0,
    after: OptionValue = 0.0,
    between: OptionValue = 0.0,
    value: OptionValue = 0.0,
) -> Shape:
    """The shape with room around entries, and between them."""
    del value
    return tuple(
        size + first + last + (size - 1) * inner
        for size, (first, last, inner) in zip(
            shape, gaps(shape, before, after, between), strict=True
        )
    )


def inner(shape: Shape, widths: Sequence[tuple[int, int, int]]) -> tuple[range, ...]:
    """For each axis where the entries stand that have such gaps before, behind and between them."""
    return tuple(
        range(first, first + (size - 1) * (between + 1) + 1, between + 1)
        for size, (first, _, between) in zip(shape, widths, strict=True)
    )


def concat(left: Shape, right: Shape, axis: OptionValue = 0.0) -> Shape:
    """The shape of two arrays side by side."""
    along = axis_of(axis, left, "concat")
    others = [shape[:along] + shape[along + 1 :] for shape in (left, right)]
    if len(left) != len(right) or others[0] != others[1]:
        raise ShapeError(
            f"{say_shape(left)} and {say_shape(right)} do not fit together along axis {along}"
        )
    return (*left[:along], left[along] + right[along], *left[along + 1 :])


def axis_of(axis: OptionValue, shape: Shape, op: str) -> int:
    """The axis, counted from 0, that an option of one number means.

    Raises:
        ShapeError: where there is none.
    """
    if not shape:
        raise ShapeError(f"{op} takes arrays, not a number")
    (along,) = checked_axes(shape, axis, len(shape))
    return along


def take(shape: Shape, indices: Shape, axis: OptionValue = 0.0) -> Shape:
    """The shape of what stands at some places along an axis."""
    along = axis_of(axis, shape, "take")
    return shape[:along] + indices + shape[along + 1 :]


def scatter_add(shape: Shape, indices: Shape, size: OptionValue, axis: OptionValue = 0.0) -> Shape:
    """The shape of what is added up at some places along an axis of a size."""
    (length,) = whole(size, "a size")
    if not 1 <= length < FAR:
        raise ShapeError(f"the size of an axis has to be 1 or more, not {length}")
    rank = len(shape) - len(indices) + 1
    if rank < 1:
        raise ShapeError(
            f"scatter_add takes a value for each index: {say_shape(shape)} has too few axes for "
            f"indices that are {say_shape(indices)}"
        )
    (along,) = checked_axes((1,) * rank, axis, rank)
    if shape[along : along + len(indices)] != indices:
        raise ShapeError(
            f"scatter_add takes a value for each index: {say_shape(shape)} does not fit to "
            f"indices that are {say_shape(indices)}"
        )
    return (*shape[:along], length, *shape[along + len(indices) :])


def strides(shape: Sequence[int]) -> tuple[int, ...]:
    """How many entries it is, for each axis, to the next along it, in the order of C."""
    found, step = [], 1
    for size in reversed(shape):
        found.append(step)
        step *= size
    return tuple(reversed(found))


def inverse(axes: OptionValue, rank: int) -> tuple[int, ...]:
    """The order of axes that undoes another."""
    order = axes_of(axes, rank)
    return tuple(order.index(axis) for axis in range(rank))
