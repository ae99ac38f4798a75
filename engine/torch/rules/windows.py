"""Convolutions, pools, and images made larger or smaller."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.moves import moved, narrowed, taken, widened
from engine.drafts.texts.numbers import reduced
from engine.drafts.texts.volumes import convolution_of_volumes, pool_of_volumes
from engine.drafts.texts.windows import Window, convolution, pool, transposed_convolution

if TYPE_CHECKING:
    import numpy as np

    from engine.drafts.call import Writer


def _each(value: int | Sequence[int], rank: int) -> tuple[int, ...]:
    """One size for each axis."""
    sizes = [value] if isinstance(value, int) else [*value]
    return tuple(sizes * rank if len(sizes) == 1 else sizes)


def _convolution(call: Call) -> Operand:
    x, filters = call["input"], call["weight"]
    rank = len(filters.shape) - 2
    kernel, dilation = filters.shape[2:], _each(call["dilation"], rank)
    before, after = _margins(call["padding"], kernel, dilation)
    window = Window(kernel, _each(call["stride"], rank), before, after, dilation)
    groups, bias = call["groups"], call["bias"]
    if rank == 3:
        return _batched(x, rank, lambda given: convolution_of_volumes(
            call.writer, given, filters, bias, window, groups))  # fmt: skip
    return _batched(x, rank, lambda given: convolution(given, filters, bias, window, groups))


def _margins(
    padding: str | int | Sequence[int], kernel: Sequence[int], dilation: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What is put before the entries and behind them."""
    if padding == "valid":
        padding = 0
    if isinstance(padding, str):  # "same"
        widths = [apart * (size - 1) for size, apart in zip(kernel, dilation, strict=True)]
        before = tuple(width // 2 for width in widths)
        return before, tuple(width - first for width, first in zip(widths, before, strict=True))
    found = _each(padding, len(kernel))
    return found, found


def _batched(x: Operand, rank: int, of: Callable[[Operand], Operand]) -> Operand:
    """What comes of a batch; of a sample alone, of a batch of it."""
    if len(x.shape) == rank + 2:
        return of(x)
    return narrowed(of(widened(x, 0)), [0])


def _transposed(call: Call) -> Operand:
    x, filters = call["input"], call["weight"]
    rank = len(filters.shape) - 2
    if rank > 2:
        call.refuse("along three axes has no equation")
    margin = _each(call["padding"], rank)
    window = Window(
        filters.shape[2:], _each(call["stride"], rank), margin, margin,
        _each(call["dilation"], rank),
    )  # fmt: skip
    sizes = call.shape[-rank:]
    return _batched(x, rank, lambda given: transposed_convolution(
        call.writer, given, filters, call["bias"], window, call["groups"], sizes))  # fmt: skip


def _pool(rank: int) -> Callable[[Writer, str, Operand, Window], Operand]:
    """What pools along so many axes."""
    return pool_of_volumes if rank == 3 else pool


def _pooling(op: str, rank: int) -> Rule:
    def rule(call: Call) -> Operand:
        x: Operand = call.args[0]
        window = _pool_window(call, x, rank)
        found = _batched(x, rank, lambda given: _pool(rank)(call.writer, op, given, window))
        factor = None if op == "max" else _counts(call, x, rank, window)
        if factor is None:
            return found
        return Operand(f"{found} * {call.constant('counted', factor)}", found.shape)

    return rule


def _pool_window(call: Call, x: Operand, rank: int) -> Window:
    """The window of a pool; where the last one hangs over, as much is put behind the entries."""
    kernel = _each(call["kernel_size"], rank)
    stride = _each(call["stride"], rank) if call["stride"] else kernel
    margin = _each(call["padding"], rank)
    dilation = _each(call.arguments.get("dilation", 1), rank)
    behind = []
    for axis, places in enumerate(call.shape[-rank:]):
        reach = (places - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1
        behind.append(max(margin[axis], reach - x.shape[axis - rank] - margin[axis]))
    return Window(kernel, stride, margin, tuple(behind), dilation)


def _counts(call: Call, x: Operand, rank: int, window: Window) -> np.ndarray | None:
    """What a mean over whole windows is to be multiplied by; None for 1."""
    import numpy as np

    area = math.prod(window.kernel)
    if call.arguments.get("divisor_override"):
        return np.array(area / call["divisor_override"])
    is_whole = call["count_include_pad"]
    factor = np.ones(())
    for axis in range(rank):
        size, margin = x.shape[axis - rank], window.before[axis]
        starts = np.arange(call.shape[axis - rank]) * window.stride[axis] - margin
        ends = np.minimum(starts + window.kernel[axis], size + margin)
        if not is_whole:
            starts, ends = np.maximum(starts, 0), np.minimum(ends, size)
        factor = np.multiply.outer(factor, window.kernel[axis] / (ends - starts))
    return None if (factor == 1).all() else factor


def _adaptive(op: str, rank: int) -> Rule:
    def rule(call: Call) -> Operand:
        x: Operand = call.args[0]
        sizes = call.shape[-rank:]
        axes = [*range(len(x.shape) - rank, len(x.shape))]
        if all(size == 1 for size in sizes):
            return Operand(reduced(op, x, axes, keep=True), call.shape)
        before = x.shape[-rank:]
        if all(whole % size == 0 for whole, size in zip(before, sizes, strict=True)):
            kernel = tuple(whole // size for whole, size in zip(before, sizes, strict=True))
            none = (0,) * rank
            window = Window(kernel, kernel, none, none, (1,) * rank)
            return _batched(x, rank, lambda given: _pool(rank)(call.writer, op, given, window))
        if op == "max":
            call.refuse("has an equation only where the sizes asked for divide those of the image")
        return _resized(call, x, [_shares(*each) for each in zip(before, sizes, strict=True)])

    return rule


def _shares(before: int, after: int) -> np.ndarray:
    """How much of each place goes into each of fewer places, in windows that may overlap."""
    import numpy as np

    found = np.zeros((after, before))
    for place in range(after):
        start, stop = place * before // after, -(-(place + 1) * before // after)
        found[place, start:stop] = 1 / (stop - start)
    return found


def _resized(call: Call, x: Operand, matrices: Sequence[np.ndarray]) -> Operand:
    """The last axes each times a matrix."""
    for back, matrix in enumerate(reversed(matrices)):
        shares = call.constant("shares", matrix.T)
        last = moved(x, -1 - back, -1)
        shape = (*last.shape[:-1], matrix.shape[0])
        x = moved(Operand(f"{last} @ {shares}", shape), -1, -1 - back)
    return x


def _with_places(rule: Rule) -> Rule:
    """A rule with where the largest entries are besides, which cannot be had."""

    def found(call: Call) -> list[str | Operand | None]:
        values = rule(call)
        if not isinstance(values, str | Operand):
            raise TypeError(values)
        return [values, None]

    return found


def _nearest(rank: int) -> Rule:
    """Each place takes what is nearest."""

    def rule(call: Call) -> Operand:
        x: Operand = call.args[0]
        for axis, (places, _) in enumerate(_scaled(call, x, rank), len(x.shape) - rank):
            x = taken(call.writer, x, axis, places)
        return x

    return rule


def _scaled(call: Call, x: Operand, rank: int) -> list[tuple[list[int], float | None]]:
    """For each axis where its places come from, and the scale that is said."""
    said = call.arguments.get("scale_factors")
    found = []
    for axis in range(rank):
        before, after = x.shape[axis - rank], call.shape[axis - rank]
        scale = said[axis] if said else None
        by = 1 / scale if scale else before / after
        found.append(([min(int(place * by), before - 1) for place in range(after)], scale))
    return found


def _linear(rank: int, op: str) -> Rule:
    """Each place takes shares of those around it: a product with a matrix along each axis."""

    def rule(call: Call) -> Operand:
        import torch

        x: Operand = call.args[0]
        matrices = []
        for axis, (_, scale) in enumerate(_scaled(call, x, rank)):
            before, after = x.shape[axis - rank], call.shape[axis - rank]
            eye = torch.eye(before, dtype=torch.float64)[None]
            if op == "cubic":
                found = torch.ops.aten.upsample_bicubic2d(
                    eye[..., None], [after, 1], call["align_corners"], scale, None
                )[0, :, :, 0]
            else:
                found = torch.ops.aten.upsample_linear1d(
                    eye, [after], call["align_corners"], scale
                )[0]
            matrices.append(found.T.numpy())
        return _resized(call, x, matrices)

    return rule


WINDOWS: Mapping[str, Rule] = {
    **{f"conv{rank}d": _convolution for rank in (1, 2, 3)},
    "convolution": lambda call: (_transposed if call["transposed"] else _convolution)(call),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), _transposed),
    **{f"max_pool{rank}d": _pooling("max", rank) for rank in (1, 2, 3)},
    **{f"max_pool{rank}d_with_indices": _with_places(_pooling("max", rank)) for rank in (1, 2, 3)},
    **{f"avg_pool{rank}d": _pooling("mean", rank) for rank in (1, 2, 3)},
    **{f"adaptive_avg_pool{rank}d": _adaptive("mean", rank) for rank in (1, 2, 3)},
    **{f"adaptive_max_pool{rank}d": _with_places(_adaptive("max", rank)) for rank in (1, 2, 3)},
    **{f"upsample_nearest{rank}d": _nearest(rank) for rank in (1, 2, 3)},
    "upsample_linear1d": _linear(1, "linear"), "upsample_bilinear2d": _linear(2, "linear"),
    "upsample_trilinear3d": _linear(3, "linear"), "upsample_bicubic2d": _linear(2, "cubic"),
}  # fmt: skip
"""The rules of windows."""
