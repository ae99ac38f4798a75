"""Moves: shapes, parts, copies and places, and what is written into parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts import moves
from engine.frozen import replace
from engine.torch.rules.template import as_name, first


def _reshape(call: Call) -> Operand:
    return moves.reshaped(first(call), call.shape)


def _permute(call: Call) -> Operand:
    return moves.permuted(first(call), call["dims"])


def _transpose(call: Call) -> Operand:
    return moves.swapped(first(call), call["dim0"], call["dim1"])


def _reversed(call: Call) -> Operand:
    """The last two axes in each other's place, if there are two."""
    x = first(call)
    return moves.swapped(x, -1, -2) if len(x.shape) > 1 else x


def _all_reversed(call: Call) -> Operand:
    return moves.permuted(first(call), [*range(len(first(call).shape))][::-1])


def _movedim(call: Call) -> Operand:
    x = first(call)
    sources = [axis % len(x.shape) for axis in _list(call["source"])]
    targets = [axis % len(x.shape) for axis in _list(call["destination"])]
    order = [axis for axis in range(len(x.shape)) if axis not in sources]
    for target, source in sorted(zip(targets, sources, strict=True)):
        order.insert(target, source)
    return moves.permuted(x, order)


def _list(value: int | Sequence[int]) -> list[int]:
    return [value] if isinstance(value, int) else [*value]


def _unsqueeze(call: Call) -> Operand:
    return moves.widened(first(call), call["dim"])


def _squeeze(call: Call) -> Operand:
    x = first(call)
    said = call.arguments.get("dim")
    axes = [*range(len(x.shape))] if said is None else [axis % len(x.shape) for axis in _list(said)]
    return moves.narrowed(x, [axis for axis in axes if x.shape[axis] == 1])


def _expand(call: Call) -> Operand:
    return moves.expanded(call.writer, first(call), call.shape)


def _expand_as(call: Call) -> Operand | str:
    like: Operand = call["other"]
    x = first(call)
    return x if x.shape == like.shape else f"broadcast_to({x}, {like})"


def _broadcast_tensors(call: Call) -> list[Operand]:
    pairs = zip(call["tensors"], call.shapes, strict=True)
    return [moves.expanded(call.writer, x, shape) for x, shape in pairs]


def _repeat(call: Call) -> Operand:
    x, counts = first(call), call["repeats"]
    added = len(counts) - len(x.shape)
    if added:
        x = moves.widened(x, [*range(added)])
    for axis, count in enumerate(counts):
        if count > 1:
            x = moves.repeated(call.writer, as_name(call, x), axis, count)
    return x


def _tile(call: Call) -> Operand:
    x, counts = first(call), [*call["dims"]]
    counts = [1] * (len(x.shape) - len(counts)) + counts
    return _repeat(_with(call, repeats=counts))


def _with(call: Call, **changed: object) -> Call:
    """The same call with other arguments."""
    return replace(call, arguments={**call.arguments, **changed})


def _repeat_interleave(call: Call) -> Operand:
    x, count = first(call), call["repeats"]
    if isinstance(count, Operand):
        call.refuse("has no equation where repeats are computed: give it a number")
    axis = call["dim"]
    if axis is None:
        x, axis = moves.reshaped(x, (-1,)), 0
    size = x.shape[axis % len(x.shape)]
    places = [place for place in range(size) for _ in range(count)]
    return moves.taken(call.writer, x, axis, places)


def _cat(call: Call) -> Operand:
    parts = [part for part in call["tensors"] if part.shape != (0,)]
    return moves.joined(parts, call["dim"])


def _stack(call: Call) -> Operand:
    return moves.stacked(call["tensors"], call["dim"])


def _split(call: Call) -> list[Operand]:
    """The parts one after the other, as large as torch has them."""
    x = as_name(call, first(call))
    axis = call.arguments.get("dim", 0) % len(x.shape)
    found, start = [], 0
    for shape in call.shapes:
        stop = start + shape[axis]
        found.append(moves.sliced(x, axis, start, stop))
        start = stop
    return found


def _unbind(call: Call) -> list[Operand]:
    x = as_name(call, first(call))
    return [moves.selected(x, call["dim"], place) for place in range(len(call.shapes))]


def _select(call: Call) -> Operand:
    return moves.selected(first(call), call["dim"], call["index"])


def _slice(call: Call) -> Operand:
    return moves.sliced(first(call), call["dim"], call["start"], call["end"], call["step"])


def _narrow(call: Call) -> Operand:
    start = call["start"]
    if isinstance(start, Operand):
        call.refuse("has no equation where its start is computed: give it a number")
    x = first(call)
    start %= x.shape[call["dim"]]
    return moves.sliced(x, call["dim"], start, start + call["length"])


def _flip(call: Call) -> Operand:
    x = first(call)
    for axis in call["dims"]:
        x = moves.sliced(x, axis, None, None, -1)
    return x


def _roll(call: Call) -> Operand:
    x, axes, shape = first(call), call["dims"], first(call).shape
    if not axes:
        x, axes = moves.reshaped(x, (-1,)), [0]
    for axis, shift in zip(axes, _list(call["shifts"]), strict=True):
        size = x.shape[axis]
        if shift % size:
            x = as_name(call, x)
            cut = size - shift % size
            x = moves.joined([moves.sliced(x, axis, cut), moves.sliced(x, axis, 0, cut)], axis)
    return moves.reshaped(x, shape)


def _pad(call: Call) -> Operand:
    x, widths = first(call), call["pad"]
    rank = len(x.shape)
    mode = call.arguments.get("mode", "constant")
    pairs = [(0, 0)] * (rank - len(widths) // 2)
    pairs += [(widths[i], widths[i + 1]) for i in range(len(widths) - 2, -1, -2)]
    if mode == "constant":
        value = call.arguments.get("value") or 0.0
        before, after = zip(*pairs, strict=True)
        return moves.padded(x, before, after, value)
    for axis, (ahead, behind) in enumerate(pairs):
        places = _around(mode, x.shape[axis], ahead, behind)
        x = moves.taken(call.writer, x, axis, places)
    return x


def _around(mode: str, size: int, first: int, last: int) -> list[int]:
    """The places along an axis, with those around it, as a mode takes them from inside."""
    places = [*range(-first, size + last)]
    if mode == "circular":
        return [place % size for place in places]
    if mode in ("replicate", "replication"):
        return [min(max(place, 0), size - 1) for place in places]
    mirrored = [abs(place) for place in places]
    return [2 * (size - 1) - place if place >= size else place for place in mirrored]


def _old_pad(mode: str) -> Rule:
    return lambda call: _pad(_with(call, pad=call.args[1], mode=mode))


def _meshgrid(call: Call) -> list[Operand]:
    shape = call.shapes[0]
    order = [*range(len(shape))]
    if call.arguments.get("indexing") == "xy" and len(order) > 1:
        order[:2] = [1, 0]
    found = []
    for place, x in zip(order, call["tensors"], strict=True):
        sizes = [1] * len(shape)
        sizes[place] = shape[place]
        found.append(moves.expanded(call.writer, moves.reshaped(x, sizes), shape))
    return found


def _pixel_shuffle(call: Call) -> Operand:
    x, by = first(call), call["upscale_factor"]
    *samples, channels, rows, columns = x.shape
    ahead = len(samples)
    x = moves.reshaped(x, (*samples, channels // by**2, by, by, rows, columns))
    order = [0, 3, 1, 4, 2]
    x = moves.permuted(x, [*range(ahead), *(ahead + axis for axis in order)])
    return moves.reshaped(x, call.shape)


def _pixel_unshuffle(call: Call) -> Operand:
    x, by = first(call), call["downscale_factor"]
    *samples, channels, rows, columns = x.shape
    ahead = len(samples)
    x = moves.reshaped(x, (*samples, channels, rows // by, by, columns // by, by))
    order = [0, 2, 4, 1, 3]
    x = moves.permuted(x, [*range(ahead), *(ahead + axis for axis in order)])
    return moves.reshaped(x, call.shape)


MOVES: Mapping[str, Rule] = {
    **dict.fromkeys(
        ("view", "reshape", "_unsafe_view", "flatten", "unflatten", "view_as", "reshape_as",
         "ravel", "_reshape_alias", "atleast_1d", "atleast_2d", "atleast_3d"), _reshape
    ),
    "permute": _permute, "transpose": _transpose, "swapaxes": lambda call: moves.swapped(
        first(call), call["axis0"], call["axis1"]), "swapdims": _transpose, "t": _reversed,
    "numpy_T": _all_reversed, "mT": _reversed, "adjoint": _reversed, "movedim": _movedim,
    "moveaxis": _movedim, "unsqueeze": _unsqueeze, "squeeze": _squeeze,
    "expand": _expand, "broadcast_to": _expand, "expand_as": _expand_as,
    "broadcast_tensors": _broadcast_tensors, "repeat": _repeat, "tile": _tile,
    "repeat_interleave": _repeat_interleave,
    "cat": _cat, "concat": _cat, "concatenate": _cat, "stack": _stack,
    **dict.fromkeys(("split", "split_with_sizes", "chunk", "tensor_split"), _split),
    "unbind": _unbind, "select": _select, "slice": _slice, "narrow": _narrow, "flip": _flip,
    "roll": _roll, "pad": _pad, "constant_pad_nd": _pad,
    **{f"{mode}_pad{rank}d": _old_pad(mode) for mode, rank in (
        ("reflection", 1), ("reflection", 2), ("reflection", 3), ("replication", 1),
        ("replication", 2), ("replication", 3))},
    "meshgrid": _meshgrid, "pixel_shuffle": _pixel_shuffle, "pixel_unshuffle": _pixel_unshuffle,
    "view_copy": _reshape, "detach_": first,
}  # fmt: skip
"""The rules of moves."""
