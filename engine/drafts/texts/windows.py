"""Windows that slide over images and sequences: convolutions and pools."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.drafts.operand import Operand
from engine.drafts.texts.moves import narrowed, padded, permuted, reshaped, widened
from engine.drafts.texts.numbers import reduced, several
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.drafts.call import Writer


@frozen()
class Window:
    """A window that slides along one axis or two.

    Args:
        kernel: its sizes.
        stride: how far it is from one to the next.
        before: how much is put before the entries of each axis.
        after: how much behind them.
        dilation: how far apart its entries are.
    """

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    dilation: tuple[int, ...]

    def places(self, sizes: Sequence[int]) -> tuple[int, ...]:
        """How many windows there are along each axis."""
        return tuple(
            (size + first + last - apart * (width - 1) - 1) // by + 1
            for size, width, by, first, last, apart in zip(
                sizes, self.kernel, self.stride, self.before, self.after, self.dilation, strict=True
            )
        )

    def over_images(self) -> Window:
        """The same over images with one row."""
        return Window(
            (1, *self.kernel), (1, *self.stride), (0, *self.before), (0, *self.after),
            (1, *self.dilation),
        )  # fmt: skip

    def said(self, *, is_pool: bool = False) -> str:
        """The options of a layer; those that are so anyway are left out."""
        given = {"kernel": self.kernel} if is_pool else {}
        if self.stride != (self.kernel if is_pool else (1,) * len(self.stride)):
            given["stride"] = self.stride
        if any(self.before):
            given["padding"] = self.before
        if any(each != 1 for each in self.dilation):
            given["dilation"] = self.dilation
        return "".join(f", {name}={_sizes(value)}" for name, value in given.items())

    @property
    def is_even(self) -> bool:
        """Whether as much is put before the entries as behind them."""
        return self.before == self.after

    def padded(self, x: Operand, value: float = 0.0) -> tuple[Operand, Window]:
        """What it slides over, with what is put around it, and the window without that."""
        none = (0,) * len(self.kernel)
        room = (0,) * (len(x.shape) - len(self.kernel))
        wide = padded(x, (*room, *self.before), (*room, *self.after), value)
        return wide, Window(self.kernel, self.stride, none, none, self.dilation)


def _sizes(value: tuple[int, ...]) -> str:
    return str(value[0]) if len({*value}) == 1 else several(value)


def convolution(
    x: Operand, filters: Operand, bias: Operand | None, window: Window, groups: int = 1
) -> Operand:
    """A convolution of sequences or images, by the layer of that name."""
    if not window.is_even:
        x, window = window.padded(x)
    rank = len(window.kernel)
    places = window.places(x.shape[2:])
    given = f"{x}, {filters}" + ("" if bias is None else f", {bias}")
    by = window.said() + (f", groups={groups}" if groups > 1 else "")
    return Operand(f"conv{rank}d({given}{by})", (x.shape[0], filters.shape[0], *places))


def transposed_convolution(
    writer: Writer,
    x: Operand,
    filters: Operand,
    bias: Operand | None,
    window: Window,
    groups: int,
    sizes: tuple[int, ...],
) -> Operand:
    """What a convolution does to gradients: each entry adds its filter, and what overlaps adds up.

    Args:
        writer: who writes equations.
        x: samples × channels, and two axes or one.
        filters: channels × those of the result in a group, and as many axes.
        bias: one for each channel of the result.
        window: how the filter slides over the result.
        groups: so many groups of channels are apart.
        sizes: those of the result.
    """
    if len(sizes) == 1:
        image = transposed_convolution(
            writer, widened(x, 2), widened(filters, 2), bias, window.over_images(), groups,
            (1, *sizes),
        )  # fmt: skip
        return narrowed(image, [2])
    samples, channels = x.shape[:2]
    each, wide = filters.shape[1], math.prod(window.kernel)
    count = math.prod(x.shape[2:])
    if groups > 1:
        rows = reshaped(x, (samples, groups, channels // groups, count))
        matrices = reshaped(filters, (groups, channels // groups, each * wide))
    else:
        rows = reshaped(x, (samples, channels, count))
        matrices = reshaped(filters, (channels, each * wide))
    turned = permuted(matrices, [*range(len(matrices.shape) - 2), -1, -2])
    shape = (*rows.shape[:-2], each * wide, count)
    columns = writer.let("columns", f"{turned} @ {rows}", shape)
    columns = reshaped(columns, (samples, groups * each * wide, count))
    options = window.said(is_pool=True) if window.stride != window.kernel else (
        f"{window.said(is_pool=True)}, stride={_sizes(window.stride)}"
    )  # fmt: skip
    text = f"fold({columns}, size={several(sizes)}{options})"
    if bias is not None:
        text = f"{text} + {widened(bias, [1, 2])}"
    return Operand(text, (samples, groups * each, *sizes))


def pool(writer: Writer, op: str, x: Operand, window: Window) -> Operand:
    """The largest entry or the mean of each window; what is put around is −∞, or 0.

    Args:
        writer: who writes equations.
        op: `max` or `mean`.
        x: samples × channels, and two axes or one.
        window: how it slides.
    """
    if len(window.kernel) == 1:
        image = pool(writer, op, widened(x, 2), window.over_images())
        return narrowed(image, [2])
    if not window.is_even or any(each != 1 for each in window.dilation):
        x, window = window.padded(x, -math.inf if op == "max" else 0.0)
    places = window.places(x.shape[2:])
    shape = (*x.shape[:2], *places)
    if all(each == 1 for each in window.dilation):
        name = "max_pool2d" if op == "max" else "avg_pool2d"
        return Operand(f"{name}({x}{window.said(is_pool=True)})", shape)
    wide = math.prod(window.kernel)
    text = f"unfold({x}{window.said(is_pool=True)}, stride={_sizes(window.stride)})"
    if window.stride != window.kernel:
        text = f"unfold({x}{window.said(is_pool=True)})"
    columns = writer.let("columns", text, (x.shape[0], x.shape[1] * wide, math.prod(places)))
    windows = reshaped(columns, (*x.shape[:2], wide, math.prod(places)))
    over = Operand(reduced(op, windows, [2]), (*x.shape[:2], math.prod(places)))
    return reshaped(over, shape)
