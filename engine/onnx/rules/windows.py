"""Operators that slide over images: convolutions, pooling, and other sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.drafts.operand import Operand
from engine.onnx.call import Call, Rule, said

MOST_GROUPS = 64
"""So many groups of channels a convolution may have: each is a convolution of its own."""


def _sizes(
    call: Call, kernel: Sequence[int], dilations: Sequence[int]
) -> tuple[list[int], list[int]]:
    """What is padded before and after each axis."""
    shape, rank = call.shape(0)[2:], len(kernel)
    strides = call.wholes("strides", [1] * rank) or ()
    if len(shape) != rank or not len(strides) == len(dilations) == rank or min(strides) < 1:
        call.refuse("its kernel has other axes than the images: the file is damaged")
    auto = call.word("auto_pad", "NOTSET")
    if auto in ("NOTSET", "VALID"):
        pads = call.wholes("pads", [0] * 2 * rank) or ()
        if auto == "VALID":
            pads = (0,) * (2 * rank)
        if len(pads) != 2 * rank or min(pads) < 0:
            call.refuse("its padding cannot be used: the file is damaged")
        return list(pads[:rank]), list(pads[rank:])
    before, after = [], []
    for size, window, stride, apart in zip(shape, kernel, strides, dilations, strict=True):
        needed = max((-(-size // stride) - 1) * stride + (window - 1) * apart + 1 - size, 0)
        less, more = needed // 2, needed - needed // 2
        before.append(less if auto == "SAME_UPPER" else more)
        after.append(more if auto == "SAME_UPPER" else less)
    return before, after


def _lift(operand: Operand, rank: int) -> str:
    """What has one axis of places, with an axis of rows before it."""
    return operand.text if rank == 2 else f"expand_dims({operand.text}, axis=2)"


def _pair(values: Sequence[int], fill: int) -> str:
    two = (*(() if len(values) == 2 else (fill,)), *values)
    return str(two[0]) if two[0] == two[1] else said(two)


def _conv(call: Call) -> str | Operand:
    x, weight = call[0], call[1]
    rank = len(x.shape) - 2
    if rank not in (1, 2) or len(weight.shape) != rank + 2:
        call.refuse("convolutions of one and of two axes are known")
    dilations = call.wholes("dilations", [1] * rank) or ()
    strides = call.wholes("strides", [1] * rank) or ()
    before, after = _sizes(call, weight.shape[2:], dilations)
    groups = call.whole("group", 1)
    bias = call.optional(2)
    places = [
        (size + low + high - apart * (window - 1) - 1) // stride + 1
        for size, low, high, apart, window, stride in zip(
            x.shape[2:], before, after, dilations, weight.shape[2:], strides, strict=True
        )
    ]
    images, filters = _lift(x, rank), _lift(weight, rank)
    padding = f", padding={_pair(before, 0)}"
    if before != after:
        images = _padded(images, before, after, rank)
        padding = ""
    options = f", stride={_pair(strides, 1)}{padding}, dilation={_pair(dilations, 1)}"
    options = (
        options.replace(", padding=0", "").replace(", dilation=1", "").replace(", stride=1", "", 1)
    )
    full = (x.shape[0], weight.shape[0], *places) if rank == 2 else (
        x.shape[0], weight.shape[0], 1, *places
    )  # fmt: skip
    if groups == 1:
        behind = "" if bias is None else f", {bias.text}"
        text = f"conv2d({images}, {filters}{behind}{options})"
        return _lowered(call, Operand(text, full), rank)
    found = _grouped(call, images, filters, groups, options, full)
    if bias is not None:
        found = call.made(f"{found} + {bias}[:, None, None]")
    return _lowered(call, found, rank)


def _padded(
    images: str, before: Sequence[int], after: Sequence[int], rank: int, value: str = ""
) -> str:
    low = said((0, 0, *((0,) if rank == 1 else ()), *before))
    high = said((0, 0, *((0,) if rank == 1 else ()), *after))
    return f"pad({images}, before={low}, after={high}{value})"


def _lowered(call: Call, found: Operand, rank: int) -> str | Operand:
    """Without the axis of rows that was put in."""
    if rank == 2:
        return found
    named = call.let("maps", found.text, found.shape)
    return f"squeeze({named}, axis=2)"


def _grouped(
    call: Call, images: str, filters: str, groups: int, options: str, full: tuple[int, ...]
) -> Operand:
    """A convolution for each group of channels, side by side."""
    if not 1 < groups <= MOST_GROUPS or call.shape(0)[1] % groups or full[1] % groups:
        call.refuse(f"convolutions of up to {MOST_GROUPS} groups of channels are known")
    channels, units = call.shape(0)[1] // groups, full[1] // groups
    x, weight = call.let("x", images), call.let("filters", filters)
    shape = (full[0], units, *full[2:])
    parts = []
    for place in range(groups):
        some = f"{x}[:, {place * channels}:{(place + 1) * channels}]"
        own = f"{weight}[{place * units}:{(place + 1) * units}]"
        parts.append(call.let("part", f"conv2d({some}, {own}{options})", shape))
    return Operand(f"concat({', '.join(map(str, parts))}, axis=1)", full)


def _conv_transpose(call: Call) -> str | Operand:
    """The convolution with turned filters, over images with zeros between their entries."""
    x, weight = call[0], call[1]
    if len(x.shape) != 4 or len(weight.shape) != 4 or call.whole("group", 1) != 1:
        call.refuse("of transposed convolutions those of images without groups are known")
    if call.word("auto_pad", "NOTSET") != "NOTSET" or call.wholes("output_shape"):
        call.refuse("it says its size, and only one that says its padding is known")
    strides, dilations = (
        call.wholes("strides", [1, 1]) or (),
        call.wholes("dilations", [1, 1]) or (),
    )
    pads, more = call.wholes("pads", [0] * 4) or (), call.wholes("output_padding", [0, 0]) or ()
    reach = [apart * (size - 1) for apart, size in zip(dilations, weight.shape[2:], strict=True)]
    before = [reach[axis] - pads[axis] for axis in (0, 1)]
    after = [reach[axis] - pads[axis + 2] + more[axis] for axis in (0, 1)]
    if min(*before, *after) < 0:
        call.refuse("it cuts off more than its filters reach over")
    between = said((0, 0, *(stride - 1 for stride in strides)))
    low, high = said((0, 0, *before)), said((0, 0, *after))
    wide = call.let("wide", f"pad({x.text}, before={low}, after={high}, between={between})")
    turned = call.let("turned", f"permute({weight}[:, :, ::-1, ::-1], (1, 0, 2, 3))")
    places = [wide.shape[axis + 2] - reach[axis] for axis in (0, 1)]
    behind = f", {call[2].text}" if 2 in call else ""
    behind += "" if set(dilations) == {1} else f", dilation={_pair(dilations, 1)}"
    return Operand(f"conv2d({wide}, {turned}{behind})", (x.shape[0], turned.shape[0], *places))


def _pool(call: Call) -> str | Operand:
    x = call[0]
    rank = len(x.shape) - 2
    kernel = call.wholes("kernel_shape", ()) or ()
    if rank not in (1, 2) or len(kernel) != rank:
        call.refuse("pooling over one and over two axes is known")
    if set(call.wholes("dilations", [1]) or ()) != {1}:
        call.refuse("pooling over entries that are apart (dilations) is not known")
    strides = call.wholes("strides", [1] * rank) or ()
    before, after = _sizes(call, kernel, [1] * rank)
    places = []
    for axis, size in enumerate(x.shape[2:]):
        steps, left = divmod(size + before[axis] + after[axis] - kernel[axis], strides[axis])
        starts_inside = (steps + 1) * strides[axis] < size + before[axis]
        if left and call.whole("ceil_mode", 0) and starts_inside:
            if call.node.op == "AveragePool":
                call.refuse("a mean over windows that stand out (ceil_mode) is not known")
            after[axis] += strides[axis] - left
            steps += 1
        places.append(steps + 1)
    options = f", kernel={_pair(kernel, 1)}, stride={_pair(strides, 1)}"
    shape = (*x.shape[:2], *places) if rank == 2 else (*x.shape[:2], 1, *places)
    images = _lift(x, rank)
    if call.node.op == "MaxPool":
        if any((*before, *after)):
            images = _padded(images, before, after, rank, ", value=-inf")
        return _lowered(call, Operand(f"max_pool2d({images}{options})", shape), rank)
    if not any((*before, *after)):
        return _lowered(call, Operand(f"avg_pool2d({images}{options})", shape), rank)
    images = _padded(images, before, after, rank)
    found = Operand(f"avg_pool2d({images}{options})", shape)
    if call.whole("count_include_pad", 0):
        return _lowered(call, found, rank)
    means = call.let("means", found.text, found.shape)
    counts = _counts(x.shape[2:], kernel, strides, before, places)
    scale = call.writer.constant("scale", np.prod(kernel) / counts)
    lowered = Operand(f"{means} * {scale}", shape)
    return lowered if rank == 2 else f"squeeze({lowered.text}, axis=2)"


def _counts(
    sizes: Sequence[int], kernel: Sequence[int], strides: Sequence[int],
    before: Sequence[int], places: Sequence[int],
) -> np.ndarray:  # fmt: skip
    """How many entries of an image are in each window."""
    counts = np.ones(())
    for size, window, stride, low, count in zip(
        sizes, kernel, strides, before, places, strict=True
    ):
        starts = np.arange(count) * stride - low
        inside = np.minimum(starts + window, size) - np.maximum(starts, 0)
        counts = np.multiply.outer(counts, inside)
    return counts


def _global(op: str) -> Rule:
    def rule(call: Call) -> str:
        axes = said(tuple(range(2, len(call.shape(0)))))
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
    if axis == len(x.shape) - 1:
        return call.let("x", f"{x} @ {kept}")
    order = [*range(len(x.shape))]
    order[axis], order[-1] = order[-1], order[axis]
    moved = said(order)
    return call.let("x", f"permute(permute({x.text}, {moved}) @ {kept}, {moved})")


WINDOWS: Mapping[str, Rule] = {
    "Conv": _conv, "ConvTranspose": _conv_transpose, "MaxPool": _pool, "AveragePool": _pool,
    "GlobalAveragePool": _global("mean"), "GlobalMaxPool": _global("max"),
    "Resize": _resize, "Upsample": _resize,
}  # fmt: skip
"""The rules, by operator."""
