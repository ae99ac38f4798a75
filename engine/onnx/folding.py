"""What is known before anything is computed: shapes of values, and what is made of them.

Exporters leave much arithmetic with shapes in a graph. It is done here, in numpy and bounded, so
that no equation is written of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.onnx.graph import Node

MAX_FOLDED = 4_000_000
"""A value of more numbers is not computed before."""

Numbers = np.ndarray
Fold = Callable[[Any, Sequence[Any]], Any]

_TYPES: Mapping[int, str] = {
    1: "float64", 10: "float64", 11: "float64", 16: "float64", 6: "int64", 7: "int64", 2: "int64",
    3: "int64", 4: "int64", 5: "int64", 12: "int64", 13: "int64", 9: "bool",
}  # fmt: skip


class NotFoldedError(Exception):
    """What is not computed before."""


def folded(node: Node, operands: Sequence[Numbers | None]) -> Numbers | None:
    """What a node comes to, of numbers that are known; None where that is not computed here."""
    fold = FOLDS.get(node.op)
    if fold is None or node.domain or len(node.outputs) != 1:
        return None
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(fold(node, operands))
    except (NotFoldedError, ValueError, TypeError, IndexError, OverflowError, ZeroDivisionError):
        return None
    return found if found.size <= MAX_FOLDED else None


def constant(node: Node) -> Numbers:
    """What a node `Constant` says."""
    for name, value in node.attributes.items():
        match name:
            case "value" | "value_float" | "value_floats" | "value_int" | "value_ints":
                return np.asarray(value)
    raise NotFoldedError


def _bounded(shape: Sequence[Any]) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in shape)
    total = 1
    for size in sizes:
        total *= size
        if size < 0 or total > MAX_FOLDED:
            raise NotFoldedError
    return sizes


def _both(combine: Callable[[Any, Any], Any]) -> Fold:
    def fold(_: Any, operands: Sequence[Any]) -> Any:
        _bounded(np.broadcast_shapes(operands[0].shape, operands[1].shape))
        return np.asarray(combine(operands[0], operands[1]))

    return fold


def _one(compute: Callable[[Any], Any]) -> Fold:
    return lambda node, operands: np.asarray(compute(operands[0]))


def _divided(a: Any, b: Any) -> Any:
    if a.dtype.kind == "f" or b.dtype.kind == "f":
        return a / b
    return np.trunc(a / b).astype("int64")


def _axes(node: Any, operands: Sequence[Any], place: int = 1) -> tuple[int, ...] | None:
    if len(operands) > place and operands[place] is not None:
        return tuple(int(each) for each in operands[place].ravel())
    said = node.attributes.get("axes")
    return said if isinstance(said, tuple) else None


def _cast(node: Any, operands: Sequence[Any]) -> Any:
    kind = _TYPES[int(node.attributes["to"])]
    return operands[0].astype(kind)


def _slice(node: Any, operands: Sequence[Any]) -> Any:
    x = operands[0]
    if len(operands) > 1:
        starts, ends = operands[1].ravel(), operands[2].ravel()
    else:
        starts, ends = node.attributes["starts"], node.attributes["ends"]
    axes = _axes(node, operands, 3) or tuple(range(len(starts)))
    has_steps = len(operands) > 4 and operands[4] is not None
    steps = operands[4].ravel() if has_steps else [1] * len(starts)
    index: list[slice] = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        part = range(x.shape[axis])[slice(int(start), int(end), int(step))]
        index[axis] = slice(part.start, None if part.stop < 0 else part.stop, part.step)
    return x[tuple(index)]


def _reshape(node: Any, operands: Sequence[Any]) -> Any:
    shape = [int(size) for size in operands[1].ravel()]
    if not node.attributes.get("allowzero"):
        shape = [operands[0].shape[i] if size == 0 else size for i, size in enumerate(shape)]
    return operands[0].reshape(shape)


def _reduced(reduce: Callable[..., Any]) -> Fold:
    def fold(node: Any, operands: Sequence[Any]) -> Any:
        keeps = bool(node.attributes.get("keepdims", 1))
        return np.asarray(reduce(operands[0], axis=_axes(node, operands), keepdims=keeps))

    return fold


def _range(_: Any, operands: Sequence[Any]) -> Any:
    start, end, step = (each.reshape(()) for each in operands)
    _bounded([max(0, np.ceil((end - start) / step))])
    return np.arange(start, end, step)


def _expand(_: Any, operands: Sequence[Any]) -> Any:
    shape = np.broadcast_shapes(operands[0].shape, tuple(int(s) for s in operands[1].ravel()))
    return np.broadcast_to(operands[0], _bounded(shape))


def _tile(_: Any, operands: Sequence[Any]) -> Any:
    repeats = [int(each) for each in operands[1].ravel()]
    _bounded([a * b for a, b in zip(operands[0].shape, repeats, strict=True)])
    return np.tile(operands[0], repeats)


def _filled(node: Any, operands: Sequence[Any]) -> Any:
    value = np.asarray(node.attributes.get("value", np.zeros(1, "float32"))).ravel()[0]
    return np.full(_bounded(operands[0].ravel()), value)


def _trilu(node: Any, operands: Sequence[Any]) -> Any:
    shift = int(operands[1]) if len(operands) > 1 and operands[1] is not None else 0
    keep = np.triu if node.attributes.get("upper", 1) else np.tril
    return keep(operands[0], shift)


def _attribute(node: Node, name: str, default: int) -> int:
    value = node.attributes.get(name, default)
    if not isinstance(value, int):
        raise NotFoldedError
    return value


def _transpose(node: Any, operands: Sequence[Any]) -> Any:
    order = node.attributes.get("perm")
    return np.transpose(operands[0], order if isinstance(order, tuple) else None)


def _concat(node: Any, operands: Sequence[Any]) -> Any:
    return np.concatenate(list(operands), axis=_attribute(node, "axis", 0))


def _gather(node: Any, operands: Sequence[Any]) -> Any:
    _bounded((*operands[0].shape, *operands[1].shape))
    return np.asarray(np.take(operands[0], operands[1], axis=_attribute(node, "axis", 0)))


def _squeezed(node: Any, operands: Sequence[Any]) -> Any:
    return np.squeeze(operands[0], axis=_axes(node, operands))


def _unsqueezed(node: Any, operands: Sequence[Any]) -> Any:
    return np.expand_dims(operands[0], _axes(node, operands) or ())


FOLDS: Mapping[str, Fold] = {
    "Constant": lambda node, operands: constant(node),
    "ConstantOfShape": _filled, "Range": _range, "Expand": _expand, "Tile": _tile,
    "Identity": _one(lambda x: x), "Neg": _one(np.negative), "Abs": _one(np.abs),
    "Floor": _one(np.floor), "Ceil": _one(np.ceil), "Sqrt": _one(np.sqrt), "Exp": _one(np.exp),
    "Log": _one(np.log), "Sin": _one(np.sin), "Cos": _one(np.cos), "Not": _one(np.logical_not),
    "Reciprocal": _one(lambda x: 1 / x),
    "Size": _one(np.size), "Add": _both(np.add), "Sub": _both(np.subtract),
    "Mul": _both(np.multiply), "Div": _both(_divided), "Mod": _both(np.mod), "Pow": _both(np.power),
    "Equal": _both(np.equal), "Less": _both(np.less), "Greater": _both(np.greater),
    "LessOrEqual": _both(np.less_equal), "GreaterOrEqual": _both(np.greater_equal),
    "And": _both(np.logical_and), "Or": _both(np.logical_or), "Xor": _both(np.logical_xor),
    "Min": _both(np.minimum), "Max": _both(np.maximum),
    "Where": lambda node, operands: np.where(*operands),
    "Cast": _cast, "Gather": _gather, "Concat": _concat, "Slice": _slice, "Reshape": _reshape,
    "Transpose": _transpose, "Squeeze": _squeezed, "Unsqueeze": _unsqueezed, "Trilu": _trilu,
    "ReduceSum": _reduced(np.sum), "ReduceProd": _reduced(np.prod), "ReduceMax": _reduced(np.max),
    "ReduceMin": _reduced(np.min), "ReduceMean": _reduced(np.mean),
}  # fmt: skip
"""How a node is computed of numbers, by operator."""
