"""What is put in the place of entries: at indices, where a mask is true, or into a part."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts import moves
from engine.drafts.texts.numbers import number, written
from engine.torch.rules.places import counted_through, every_place
from engine.torch.rules.template import as_name, first


def _index_put(call: Call) -> str:
    """Others in the place of some entries."""
    x, (index, *more) = first(call), call["indices"]
    values = call["values"]
    if more or index is None:
        call.refuse(
            "at indices of several axes has no equation: write torch.where(mask, values, x)"
        )
    if index.kind == "bool":
        if math.prod(values.shape) != 1:
            call.refuse(
                "of a value for each true entry has no equation: write torch.where(mask, values, x)"
            )
        wide = moves.widened(index, [*range(len(index.shape), len(x.shape))])
        value = moves.reshaped(values, ()) if values.shape else values
        return f"where({wide}, {value}, {x})"
    into = moves.expanded(call.writer, values, (*index.shape, *x.shape[1:]))
    landed = f"scatter_add({into}, {index}, size={x.shape[0]}, axis=0)"
    if call["accumulate"]:
        return f"{x} + {landed}"
    hit = _hit(call, index, x.shape[0])
    return f"where({moves.widened(hit, [*range(1, len(x.shape))])}, {landed}, {x})"


def _hit(call: Call, index: Operand, size: int) -> Operand:
    """Which of so many places an index says."""
    flat = moves.reshaped(index, (math.prod(index.shape),))
    return Operand(f"max({moves.widened(flat, -1)} == {every_place(call, size)}, axis=0)", (size,))


def _index_add(call: Call) -> str:
    x, source = first(call), call["source"]
    axis, factor = call["dim"] % len(x.shape), call["alpha"]
    landed = f"scatter_add({source}, {call['index']}, size={x.shape[axis]}, axis={axis})"
    return f"{x} + {landed if factor == 1 else f'{number(factor)} * {landed}'}"


def _scatter_add(call: Call) -> str:
    x, index, source = call["self"], call["index"], call["src"]
    axis = call["dim"] % len(x.shape)
    for place, size in enumerate(index.shape):
        source = moves.sliced(source, place, 0, size)
    flat = Operand(counted_through(call, index, x.shape, axis), index.shape)
    row = (math.prod(index.shape),)
    landed = Operand(
        f"scatter_add({moves.reshaped(source, row)}, {moves.reshaped(flat, row)}, "
        f"size={math.prod(x.shape)})",
        (math.prod(x.shape),),
    )
    return f"{x} + {moves.reshaped(landed, x.shape)}"


def _scatter(call: Call) -> Operand:
    """Others along one axis, at an index that is another one at each place of the others."""
    x, index = call["self"], call["index"]
    if call.arguments.get("reduce") is not None:
        call.refuse("has no equation with a reduction: write scatter_add")
    axis = call["dim"] % len(x.shape)
    last, at = moves.moved(x, axis, -1), moves.moved(index, axis, -1)
    if last.shape[:-1] != at.shape[:-1]:
        call.refuse(
            "at fewer rows than there are has no equation: write torch.where(mask, values, x)"
        )
    is_there = Operand(f"({moves.widened(at, -1)} == {every_place(call, last.shape[-1])})", ())
    if "src" in call:
        source = call["src"]
        for place, size in enumerate(index.shape):
            source = moves.sliced(source, place, 0, size)
        wide = moves.widened(moves.moved(source, axis, -1), -1)
        value = f"sum(where({is_there}, {wide}, 0), axis=-2)"
    else:
        value = written(call["value"])
    text = f"where(max({is_there}, axis=-2), {value}, {last})"
    return moves.moved(Operand(text, last.shape), -1, axis)


def _select_scatter(call: Call) -> Operand:
    x, axis = first(call), call["dim"] % len(first(call).shape)
    place = call["index"] % x.shape[axis]
    source = moves.widened(call["src"], axis)
    return _replaced(call, axis, range(place, place + 1), source)


def _slice_scatter(call: Call) -> Operand:
    x, axis = first(call), call["dim"] % len(first(call).shape)
    places = range(*slice(call["start"], call["end"], call["step"]).indices(x.shape[axis]))
    return _replaced(call, axis, places, call["src"])


def _replaced(call: Call, axis: int, places: range, source: Operand) -> Operand:
    """An array with others at some places of an axis."""
    x = as_name(call, first(call))
    size = x.shape[axis]
    shape = (*x.shape[:axis], len(places), *x.shape[axis + 1 :])
    source = moves.expanded(call.writer, source, shape)
    if places.step != 1:
        source = as_name(call, source)
        found, last = [], 0
        for count, place in enumerate(places):
            found += [moves.sliced(x, axis, last, place)] if place > last else []
            found += [moves.sliced(source, axis, count, count + 1)]
            last = place + 1
        found += [moves.sliced(x, axis, last)] if last < size else []
        return moves.joined(found, axis)
    before = [moves.sliced(x, axis, 0, places.start)] if places.start else []
    behind = [moves.sliced(x, axis, places.stop)] if places.stop < size else []
    return moves.joined([*before, source, *behind], axis)


def _copy(call: Call) -> Operand | str:
    source = call["src"]
    if not isinstance(source, Operand):
        return f"{written(source)} + 0 * {first(call)}"
    return moves.expanded(call.writer, source, call.shape)


PUTTING: Mapping[str, Rule] = {
    "index_put": _index_put, "index_add": _index_add, "scatter_add": _scatter_add,
    "scatter": _scatter, "select_scatter": _select_scatter, "slice_scatter": _slice_scatter,
    "copy": _copy,
}  # fmt: skip
"""The rules of what is put somewhere."""
