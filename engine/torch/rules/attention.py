"""Attention: how well queries fit keys says how much of each value is taken."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.moves import permuted, taken
from engine.drafts.texts.numbers import number


def _attention(call: Call) -> str:
    """By the layer of the library where it has all that is asked for."""
    q, k, v = call["query"], call["key"], call["value"]
    mask, rate, scale = call["attn_mask"], call["dropout_p"], call["scale"]
    if call.arguments.get("enable_gqa"):
        k, v = _shared(call, q, k), _shared(call, q, v)
    is_usual = scale is None or math.isclose(scale, q.shape[-1] ** -0.5)
    if mask is None and not rate and is_usual:
        causal = ", causal=true" if call["is_causal"] else ""
        return f"attention({q}, {k}, {v}{causal})"
    turned = permuted(k, [*range(len(k.shape) - 2), -1, -2])
    by = f"/ sqrt({q.shape[-1]})" if scale is None else f"* {number(scale)}"
    ahead = max((q.shape[:-2], k.shape[:-2]), key=len)
    shape = (*ahead, q.shape[-2], k.shape[-2])
    scores = call.let("scores", f"{q} @ {turned} {by}", shape)
    if call["is_causal"]:
        mask = _earlier(call, shape)
    if mask is not None:
        text = f"where({mask}, {scores}, -inf)" if mask.kind == "bool" else f"{scores} + {mask}"
        scores = call.let("seen", text, shape)
    weights = call.let("weights", f"softmax({scores})", shape)
    if rate:
        weights = call.let("kept", f"dropout({weights}, rate={number(rate)})", shape)
    return f"{weights} @ {v}"


def _earlier(call: Call, shape: tuple[int, ...]) -> Operand:
    """A triangle of ones: which rows are not behind each."""
    import numpy as np

    triangle = call.constant("earlier", np.tril(np.ones(shape[-2:])))
    return Operand(triangle.text, shape[-2:], "bool")


def _shared(call: Call, q: Operand, x: Operand) -> Operand:
    """Heads of keys or values, each for several heads of queries."""
    each = q.shape[-3] // x.shape[-3]
    places = [place for place in range(x.shape[-3]) for _ in range(each)]
    return taken(call.writer, x, -3, places)


ATTENTION: Mapping[str, Rule] = {"scaled_dot_product_attention": _attention}
"""The rules of attention."""
