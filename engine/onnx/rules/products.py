"""Operators that are products of matrices, and embeddings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.drafts.operand import Operand
from engine.drafts.texts.products import einsum, product
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


def _matmul(call: Call) -> str | Operand:
    """A product; with weights that an exporter has turned, the weights as they were."""
    weight = call.writer.turned_back(call.node.inputs[1]) if 1 in call else None
    if weight is not None:
        return f"{call[0]} @ transpose({weight})"
    return product(call[0], call[1])


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
    return einsum(call.word("equation", ""), call.inputs)


PRODUCTS: Mapping[str, Rule] = {
    "Gemm": _gemm, "MatMul": _matmul, "Gather": _gather, "Einsum": _einsum,
}  # fmt: skip
"""The rules, by operator."""
