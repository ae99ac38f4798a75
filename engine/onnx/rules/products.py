"""Operators that are products of matrices, and embeddings."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from engine.drafts.operand import Operand
from engine.onnx.call import Call, Rule


def _gemm(call: Call) -> str | Operand:
    """`linear` where it is that; else the product as it is defined."""
    alpha, beta = call.number("alpha", 1.0), call.number("beta", 1.0)
    a, b = call[0], call[1]
    bias = call.optional(2)
    is_plain = alpha == 1 and beta == 1 and not call.whole("transA", 0)
    if is_plain and call.whole("transB", 0) and b.is_whole:
        units = b.shape[0]
        if bias is None or (bias.is_whole and bias.shape in ((units,), (1, units))):
            behind = "" if bias is None else f", {bias}"
            return Operand(f"linear({a.text}, {b}{behind})", (*a.shape[:-1], units))
    left = f"transpose({a.text})" if call.whole("transA", 0) else str(a)
    right = f"transpose({b.text})" if call.whole("transB", 0) else str(b)
    text = f"{left} @ {right}"
    if alpha != 1:
        text = f"{alpha} * ({text})"
    if bias is None or beta == 0:
        return text
    return f"{text} + {bias}" if beta == 1 else f"{text} + {beta} * {bias}"


def _matmul(call: Call) -> str:
    a, b = call[0], call[1]
    if len(a.shape) == 1 and len(b.shape) > 2:
        return f"squeeze({a}[None, :] @ {b}, axis=-2)"
    if len(b.shape) == 1 and len(a.shape) > 2:
        return f"squeeze({a} @ {b}[:, None], axis=-1)"
    return f"{a} @ {b}"


def _gather(call: Call) -> str | Operand:
    """An entry where the index is a number, an embedding where rows are looked up."""
    x, rank = call[0], len(call.shape(0))
    axis, known = call.axis("axis", 0, rank), call.numbers(1)
    before = ":, " * axis
    if known is not None and known.ndim == 0:
        return f"{x}[{before}{int(known)}]"
    if known is not None:
        size = x.shape[axis]
        places = np.where(known < 0, known + size, known)
        if known.ndim == 1 and known.size == 1:
            first = int(places[0])
            return f"{x}[{before}{first}:{first + 1}]"
        return f"take({x.text}, {call.writer.constant('places', places)}, axis={axis})"
    if axis == 0 and rank == 2 and call.kept(0) is not None and call[1].is_whole:
        return Operand(f"embedding({call[1]}, {x})", (*call[1].shape, x.shape[1]))
    return f"take({x.text}, {call[1].text}, axis={axis})"


def _einsum(call: Call) -> str | Operand:
    """Two operands, each letter once in each: axes side by side, and a product of matrices."""
    left, arrow, result = call.word("equation", "").replace(" ", "").partition("->")
    parts = left.split(",")
    if not arrow or len(parts) != 2 or "." in left:
        call.refuse("einsum of two operands with -> is known, as in bij,bjk->bik")
    one, other = parts
    if any(len(set(letters)) < len(letters) for letters in (one, other, result)):
        call.refuse("einsum with a letter twice in an operand takes a diagonal, which is not known")
    sizes = dict(zip(one + other, call.shape(0) + call.shape(1), strict=True))
    shared = [each for each in one if each in other]
    batch = [each for each in shared if each in result]
    inner = [each for each in shared if each not in result]
    rows = [each for each in one if each not in other and each in result]
    columns = [each for each in other if each not in one and each in result]

    def arranged(place: int, letters: str, middle: list[str], last: list[str]) -> str:
        gone = [i for i, each in enumerate(letters) if each not in (*batch, *middle, *last)]
        kept = [each for each in letters if each in (*batch, *middle, *last)]
        text = call[place].text
        if gone:
            text = f"sum({text}, axis={tuple(gone)})".replace(",)", ")")
        order = [kept.index(each) for each in (*batch, *middle, *last)]
        if order != sorted(order):
            text = f"permute({text}, ({', '.join(map(str, order))}))"
        shape = [sizes[each] for each in batch]
        shape += [math.prod(sizes[each] for each in several) for several in (middle, last)]
        return f"reshape({text}, ({', '.join(map(str, shape))}))"

    product = f"{arranged(0, one, rows, inner)} @ {arranged(1, other, inner, columns)}"
    order = [*batch, *rows, *columns]
    if not order:
        return f"sum({product})"
    shape = ", ".join(str(sizes[each]) for each in order) + ("," if len(order) == 1 else "")
    text = f"reshape({product}, ({shape.rstrip(',')}))" if len(order) > 1 else (
        f"reshape({product}, {sizes[order[0]]})"
    )  # fmt: skip
    axes = [order.index(each) for each in result]
    return text if axes == sorted(axes) else f"permute({text}, ({', '.join(map(str, axes))}))"


PRODUCTS: Mapping[str, Rule] = {
    "Gemm": _gemm, "MatMul": _matmul, "Gather": _gather, "Einsum": _einsum,
}  # fmt: skip
"""The rules, by operator."""
