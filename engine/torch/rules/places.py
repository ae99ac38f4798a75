"""Places: entries that are taken at indices, of an axis or of a diagonal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts import moves
from engine.drafts.texts.numbers import number, several
from engine.torch.rules.template import first

MOST = 1_000_000
"""So many comparisons of an index with places are made at the most; else places are counted."""


def every_place(call: Call, size: int) -> Operand:
    """The numbers of so many places, from 0, to be compared with indices."""
    import numpy as np

    return call.constant("classes", np.arange(float(size)))


def _embedding(call: Call) -> str:
    """Rows of a table; the row of padding is 0 and has no gradient."""
    weight, indices, padding = call["weight"], call.named("indices"), call["padding_idx"]
    rows = f"embedding({indices}, {weight})"
    if padding < 0 or (indices.example is not None and not (indices.example == padding).any()):
        return rows
    wide = f"expand_dims({indices}, axis=-1)" if indices.shape else str(indices)
    return f"({wide} != {padding}) * {rows}"


def _embedding_bag(call: Call) -> list[str | Operand | None]:
    """Rows of a table, and their sum, mean or largest in each bag, of which all are as large."""
    import numpy as np

    weight, indices, offsets = call["weight"], call["indices"], call["offsets"]
    bags, size = call.shape[0], indices.shape[0] // call.shape[0]
    is_even = offsets.numbers is not None and bags * size == indices.shape[0]
    if not is_even or not np.array_equal(offsets.numbers[:bags], np.arange(bags) * size):
        call.refuse("has no equation for bags of different sizes: pad them, and take embedding")
    if "per_sample_weights" in call or (call.arguments.get("padding_idx") or -1) >= 0:
        call.refuse("has no equation with weights or padding: take embedding, and sum")
    rows = Operand(f"embedding({indices}, {weight})", (*indices.shape, weight.shape[1]))
    op = ("sum", "mean", "max")[call["mode"]]
    bag = moves.reshaped(rows, (bags, size, weight.shape[1]))
    return [f"{op}({bag}, axis=1)", None, None, None]


def _index_select(call: Call) -> str:
    return f"take({call['self']}, {call['index']}, axis={call['dim'] % len(first(call).shape)})"


def _gather(call: Call) -> Operand | str:
    """Along one axis the entry at an index, which is another one at each place of the others."""
    x, index = call["self"], call["index"]
    if len(x.shape) == 1 or not x.shape:
        return f"take({x}, {index})"
    axis = call["dim"] % len(x.shape)
    size = x.shape[axis]
    others = [each for place, each in enumerate(x.shape) if place != axis]
    asked = [each for place, each in enumerate(index.shape) if place != axis]
    if others != asked or math.prod(index.shape) * size > MOST:
        flat = counted_through(call, index, x.shape, axis)
        return Operand(f"take({moves.reshaped(x, (math.prod(x.shape),))}, {flat})", call.shape)
    last, at = moves.moved(x, axis, -1), moves.moved(index, axis, -1)
    is_there = f"{moves.widened(at, -1)} == {every_place(call, size)}"
    found = f"sum(where({is_there}, {moves.widened(last, -2)}, 0), axis=-1)"
    return moves.moved(Operand(found, at.shape), -1, axis)


def counted_through(call: Call, index: Operand, shape: Sequence[int], axis: int) -> str:
    """Where entries stand in an array written in one row, of which an index says one axis."""
    import numpy as np

    strides = [math.prod(shape[place + 1 :]) for place in range(len(shape))]
    grids = np.indices(index.shape)
    offsets = sum(grids[place] * strides[place] for place in range(len(shape)) if place != axis)
    start = call.constant("offsets", np.asarray(offsets, dtype=float))
    return f"{number(strides[axis])} * {index} + {start}"


def _index(call: Call) -> Operand | str:
    """What square brackets take: arrays of indices, or of which of all entries."""
    x = first(call)
    found: list[tuple[int, Operand]] = []
    axis = 0
    for each in call["indices"]:
        if each is None:
            axis += 1
        elif each.kind == "bool":
            found += _chosen(call, each, axis)
            axis += len(each.shape)
        else:
            found.append((axis, _counted(call, each, x.shape[axis])))
            axis += 1
    if len(found) == 1:
        ((axis, index),) = found
        return Operand(f"take({x}, {index}, axis={axis})", call.shape)
    return _of_row(call, x, found) or _at_several(call, x, found)


def _chosen(call: Call, mask: Operand, axis: int) -> list[tuple[int, Operand]]:
    """The places where a mask is true that is known before anything is computed."""
    import numpy as np

    if mask.numbers is None:
        call.refuse("by a mask leaves nobody knows how many entries: write torch.where(mask, x, 0)")
    return [
        (axis + place, call.constant("places", each.astype(float)))
        for place, each in enumerate(np.nonzero(mask.numbers))
    ]


def _counted(call: Call, index: Operand, size: int) -> Operand:
    """Indices counted from the first place."""
    if index.numbers is None or not (index.numbers < 0).any():
        return index
    return call.constant("places", (index.numbers % size).astype(float))


def _of_row(call: Call, x: Operand, found: Sequence[tuple[int, Operand]]) -> Operand | None:
    """An entry of each row, `x[range(n), y]`, so that it holds of other rows as well."""
    import numpy as np

    if len(found) != 2 or [axis for axis, _ in found] != [0, 1]:
        return None
    (_, rows), (_, at) = found
    every = np.arange(x.shape[0])
    if rows.numbers is None or at.shape != every.shape or rows.numbers.shape != every.shape:
        return None
    if not (rows.numbers == every).all() or math.prod(x.shape[:2]) > MOST:
        return None
    is_there = Operand(f"({moves.widened(at, -1)} == {every_place(call, x.shape[1])})", x.shape[:2])
    wide = moves.widened(is_there, [*range(2, len(x.shape))])
    return Operand(f"sum(where({wide}, {x}, 0), axis=1)", call.shape)


def _at_several(call: Call, x: Operand, found: Sequence[tuple[int, Operand]]) -> Operand:
    """Entries at indices of several axes, which are counted through as one."""
    axes = [axis for axis, _ in found]
    start = axes[0]
    if axes != [*range(start, start + len(axes))]:
        others = [axis for axis in range(len(x.shape)) if axis not in axes]
        x, start = moves.permuted(x, [*axes, *others]), 0
    sizes = x.shape[start : start + len(axes)]
    text = ""
    for (_, index), size in zip(found, sizes, strict=True):
        text = f"({text}) * {size} + {index}" if text else str(index)
    row = (*x.shape[:start], math.prod(sizes), *x.shape[start + len(axes) :])
    return Operand(f"take({moves.reshaped(x, row)}, {text}, axis={start})", call.shape)


def _triangle(is_lower: bool) -> Rule:
    def rule(call: Call) -> str:
        import numpy as np

        x = first(call)
        ones = np.ones(x.shape[-2:])
        kept = np.tril(ones, call["diagonal"]) if is_lower else np.triu(ones, call["diagonal"])
        return f"where({call.constant('triangle', kept)}, {x}, 0)"

    return rule


def _diagonal(call: Call) -> Operand:
    x = first(call)
    if call.op == "diag" and len(x.shape) == 1:
        return _diagonal_of(call, x, call["diagonal"])
    one, other = call.arguments.get("dim1", 0), call.arguments.get("dim2", 1)
    offset = call.arguments.get("offset", call.arguments.get("diagonal", 0))
    order = [
        axis
        for axis in range(len(x.shape))
        if axis not in (one % len(x.shape), other % len(x.shape))
    ]
    x = moves.permuted(x, [*order, one, other])
    rows, columns = x.shape[-2:]
    flat = moves.reshaped(x, (*x.shape[:-2], rows * columns))
    places = [row * columns + row + offset for row in range(rows) if 0 <= row + offset < columns]
    return moves.taken(call.writer, flat, -1, places)


def _trace(call: Call) -> str:
    x = first(call)
    columns = x.shape[1]
    flat = moves.reshaped(x, (math.prod(x.shape),))
    places = [row * columns + row for row in range(min(x.shape))]
    return f"sum({moves.taken(call.writer, flat, 0, places)})"


def _diagonal_of(call: Call, x: Operand, offset: int = 0) -> Operand:
    """A matrix with the entries of a vector on its diagonal."""
    import numpy as np

    if offset:
        call.refuse("has no equation beside the main diagonal: multiply by a matrix of 0 and 1")
    eye = call.constant("eye", np.eye(x.shape[-1]))
    return Operand(f"{moves.widened(x, -1)} * {eye}", (*x.shape, x.shape[-1]))


def _diag_embed(call: Call) -> Operand:
    if (call["dim1"], call["dim2"]) != (-2, -1):
        call.refuse("has an equation for the last two axes alone: move the axes behind it")
    return _diagonal_of(call, first(call), call["offset"])


def _windows(call: Call) -> Operand:
    """The windows of Tensor.unfold, each along an axis at the end."""
    import numpy as np

    x, size, step = first(call), call["size"], call["step"]
    axis = call["dimension"] % len(x.shape)
    starts = np.arange(0, x.shape[axis] - size + 1, step, dtype=float)
    places = call.constant("places", starts[:, None] + np.arange(size))
    shape = (*x.shape[:axis], len(starts), size, *x.shape[axis + 1 :])
    return moves.moved(Operand(f"take({x}, {places}, axis={axis})", shape), axis + 1, -1)


def _im2col(call: Call) -> str:
    x = first(call)
    return f"unfold({x}, {_window_options(call)})"


def _col2im(call: Call) -> str:
    return f"fold({first(call)}, size={several(call['output_size'])}, {_window_options(call)})"


def _window_options(call: Call) -> str:
    given = (("kernel", "kernel_size"), ("stride", "stride"), ("padding", "padding"),
             ("dilation", "dilation"))  # fmt: skip
    return ", ".join(f"{name}={several(call[theirs])}" for name, theirs in given)


PLACES: Mapping[str, Rule] = {
    "embedding": _embedding, "embedding_bag": _embedding_bag,
    "index_select": _index_select, "gather": _gather, "index": _index,
    "tril": _triangle(is_lower=True), "triu": _triangle(is_lower=False),
    "diagonal": _diagonal, "diag": _diagonal, "linalg_diagonal": _diagonal, "trace": _trace,
    "diag_embed": _diag_embed, "unfold": _windows, "im2col": _im2col, "col2im": _col2im,
}  # fmt: skip
"""The rules of places."""
