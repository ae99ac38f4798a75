"""Moves: the entries of an array elsewhere, some of them, or several times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import number, several

if TYPE_CHECKING:
    from engine.drafts.call import Writer

FEW = 8
"""So many copies of an array are written side by side; more are taken at indices."""


def reshaped(x: Operand, shape: Sequence[int]) -> Operand:
    """The same entries in another shape; the size that goes with the samples is left to be found.

    >>> reshaped(Operand("x", (2, 3, 4)), (2, 12)).text
    'reshape(x, (-1, 12))'
    """
    known = math.prod(size for size in shape if size != -1)
    sizes = [math.prod(x.shape) // known if size == -1 else size for size in shape]
    if tuple(sizes) == x.shape:
        return x
    if not sizes:
        return Operand(f"squeeze({x})", (), x.kind)
    found = _follows(x.shape, sizes)
    said = [-1 if axis == found else size for axis, size in enumerate(sizes)]
    text = f"reshape({x}, ({', '.join(map(str, said))}{',' if len(said) == 1 else ''}))"
    return Operand(text, tuple(sizes), x.kind)


def _follows(before: Sequence[int], after: Sequence[int]) -> int | None:
    """The axis whose size follows from how many samples there are, the first axis of an array."""
    if not before or before[0] == 1:
        return None
    if after[0] % before[0] == 0:
        return 0
    return next((axis for axis, size in enumerate(after) if size == before[0]), None)


def permuted(x: Operand, order: Sequence[int]) -> Operand:
    """The axes in another order.

    >>> permuted(Operand("x", (2, 3, 4)), (0, 2, 1)).text
    'transpose(x)'
    """
    axes = [axis % len(x.shape) for axis in order] if x.shape else []
    shape = tuple(x.shape[axis] for axis in axes)
    rank = len(axes)
    if axes == [*range(rank)]:
        return x
    if axes == [*range(rank - 2), rank - 1, rank - 2]:
        return Operand(f"transpose({x})", shape, x.kind)
    return Operand(f"permute({x}, {several(axes)})", shape, x.kind)


def moved(x: Operand, source: int, target: int) -> Operand:
    """One axis in another place, the others in their order."""
    rank = len(x.shape)
    order = [axis for axis in range(rank) if axis != source % rank]
    order.insert(target % rank, source % rank)
    return permuted(x, order)


def swapped(x: Operand, one: int, other: int) -> Operand:
    """Two axes in each other's place."""
    order = [*range(len(x.shape))]
    if order:
        order[one], order[other] = order[other], order[one]
    return permuted(x, order)


def widened(x: Operand, axes: Sequence[int] | int) -> Operand:
    """With axes of size 1, counted with them in it."""
    said = [axes] if isinstance(axes, int) else [*axes]
    rank = len(x.shape) + len(said)
    places = sorted(axis % rank for axis in said)
    if not places:
        return x
    sizes = iter(x.shape)
    shape = tuple(1 if axis in places else next(sizes) for axis in range(rank))
    return Operand(f"expand_dims({x}, axis={several(places)})", shape, x.kind)


def narrowed(x: Operand, axes: Sequence[int]) -> Operand:
    """Without axes of size 1."""
    places = sorted(axis % len(x.shape) for axis in axes) if x.shape else []
    if not places:
        return x
    shape = tuple(size for axis, size in enumerate(x.shape) if axis not in places)
    return Operand(f"squeeze({x}, axis={several(places)})", shape, x.kind)


def sliced(
    x: Operand, axis: int, start: int | None = None, stop: int | None = None, step: int = 1
) -> Operand:
    """Some entries along an axis, as Python's slices take them.

    >>> sliced(Operand("x", (2, 6)), 1, 1, 99, 2).text
    'x[:, 1::2]'
    """
    along = axis % len(x.shape)
    size = x.shape[along]
    places = range(*slice(start, stop, step).indices(size))
    shape = (*x.shape[:along], len(places), *x.shape[along + 1 :])
    if places == range(size):
        return x
    first, last, _ = slice(start, stop, step).indices(size)
    if step > 0:
        begin, end = str(first) if first else "", str(last) if last < size else ""
    else:
        begin, end = str(first) if first < size - 1 else "", str(last) if last >= 0 else ""
    by = f":{step}" if step != 1 else ""
    return Operand(f"{x}[{':, ' * along}{begin}:{end}{by}]", shape, x.kind)


def selected(x: Operand, axis: int, index: int) -> Operand:
    """The entries at one place of an axis, which is gone.

    >>> selected(Operand("x", (2, 6)), 1, -1).text
    'x[:, -1]'
    """
    along = axis % len(x.shape)
    shape = (*x.shape[:along], *x.shape[along + 1 :])
    return Operand(f"{x}[{':, ' * along}{index}]", shape, x.kind)


def joined(parts: Sequence[Operand], axis: int) -> Operand:
    """Arrays side by side."""
    if len(parts) == 1:
        return parts[0]
    along = axis % len(parts[0].shape)
    shape = [*parts[0].shape]
    shape[along] = sum(part.shape[along] for part in parts)
    texts = ", ".join(map(str, parts))
    by = f", axis={along}" if along else ""
    return Operand(f"concat({texts}{by})", tuple(shape), parts[0].kind)


def stacked(parts: Sequence[Operand], axis: int) -> Operand:
    """Arrays side by side along an axis that is new."""
    return joined([widened(part, axis) for part in parts], axis % (len(parts[0].shape) + 1))


def taken(writer: Writer, x: Operand, axis: int, places: Sequence[int]) -> Operand:
    """The entries at so many places along an axis, known before anything is computed."""
    import numpy as np

    along = axis % len(x.shape)
    if [*places] == [*range(x.shape[along])]:
        return x
    indices = writer.constant("places", np.array(places, dtype=float))
    shape = (*x.shape[:along], len(places), *x.shape[along + 1 :])
    return Operand(f"take({x}, {indices}, axis={along})", shape, x.kind)


def repeated(writer: Writer, x: Operand, axis: int, count: int) -> Operand:
    """An array so many times side by side; `x` has to be a name where that is more than once."""
    if count == 1:
        return x
    if count <= FEW and x.is_whole:
        return joined([x] * count, axis)
    return taken(writer, x, axis, [*range(x.shape[axis % len(x.shape)])] * count)


def expanded(writer: Writer, x: Operand, shape: Sequence[int]) -> Operand:
    """What broadcasting to a shape makes of an array, written out; −1 is the size that it has."""
    sizes = [*shape]
    added = len(sizes) - len(x.shape)
    sizes[added:] = [
        have if size == -1 else size for have, size in zip(x.shape, sizes[added:], strict=True)
    ]
    if tuple(sizes) == x.shape:
        return x
    import numpy as np

    like = writer.constant("ones", np.ones(sizes))
    return Operand(f"broadcast_to({x}, {like})", tuple(sizes), x.kind)


def padded(x: Operand, before: Sequence[int], after: Sequence[int], value: float = 0.0) -> Operand:
    """With a number around the entries; a width below 0 takes entries away.

    >>> padded(Operand("x", (3,)), [1], [-1]).text
    'pad(x, before=1)[:3]'
    """
    wide = {
        name: [max(width, 0) for width in widths]
        for name, widths in (("before", before), ("after", after))
    }
    if any(map(any, wide.values())):
        said = "".join(f", {name}={several(each)}" for name, each in wide.items() if any(each))
        said += f", value={number(value)}" if value else ""
        added = [sum(each) for each in zip(*wide.values(), strict=True)]
        shape = tuple(size + more for size, more in zip(x.shape, added, strict=True))
        x = Operand(f"pad({x}{said})", shape, x.kind)
    for axis, (first, last) in enumerate(zip(before, after, strict=True)):
        if first < 0 or last < 0:
            x = sliced(x, axis, max(-first, 0), x.shape[axis] + min(last, 0))
    return x
