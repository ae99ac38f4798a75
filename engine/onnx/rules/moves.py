"""Operators that put entries elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import several
from engine.onnx.call import Call, Rule
from engine.onnx.numbers import check_size

MOST_COPIES = 100
"""So many copies of an array are put side by side."""


def _reshaped(x: Operand, shape: Sequence[int]) -> str | Operand:
    if tuple(shape) == x.shape:
        return x
    if not shape:
        return f"squeeze({x.text})"
    return f"reshape({x.text}, {several(shape)})"


def _reshape(call: Call) -> str | Operand:
    old = call.shape(0)
    known = call.known(1, "sizes") if 1 in call else np.array(call.wholes("shape", ()))
    shape = [int(size) for size in known.ravel()]
    if not call.whole("allowzero", 0):
        for axis, size in enumerate(shape):
            if size == 0 and axis < len(old):
                shape[axis] = old[axis]
    if -1 in shape:
        others = math.prod(size for size in shape if size != -1)
        shape[shape.index(-1)] = math.prod(old) // others if others else 0
    if math.prod(shape) != math.prod(old):
        call.refuse(f"{several(old or (1,))} cannot be made {several(shape or (1,))}")
    return _reshaped(call[0], shape)


def _flatten(call: Call) -> str | Operand:
    shape = call.shape(0)
    axis = call.whole("axis", 1)
    axis = axis + len(shape) if axis < 0 else axis
    return _reshaped(call[0], (math.prod(shape[:axis]), math.prod(shape[axis:])))


def _transpose(call: Call) -> str | Operand:
    rank = len(call.shape(0))
    order = call.counted(call.wholes("perm", range(rank)[::-1]) or (), rank)
    if order == tuple(range(rank)):
        return call[0]
    if rank >= 2 and order == (*range(rank - 2), rank - 1, rank - 2):
        return f"transpose({call[0].text})"
    return f"permute({call[0].text}, {several(order)})"


def _squeeze(call: Call) -> str | Operand:
    axes, shape = call.axes(1), call.shape(0)
    if axes is None:
        axes = tuple(axis for axis, size in enumerate(shape) if size == 1)
    axes = call.counted(axes, len(shape))
    return f"squeeze({call[0].text}, axis={several(axes)})" if axes else call[0]


def _unsqueeze(call: Call) -> str:
    axes = call.axes(1)
    if not axes:
        call.refuse("it says no axes: the file is damaged")
    counted = call.counted(axes, len(call.shape(0)) + len(axes))
    return f"expand_dims({call[0].text}, axis={several(counted)})"


def _concat(call: Call) -> str | Operand:
    parts = [each for each in call.inputs if 0 not in each.shape] or call.inputs[:1]
    if len(parts) == 1:
        return parts[0]
    axis = call.axis("axis", 0, len(parts[0].shape))
    return f"concat({', '.join(each.text for each in parts)}, axis={axis})"


def _split(call: Call) -> list[Operand]:
    x = call.named(0)
    axis, count = call.axis("axis", 0, len(x.shape)), len(call.node.outputs)
    sizes = [int(each) for each in call.known(1, "sizes")] if 1 in call else call.wholes("split")
    if sizes is None:
        most = -(-x.shape[axis] // count)
        sizes = [min(most, x.shape[axis] - most * place) for place in range(count)]
    before, start, parts = ":, " * axis, 0, []
    for size in sizes:
        if size:
            parts.append(call.made(f"{x}[{before}{start}:{start + size}]"))
        else:
            parts.append(Operand("0", (*x.shape[:axis], 0, *x.shape[axis + 1 :])))
        start += size
    return parts


def _slice(call: Call) -> str | Operand:
    """Starts, ends and steps are settings in version 9 and before, and taken after."""
    shape = call.shape(0)
    if 1 in call:
        starts, ends = call.known(1, "starts").ravel(), call.known(2, "ends").ravel()
    else:
        starts, ends = np.array(call.wholes("starts", ())), np.array(call.wholes("ends", ()))
    axes = call.axes(3) or tuple(range(len(starts)))
    steps = call.known(4, "steps").ravel() if 4 in call else np.ones(len(starts), int)
    if not len(starts) == len(ends) == len(axes) == len(steps):
        call.refuse("it has other starts than ends: the file is damaged")
    index = [":"] * len(shape)
    for axis, start, end, step in zip(
        call.counted(axes, len(shape)), starts, ends, steps, strict=True
    ):
        part = range(shape[axis])[slice(int(start), int(end), int(step) or None)]
        if not part:
            call.refuse("it takes no entries at all")
        index[axis] = _part(part, shape[axis])
    while index and index[-1] == ":":
        index.pop()
    return f"{call[0]}[{', '.join(index)}]" if index else call[0]


def _part(part: range, size: int) -> str:
    """A slice as it is written, with nothing that goes without saying."""
    if part.step == 1 or len(part) == 1:
        first = str(part[0]) if part[0] else ""
        behind = part[-1] + 1
        return f"{first}:{behind if behind < size else ''}"
    first = "" if part[0] == (0 if part.step > 0 else size - 1) else str(part[0])
    return f"{first}:{'' if not 0 <= part.stop < size else part.stop}:{part.step}"


def _expand(call: Call) -> str | Operand:
    x = call[0]
    shape = tuple(int(each) for each in call.known(1, "sizes").ravel())
    full = np.broadcast_shapes(x.shape, shape)
    if full == x.shape:
        return x
    check_size(*full)
    return f"broadcast_to({x.text}, {call.writer.constant('like', np.zeros(full))})"


def _tile(call: Call) -> str | Operand:
    x = call[0]
    for axis, count in enumerate(call.known(1, "repeats").ravel()):
        check_size(*x.shape, int(count))
        if count > MOST_COPIES:
            call.refuse(f"up to {MOST_COPIES} copies are put side by side")
        if count > 1:
            x = call.let("x", x.text, x.shape) if not x.is_whole else x
            x = call.made(f"concat({', '.join([x.text] * int(count))}, axis={axis})")
    return x


def _pad(call: Call) -> str | Operand:
    x, rank = call[0], len(call.shape(0))
    widths = [int(w) for w in call.known(1, "pads").ravel()] if 1 in call else call.wholes("pads")
    axes = call.axes(3) or tuple(range(rank))
    if widths is None or len(widths) != 2 * len(axes):
        call.refuse("it says no widths: the file is damaged")
    if call.word("mode", "constant") != "constant" or min(widths) < 0:
        call.refuse("it pads by entries of the array, and only a number is known: mode='constant'")
    before, after = [0] * rank, [0] * rank
    for place, axis in enumerate(call.counted(axes, rank)):
        before[axis], after[axis] = widths[place], widths[place + len(axes)]
    value = call.known_number(2, "value") if 2 in call else call.number("value", 0.0)
    if not any(widths):
        return x
    behind = f", value={value!r}" if value else ""
    return f"pad({x.text}, before={several(before)}, after={several(after)}{behind})"


def _gather_elements(call: Call) -> str:
    """Entries of each row, along the last axis: those whose place is the one that is asked for."""
    x, places = call[0], call[1]
    rank = len(x.shape)
    axis = call.axis("axis", 0, rank)
    if axis != rank - 1 or x.shape[:-1] != places.shape[:-1]:
        call.refuse("entries are taken along the last axis, of as many rows")
    classes = call.writer.constant("classes", np.arange(x.shape[-1]))
    check_size(*places.shape, x.shape[-1])
    chosen = f"expand_dims({places.text}, axis=-1) == {classes}"
    return f"sum(where({chosen}, expand_dims({x.text}, axis=-2), 0), axis=-1)"


def _trilu(call: Call) -> str:
    shape = call.shape(0)
    shift = int(call.known_number(1, "diagonal")) if 1 in call else 0
    keep = np.triu if call.whole("upper", 1) else np.tril
    mask = keep(np.ones(shape[-2:]), shift)
    return f"where({call.writer.constant('triangle', mask)}, {call[0].text}, 0)"


def _depth_to_space(call: Call) -> str | Operand:
    n, c, h, w = _images(call)
    size = call.whole("blocksize", 1)
    if call.word("mode", "DCR") == "DCR":
        split, order = (n, size, size, c // size**2, h, w), (0, 3, 4, 1, 5, 2)
    else:
        split, order = (n, c // size**2, size, size, h, w), (0, 1, 4, 2, 5, 3)
    inner = f"permute(reshape({call[0].text}, {several(split)}), {several(order)})"
    return f"reshape({inner}, {several((n, c // size**2, h * size, w * size))})"


def _space_to_depth(call: Call) -> str | Operand:
    n, c, h, w = _images(call)
    size = call.whole("blocksize", 1)
    split = (n, c, h // size, size, w // size, size)
    order = (0, 1, 3, 5, 2, 4) if call.word("mode", "DCR") == "CRD" else (0, 3, 5, 1, 2, 4)
    inner = f"permute(reshape({call[0].text}, {several(split)}), {several(order)})"
    return f"reshape({inner}, {several((n, c * size**2, h // size, w // size))})"


def _images(call: Call) -> tuple[int, int, int, int]:
    shape = call.shape(0)
    if len(shape) != 4:
        call.refuse("it takes samples × channels × rows × columns")
    return shape[0], shape[1], shape[2], shape[3]


def _one_hot(call: Call) -> Operand:
    """Rows of off and on values, as whole numbers say."""
    count = int(call.known_number(1, "depth"))
    off, on = (float(each) for each in call.known(2, "values").ravel())
    if call.whole("axis", -1) not in (-1, len(call.shape(0))):
        call.refuse("it puts classes on another axis than the last")
    check_size(*call.shape(0), count)
    classes = call.writer.constant("classes", np.arange(count))
    text = f"expand_dims({call[0].text}, axis=-1) == {classes}"
    if (off, on) != (0, 1):
        text = f"where({text}, {on!r}, {off!r})"
    return call.made(text)


MOVES: Mapping[str, Rule] = {
    "Reshape": _reshape, "Flatten": _flatten, "Transpose": _transpose, "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze, "Concat": _concat, "Split": _split, "Slice": _slice,
    "Expand": _expand, "Tile": _tile, "Pad": _pad, "Trilu": _trilu, "OneHot": _one_hot,
    "GatherElements": _gather_elements,
    "DepthToSpace": _depth_to_space, "SpaceToDepth": _space_to_depth,
}  # fmt: skip
"""The rules, by operator."""
