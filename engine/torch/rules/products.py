"""Products of matrices and vectors, and layers that are one."""

from __future__ import annotations

from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.moves import reshaped, swapped, widened
from engine.drafts.texts.numbers import number
from engine.drafts.texts.products import einsum, product
from engine.errors import ExpressionError
from engine.torch.rules.template import templates


def _linear(call: Call) -> str:
    x, weight, bias = call["input"], call["weight"], call["bias"]
    if len(weight.shape) == 1:
        return str(product(x, weight)) + (f" + {bias}" if bias is not None else "")
    return f"linear({x}, {weight}{'' if bias is None else f', {bias}'})"


def _two(call: Call) -> str:
    return str(product(call.args[0], call.args[1]))


def _plus(one: str, other: str) -> Rule:
    """A product of two arguments added to the first, each with a factor that may be 1."""

    def rule(call: Call) -> str:
        beta, alpha = call["beta"], call["alpha"]
        right = f"{call[one]} @ {call[other]}"
        right = right if alpha == 1 else f"{number(alpha)} * ({right})"
        if beta == 0:
            return right
        left = str(call["self"]) if beta == 1 else f"{number(beta)} * {call['self']}"
        return f"{left} + {right}"

    return rule


def _addbmm(call: Call) -> str:
    products = f"sum({call['batch1']} @ {call['batch2']}, axis=0)"
    return f"{number(call['beta'])} * {call['self']} + {number(call['alpha'])} * {products}"


def _einsum(call: Call) -> Operand:
    try:
        return einsum(call["equation"], call["tensors"])
    except ExpressionError as error:
        return call.refuse(f"of {call['equation']!r} has no equation: {error}")


def _tensordot(call: Call) -> Operand:
    a, b = call["self"], call["other"]
    over_a = [axis % len(a.shape) for axis in call["dims_self"]]
    over_b = [axis % len(b.shape) for axis in call["dims_other"]]
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    of_a = [next(letters) for _ in a.shape]
    of_b = [next(letters) for _ in b.shape]
    for one, other in zip(over_a, over_b, strict=True):
        of_b[other] = of_a[one]
    kept = [each for axis, each in enumerate(of_a) if axis not in over_a]
    kept += [each for axis, each in enumerate(of_b) if axis not in over_b]
    return einsum(f"{''.join(of_a)},{''.join(of_b)}->{''.join(kept)}", [a, b])


def _bilinear(call: Call) -> str:
    one, other, weight = call["input1"], call["input2"], call["weight"]
    found = einsum("...i,oij,...j->...o", [one, weight, other])
    return str(found) + (f" + {call['bias']}" if "bias" in call else "")


def _outer(call: Call) -> str:
    one, other = call.args[:2]
    return f"outer({one}, {other})"


def _kron(call: Call) -> Operand:
    a, b = call["self"], call["other"]
    if len(a.shape) != 2 or len(b.shape) != 2:
        call.refuse("has an equation for two matrices alone")
    text = f"{widened(a, [1, 3])} * {widened(b, [0, 2])}"
    whole = (a.shape[0], b.shape[0], a.shape[1], b.shape[1])
    return reshaped(Operand(text, whole), call.shape)


def _cosine(call: Call) -> str:
    """As torch: each length is at least eps."""
    one, other = call.named("x1"), call.named("x2")
    rank = max(len(one.shape), len(other.shape))
    axis = call["dim"] % rank - rank
    eps = number(call["eps"])
    lengths = [f"maximum(sqrt(sum(square({x}), axis={axis})), {eps})" for x in (one, other)]
    return f"sum({one} * {other}, axis={axis}) / ({lengths[0]} * {lengths[1]})"


def _distance(call: Call) -> str:
    """As torch.nn.functional.pairwise_distance, with eps added to each difference."""
    from engine.torch.rules.reductions import length

    apart = f"{call['x1']} - {call['x2']} + {number(call['eps'])}"
    x = call.let("apart", apart, (*call.shape, 1))
    rank = max(len(call["x1"].shape), len(call["x2"].shape))
    found = Operand(x.text, (1,) * rank)
    return length(found, float(call["p"]), (rank - 1,), call["keepdim"])


def _cdist(call: Call) -> str:
    from engine.torch.rules.reductions import length

    one, other = call["x1"], call["x2"]
    shape = (*call.shape, one.shape[-1])
    text = f"{widened(one, -2)} - {widened(other, -3)}"
    apart = call.let("apart", text, shape)
    return length(apart, float(call["p"]), (len(shape) - 1,), keep=False)


PRODUCTS: Mapping[str, Rule] = {
    "linear": _linear, "matmul": _two, "mm": _two, "bmm": _two, "mv": _two, "dot": _two,
    "inner": lambda call: str(product(call["self"], swapped(call["other"], -1, -2)
                                      if len(call["other"].shape) > 1 else call["other"])),
    "addmm": _plus("mat1", "mat2"), "addmv": _plus("mat", "vec"),
    "baddbmm": _plus("batch1", "batch2"), "addbmm": _addbmm, "outer": _outer, "ger": _outer,
    "einsum": _einsum, "tensordot": _tensordot, "bilinear": _bilinear, "kron": _kron,
    "cosine_similarity": _cosine, "pairwise_distance": _distance, "cdist": _cdist,
    "_cdist_forward": _cdist,
    **templates({"vdot": "{self} @ {other}", "linalg_vecdot": "sum({x} * {y}, axis={dim})"}),
}  # fmt: skip
"""The rules of products."""
