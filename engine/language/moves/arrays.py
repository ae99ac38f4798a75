"""Moves computed with numpy; importing this imports numpy.

What is only looked at in another order stays in the memory where it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.language.expression import OptionValue
from engine.language.moves import shapes
from engine.language.moves.indices import taken
from engine.language.moves.windows import Windows, windows

Array = NDArray[Any]


def permute(x: Array, axes: OptionValue) -> Array:
    """The array with its axes in another order."""
    return np.transpose(x, shapes.whole(axes, "an axis"))


def reshape(x: Array, shape: OptionValue) -> Array:
    """The array with other axes."""
    return np.reshape(x, shapes.whole(shape, "a size"))


def squeeze(x: Array, axis: OptionValue | None = None) -> Array:
    """The array without axes of size 1."""
    return np.reshape(x, shapes.squeeze(np.shape(x), axis))


def slice_(x: Array, drop: OptionValue = (), **options: OptionValue) -> Array:
    """Some of the entries along each axis."""
    found: Array = np.asarray(x)[taken(np.shape(x), drop=drop, **options)]
    return found


def pad(
    x: Array,
    before: OptionValue = 0.0,
    after: OptionValue = 0.0,
    between: OptionValue = 0.0,
    value: OptionValue = 0.0,
) -> Array:
    """The entries with a number around and between them."""
    shape = np.shape(x)
    places = shapes.inner(shape, shapes.gaps(shape, before, after, between))
    result = np.full(shapes.pad(shape, before, after, between), value, np.asarray(x).dtype)
    result[tuple(slice(each.start, each.stop, each.step) for each in places)] = x
    return result


def concat(a: Array, b: Array, axis: OptionValue = 0.0) -> Array:
    """Two arrays side by side."""
    assert not isinstance(axis, tuple)  # noqa: S101  (as its row says)
    return np.concatenate((a, b), int(axis))


def take(x: Array, indices: Array, axis: OptionValue = 0.0) -> Array:
    """What stands at some places along an axis; NaN where there is no such place."""
    along = shapes.axis_of(axis, np.shape(x), "take")
    places, is_one = _places(indices, x.shape[along])
    found = np.asarray(np.take(x, places, along))
    if not is_one.all():
        found[(slice(None),) * along + (~is_one,)] = np.nan
    return found


def scatter_add(x: Array, indices: Array, size: OptionValue, axis: OptionValue = 0.0) -> Array:
    """What is added up at some places along an axis; what has no place there is left out."""
    shape = np.shape(indices)
    result = np.zeros(shapes.scatter_add(np.shape(x), shape, size, axis), np.asarray(x).dtype)
    along = shapes.axis_of(axis, result.shape, "scatter_add")
    places, is_one = _places(indices, result.shape[along])
    before: tuple[Any, ...] = (slice(None),) * along
    # Added one after the other in the order of the indices.
    at: Any = (*before, places[is_one])
    np.add.at(result, at, np.asarray(x)[(*before, is_one)])
    return result


def _places(indices: Array, size: int) -> tuple[Array, Array]:
    """The indices as whole numbers, and which of them are places of an axis of this size."""
    numbers = np.real(np.asarray(indices))
    is_one = (numbers >= 0.0) & (numbers < size) & (numbers == np.floor(numbers))
    return np.where(is_one, numbers, 0.0).astype(np.intp), is_one


def unfold(x: Array, **options: OptionValue) -> Array:
    """The windows of a kernel on images, one in each column."""
    return unfolded(x, windows(x.shape[-2:], **options))


def unfolded(x: Array, found: Windows) -> Array:
    """The windows, one in each column."""
    if found.padding != (0, 0):
        (above, beside), leading = found.padding, x.shape[:-2]
        padded = np.zeros((*leading, *found.padded), x.dtype)
        padded[..., above : above + found.image[0], beside : beside + found.image[1]] = x
        x = padded
    *before, down, across = x.strides
    view = np.lib.stride_tricks.as_strided(
        x,
        (*x.shape[:-2], *found.kernel, *found.counts),
        (
            *before,
            *(step * apart for step, apart in zip((down, across), found.dilation, strict=True)),
            *(step * by for step, by in zip((down, across), found.stride, strict=True)),
        ),
        writeable=False,
    )
    shape = (*x.shape[:-3], x.shape[-3] * found.places, found.counts[0] * found.counts[1])
    return np.array(view, order="C").reshape(shape)


def fold(x: Array, size: OptionValue, **options: OptionValue) -> Array:
    """Images that are added up from the windows of a kernel."""
    image = shapes.whole(size, "the size")
    return folded(x, windows((image[0], image[-1]), **options))


def folded(x: Array, found: Windows) -> Array:
    """Images that are added up from windows, in the order of the places of the kernel."""
    channels = x.shape[-2] // found.places
    parts = x.reshape(*x.shape[:-2], channels, *found.kernel, *found.counts)
    result = np.zeros((*x.shape[:-2], channels, *found.padded), x.dtype)
    for row in range(found.kernel[0]):
        for column in range(found.kernel[1]):
            result[(..., *found.slices(row, column))] += parts[..., row, column, :, :]
    if found.padding == (0, 0):
        return result
    (above, beside), (rows, columns) = found.padding, found.image
    return np.ascontiguousarray(result[..., above : above + rows, beside : beside + columns])
