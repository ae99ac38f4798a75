"""Windows: where a kernel stands on an image, for unfold and fold.

An image is (…, channels, rows, columns) with at most one axis before; its windows are the columns
of (…, channels · kernel, windows), as `torch.nn.functional.unfold` lays them out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from engine.errors import ShapeError
from engine.language.expression import OptionValue
from engine.language.moves.shapes import FAR, whole
from engine.language.shapes import Shape, say_shape

Pair = tuple[int, int]
"""A number for the rows of an image and one for its columns."""


class Windows(NamedTuple):
    """The windows of a kernel on an image.

    Args:
        image: the rows and columns of the image.
        kernel: those of the kernel.
        stride: how far it is from one window to the next.
        padding: how many zeros stand on each side of the image.
        dilation: how far it is from one place of the kernel to the next.
        counts: how many windows there are, one below the other and side by side.
    """

    image: Pair
    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    counts: Pair

    @property
    def padded(self) -> Pair:
        """The rows and columns of the image with its padding."""
        (rows, columns), (above, beside) = self.image, self.padding
        return rows + 2 * above, columns + 2 * beside

    @property
    def places(self) -> int:
        """How many places the kernel has."""
        return self.kernel[0] * self.kernel[1]

    def slices(self, row: int, column: int) -> tuple[slice, slice]:
        """Where in the padded image a place of the kernel stands, over all windows."""
        first, second = (
            slice(place * apart, place * apart + (count - 1) * by + 1, by)
            for place, apart, count, by in zip(
                (row, column), self.dilation, self.counts, self.stride, strict=True
            )
        )
        return first, second

    def seen(self, place: int, window: int) -> Pair | None:
        """The pixel at a place of the kernel in a window; None in the padding."""
        places = divmod(place, self.kernel[1])
        windows = divmod(window, self.counts[1])
        pixel = [
            at * by + within * apart - margin
            for at, by, within, apart, margin in zip(
                windows, self.stride, places, self.dilation, self.padding, strict=True
            )
        ]
        if all(0 <= at < size for at, size in zip(pixel, self.image, strict=True)):
            return pixel[0], pixel[1]
        return None

    def seeing(self, pixel: Pair) -> Iterator[tuple[int, int]]:
        """The places of the kernel, each with the window, at which a pixel is seen."""
        for row in range(self.kernel[0]):
            for column in range(self.kernel[1]):
                windows = [
                    self._window(axis, pixel[axis], within)
                    for axis, within in enumerate((row, column))
                ]
                above, beside = windows
                if above is not None and beside is not None:
                    yield row * self.kernel[1] + column, above * self.counts[1] + beside

    def _window(self, axis: int, at: int, within: int) -> int | None:
        """The window that sees a pixel at a place of the kernel, along one axis."""
        from_start = at + self.padding[axis] - within * self.dilation[axis]
        window, rest = divmod(from_start, self.stride[axis])
        return window if not rest and 0 <= window < self.counts[axis] else None


def _pair(value: OptionValue, name: str, least: int) -> Pair:
    numbers = whole(value, f"the {name}")
    if len(numbers) == 1:
        numbers *= 2
    if len(numbers) != 2:
        raise ShapeError(f"the {name} has to be a number or two, not {len(numbers)}")
    if max(numbers) >= FAR:
        raise ShapeError(f"the {name} is larger than any image")
    if min(numbers) < least:
        raise ShapeError(f"the {name} has to be {least} or more, not {min(numbers)}")
    return numbers[0], numbers[1]


@lru_cache(maxsize=256)  # asked for each call of every recorded iteration, of few shapes
def windows(
    image: Pair,
    kernel: OptionValue,
    stride: OptionValue = 1.0,
    padding: OptionValue = 0.0,
    dilation: OptionValue = 1.0,
) -> Windows:
    """The windows of a kernel on an image.

    Raises:
        ShapeError: where the kernel does not fit into the image.
    """
    size, by = _pair(kernel, "kernel", 1), _pair(stride, "stride", 1)
    margin, apart = _pair(padding, "padding", 0), _pair(dilation, "dilation", 1)
    count = []
    for axis, name in enumerate(("rows", "columns")):
        reach = apart[axis] * (size[axis] - 1) + 1
        room = image[axis] + 2 * margin[axis] - reach
        if room < 0:
            raise ShapeError(
                f"a kernel that spans {reach} {name} does not fit into {image[axis]}"
                + (f" with {margin[axis]} more on each side" if margin[axis] else "")
            )
        count.append(room // by[axis] + 1)
    return Windows(image, size, by, margin, apart, (count[0], count[1]))


def unfold(shape: Shape, **options: OptionValue) -> Shape:
    """The shape of the windows of images."""
    if len(shape) not in (3, 4):
        raise ShapeError(
            f"unfold takes images of (samples, channels, rows, columns), not {say_shape(shape)}"
        )
    found = windows(shape[-2:], **options)
    return (*shape[:-3], shape[-3] * found.places, math.prod(found.counts))


def fold(shape: Shape, size: OptionValue, **options: OptionValue) -> Shape:
    """The shape of images that are added up from their windows."""
    image = _pair(size, "size", 1)
    found = windows(image, **options)
    if len(shape) not in (2, 3):
        raise ShapeError(
            f"fold takes windows of (samples, channels · kernel, windows), not {say_shape(shape)}"
        )
    if shape[-2] % found.places or shape[-1] != math.prod(found.counts):
        raise ShapeError(
            f"{say_shape(shape)} does not fit: such a kernel has {found.places} places "
            f"and, on {image[0]}×{image[1]}, {math.prod(found.counts)} windows"
        )
    return (*shape[:-2], shape[-2] // found.places, *image)
