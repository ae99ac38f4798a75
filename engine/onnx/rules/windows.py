"""Operators that slide over images: convolutions, pooling, and other sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from engine.drafts.operand import Operand
from engine.drafts.texts.moves import moved, sliced
from engine.drafts.texts.numbers import several
from engine.drafts.texts.windows import Window, convolution, pool, transposed_convolution
from engine.onnx.call import Call, Rule
from engine.onnx.numbers import check_size


def _axes(call: Call, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How far windows are apart, and how far their entries are."""
    strides = call.wholes("strides", [1] * rank) or ()
    dilations = call.wholes("dilations", [1] * rank) or ()
    if rank not in (1, 2) or len(call.shape(0)) != rank + 2:
        call.refuse("windows over one and over two axes are known")
    if not len(strides) == len(dilations) == rank or min(*strides, *dilations, 1) < 1:
        call.refuse("its kernel has other axes than the images: the file is damaged")
    return strides, dilations


def _padding(call: Call, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What is put before and behind each axis, as the file says."""
    pads = call.wholes("pads", [0] * 2 * rank) or ()
    if call.word("auto_pad", "NOTSET") == "VALID":
        pads = (0,) * (2 * rank)
    if len(pads) != 2 * rank or min(pads) < 0:
        call.refuse("its padding cannot be used: the file is damaged")
    return pads[:rank], pads[rank:]


def _window(call: Call, kernel: tuple[int, ...]) -> Window:
    """The window that slides, with what is put around the images."""
    rank = len(kernel)
    strides, dilations = _axes(call, rank)
    auto = call.word("auto_pad", "NOTSET")
    if auto not in ("SAME_UPPER", "SAME_LOWER"):
        return Window(kernel, strides, *_padding(call, rank), dilations)
    less, more = [], []
    for size, width, by, apart in zip(call.shape(0)[2:], kernel, strides, dilations, strict=True):
        needed = max((-(-size // by) - 1) * by + (width - 1) * apart + 1 - size, 0)
        less.append(needed // 2)
        more.append(needed - needed // 2)
    before, after = (less, more) if auto == "SAME_UPPER" else (more, less)
    return Window(kernel, strides, tuple(before), tuple(after), dilations)


def _conv(call: Call) -> str | Operand:
    x, weight, bias = call[0], call[1], call.optional(2)
    if len(weight.shape) != len(x.shape):
        call.refuse("its filters have other axes than the images: the file is damaged")
    window = _window(call, weight.shape[2:])
    return convolution(x, weight, bias, window, call.whole("group", 1))


def _conv_transpose(call: Call) -> str | Operand:
    """By the padding that it says, or by that with which its result has the shape that it says."""
    x, weight, bias = call[0], call[1], call.optional(2)
    kernel = weight.shape[2:]
    rank = len(kernel)
    strides, dilations = _axes(call, rank)
    more = call.wholes("output_padding", [0] * rank) or ()
    full = [
        by * (size - 1) + apart * (width - 1) + 1 + extra
        for size, width, by, apart, extra in zip(
            x.shape[2:], kernel, strides, dilations, more, strict=True
        )
    ]
    wanted = call.wholes("output_shape")
    auto = call.word("auto_pad", "NOTSET")
    if wanted is None and auto.startswith("SAME"):
        wanted = tuple(size * by for size, by in zip(x.shape[2:], strides, strict=True))
    before, after = _padding(call, rank)
    if wanted is not None:
        cut = [max(size - left, 0) for size, left in zip(full, wanted[-rank:], strict=True)]
        some, others = tuple(each // 2 for each in cut), tuple(each - each // 2 for each in cut)
        before, after = (some, others) if auto == "SAME_UPPER" else (others, some)
    groups, none = call.whole("group", 1), (0,) * rank
    if before == after:
        sizes = tuple(size - 2 * pad for size, pad in zip(full, before, strict=True))
        window = Window(kernel, strides, before, before, dilations)
        return transposed_convolution(call.writer, x, weight, bias, window, groups, sizes)
    window = Window(kernel, strides, none, none, dilations)
    found = transposed_convolution(call.writer, x, weight, bias, window, groups, tuple(full))
    for axis, (first, last) in enumerate(zip(before, after, strict=True)):
        found = sliced(found, axis + 2, first, full[axis] - last)
    return found


def _pool(call: Call) -> str | Operand:
    x, kernel = call[0], call.wholes("kernel_shape", ()) or ()
    window, sizes = _window(call, kernel), x.shape[2:]
    inside = [
        (-first, size + last)
        for size, first, last in zip(sizes, window.before, window.after, strict=True)
    ]
    if call.whole("ceil_mode", 0):
        window = _ending_outside(window, sizes)
    op, slid = "max" if call.node.op == "MaxPool" else "mean", window
    if any(2 * first > size for first, size in zip(window.before, kernel, strict=True)):
        x, slid = window.padded(x, -math.inf if op == "max" else 0.0)
    found = pool(call.writer, op, x, slid)
    if op == "max":
        return found
    if not call.whole("count_include_pad", 0):
        inside = [(0, size) for size in sizes]
    counts = _counts(window, sizes, inside)
    if (counts == math.prod(kernel)).all():
        return found
    scale = call.writer.constant("scale", math.prod(kernel) / counts)
    return Operand(f"{found} * {scale}", found.shape)


def _ending_outside(window: Window, sizes: Sequence[int]) -> Window:
    """With one window more along an axis where some entries are in none, if it begins inside."""
    after = list(window.after)
    for axis, (size, count) in enumerate(zip(sizes, window.places(sizes), strict=True)):
        reach = window.dilation[axis] * (window.kernel[axis] - 1) + 1
        by, whole = window.stride[axis], size + window.before[axis] + after[axis]
        left = (whole - reach) % by
        if left and count * by < size + window.before[axis]:
            after[axis] += by - left
    return Window(window.kernel, window.stride, window.before, tuple(after), window.dilation)


def _counts(window: Window, sizes: Sequence[int], inside: Sequence[tuple[int, int]]) -> np.ndarray:
    """How many entries of each window count."""
    check_size(*window.places(sizes))
    counts = np.ones(())
    for axis, (first, end) in enumerate(inside):
        starts = np.arange(window.places(sizes)[axis]) * window.stride[axis] - window.before[axis]
        check_size(len(starts), window.kernel[axis])
        entries = np.arange(window.kernel[axis]) * window.dilation[axis]
        places = starts[:, None] + entries
        counts = np.multiply.outer(counts, ((places >= first) & (places < end)).sum(axis=1))
    return counts


def _global(op: str) -> Rule:
    def rule(call: Call) -> str:
        axes = several(tuple(range(2, len(call.shape(0)))))
        return f"expand_dims({op}({call[0].text}, axis={axes}), axis={axes})"

    return rule


def _resize(call: Call) -> str | Operand:
    """Each axis by itself: rows that are taken, or a product with what each is a mixture of."""
    x = call[0]
    mode = call.word("mode", "nearest")
    scales = _scales(call, x.shape)
    where = call.word("coordinate_transformation_mode", "half_pixel")
    if call.opset < 11:
        where = "asymmetric"
    if call.whole("antialias", 0) or call.whole("exclude_outside", 0):
        call.refuse("images of another size are known without antialias and exclude_outside")
    if mode not in ("nearest", "linear") or where not in (
        "half_pixel",
        "asymmetric",
        "align_corners",
        "pytorch_half_pixel",
    ):
        call.refuse("images of another size by mode nearest or linear are known")
    for axis, scale in enumerate(scales):
        size = int(np.floor(x.shape[axis] * scale))
        if size != x.shape[axis]:
            x = _resized(call, x, axis, size, scale, mode, where)
    return x


def _scales(call: Call, shape: Sequence[int]) -> list[float]:
    """How many times as large each axis becomes."""
    axes = call.counted(call.wholes("axes", range(len(shape))) or (), len(shape))
    if call.word("keep_aspect_ratio_policy", "stretch") != "stretch":
        call.refuse("images of another size are known by scales, and by sizes that stretch")
    place = 1 if call.opset < 11 else 2
    scales = [1.0] * len(shape)
    if call.opset >= 11 and 3 in call and call.known(3, "sizes").size:
        said = [float(s) / shape[a] for a, s in zip(axes, call.known(3, "sizes"), strict=True)]
    elif call.node.attributes.get("scales") is not None:
        said = [float(s) for s in np.ravel(call.node.attributes["scales"])]
    else:
        said = [float(s) for s in call.known(place, "scales").ravel()]
    for axis, scale in zip(axes, said, strict=True):
        scales[axis] = scale
    return scales


def _resized(
    call: Call, x: Operand, axis: int, size: int, scale: float, mode: str, where: str
) -> Operand:
    old = x.shape[axis]
    check_size(old, size)
    places = np.arange(size)
    spots = {
        "asymmetric": places / scale,
        "align_corners": places * ((old - 1) / (old * scale - 1) if old * scale > 1 else 0.0),
        "pytorch_half_pixel": (places + 0.5) / scale - 0.5 if size > 1 else places * 0.0,
    }.get(where, (places + 0.5) / scale - 0.5)
    if mode == "nearest":
        rounding = call.word("nearest_mode", "round_prefer_floor")
        whole = {
            "floor": np.floor(spots), "ceil": np.ceil(spots),
            "round_prefer_ceil": np.floor(spots + 0.5),
        }.get(rounding, np.ceil(spots - 0.5))  # fmt: skip
        if call.opset < 11:
            whole = np.floor(spots)
        taken = call.writer.constant("places", np.clip(whole, 0, old - 1).astype(int))
        return call.let("x", f"take({x.text}, {taken}, axis={axis})")
    spots = np.clip(spots, 0, old - 1)
    low = np.floor(spots).astype(int)
    share = spots - low
    mixture = np.zeros((old, size))
    np.add.at(mixture, (low, places), 1 - share)
    np.add.at(mixture, (np.minimum(low + 1, old - 1), places), share)
    kept = call.writer.constant("mixture", mixture)
    last = len(x.shape) - 1
    product = call.made(f"{moved(x, axis, last)} @ {kept}")
    return call.let("x", moved(product, last, axis).text)


WINDOWS: Mapping[str, Rule] = {
    "Conv": _conv, "ConvTranspose": _conv_transpose, "MaxPool": _pool, "AveragePool": _pool,
    "GlobalAveragePool": _global("mean"), "GlobalMaxPool": _global("max"),
    "Resize": _resize, "Upsample": _resize,
}  # fmt: skip
"""The rules, by operator."""
