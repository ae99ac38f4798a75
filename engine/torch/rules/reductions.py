"""Reductions: sums, means, extremes, variances and lengths along axes, and running sums."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.moves import moved, selected
from engine.drafts.texts.numbers import axis_text, counted, left, number, reduced
from engine.torch.rules.arithmetic import truth
from engine.torch.rules.template import as_name

MANY = 64
"""So many factors of a product are written out."""


def _over(call: Call) -> tuple[Operand, tuple[int, ...], bool]:
    """What is reduced, over which axes, and whether they are kept."""
    x: Operand = call.args[0]
    axes = counted(call.arguments.get("dim"), len(x.shape))
    return x, axes, bool(call.arguments.get("keepdim"))


def _by(op: str) -> Rule:
    def rule(call: Call) -> str:
        x, axes, keep = _over(call)
        return reduced(op, x, axes, keep)

    return rule


def _extreme(op: str) -> Rule:
    """The largest or smallest along one axis, and where it is, which cannot be had."""

    def rule(call: Call) -> list[str | None]:
        x, axes, keep = _over(call)
        return [reduced(op, x, axes, keep), None]

    return rule


def _aminmax(call: Call) -> list[str]:
    x = call.named("self")
    axes = counted(call["dim"], len(x.shape))
    return [reduced(op, x, axes, call["keepdim"]) for op in ("min", "max")]


def _prod(call: Call) -> str:
    x: Operand = call.named("self")
    rank = len(x.shape)
    axes = counted(call.arguments.get("dim"), rank)
    if not axes:
        return str(x)
    for axis in reversed(axes):
        size = x.shape[axis]
        if size > MANY:
            call.refuse(f"of more than {MANY} factors has no equation: write exp(sum(log(x)))")
        factors = " * ".join(str(selected(x, axis, place)) for place in range(size))
        x = call.let("product", factors, left(x.shape, [axis]))
    if not call.arguments.get("keepdim"):
        return x.text
    return f"expand_dims({x}, axis={axis_text(axes, rank)})"


def centred(call: Call, x: Operand, axes: tuple[int, ...]) -> Operand:
    """An array less its mean over axes."""
    mu = call.let("mu", reduced("mean", x, axes, keep=True), left(x.shape, axes, keep=True))
    return call.let("centred", f"{x} - {mu}", x.shape)


def _variance(call: Call) -> str:
    x, axes, keep = _over(call)
    x = as_name(call, x)
    correction = call.arguments.get("correction", 1)
    if call.arguments.get("unbiased") is False:
        correction = 0
    if correction is None:
        correction = 1
    count = math.prod(x.shape[axis] for axis in axes)
    around = centred(call, x, axes)
    squares = Operand(f"square({around})", x.shape)
    if correction == 0:
        return reduced("mean", squares, axes, keep)
    if count <= correction:
        call.refuse("of one value is not there: give correction=0")
    return f"{reduced('sum', squares, axes, keep)} / {number(count - correction)}"


def _deviation(call: Call) -> str:
    return f"sqrt({_variance(call)})"


def _with_mean(of: Rule) -> Rule:
    def rule(call: Call) -> list[str]:
        x, axes, keep = _over(call)
        return [str(of(call)), reduced("mean", x, axes, keep)]

    return rule


def length(x: Operand, power: float, axes: tuple[int, ...], keep: bool) -> str:
    """The norm of an array over axes."""
    size = Operand(f"abs({x})", x.shape)
    if power == 2:
        return f"sqrt({reduced('sum', Operand(f'square({x})', x.shape), axes, keep)})"
    if power == 1:
        return reduced("sum", size, axes, keep)
    if math.isinf(power):
        return reduced("max" if power > 0 else "min", size, axes, keep)
    if power == 0:
        return reduced("sum", Operand(f"({x} != 0)", x.shape), axes, keep)
    raised = Operand(f"{size} ** {number(power)}", x.shape)
    return f"{reduced('sum', raised, axes, keep)} ** {1 / power}"


def _norm(call: Call) -> str:
    x, axes, keep = _over(call)
    power = call.arguments.get("ord", call.arguments.get("p"))
    if isinstance(power, str) and power not in ("fro",):
        call.refuse(f"has no equation of the kind {power!r}")
    is_matrix = call.op in ("linalg_norm", "linalg_matrix_norm") and len(axes) == 2
    if is_matrix and power not in (None, "fro"):
        call.refuse("of a matrix has an equation for 'fro' alone")
    if call.op == "linalg_norm" and power is None:
        power = 2
    return length(x, 2 if power in (None, "fro") else float(power), axes, keep)


def _logsumexp(call: Call) -> str:
    x, axes, keep = _over(call)
    x = as_name(call, x)
    kept = left(x.shape, axes, keep=True)
    largest = call.let("largest", reduced("max", x, axes, keep=True), kept)
    shares = Operand(f"exp({x} - {largest})", x.shape)
    over = str(largest) if keep else f"squeeze({largest}, axis={axis_text(axes, len(x.shape))})"
    return f"{over} + log({reduced('sum', shares, axes, keep)})"


def _all(call: Call) -> str:
    x, axes, keep = _over(call)
    return reduced("min", Operand(truth(x), x.shape), axes, keep)


def _any(call: Call) -> str:
    x, axes, keep = _over(call)
    return reduced("max", Operand(truth(x), x.shape), axes, keep)


def _cumsum(call: Call) -> str | Operand:
    """Sums up to each place: a product with a triangle of ones."""
    import numpy as np

    x: Operand = call.args[0]
    if not x.shape:
        return x
    axis = call["dim"] % len(x.shape)
    size = x.shape[axis]
    upper = call.constant("up_to", np.triu(np.ones((size, size))))
    last = moved(x, axis, -1)
    sums = Operand(f"{last} @ {upper}", last.shape)
    return sums if last is x else moved(sums, -1, axis)


def _softmax(op: str) -> Rule:
    def rule(call: Call) -> Operand:
        x: Operand = call.args[0]
        if not x.shape:
            return Operand(f"{x} - {x}" if op == "log_softmax" else f"1 + 0 * {x}", ())
        axis = call["dim"]
        last = moved(x, axis, -1)
        return moved(Operand(f"{op}({last})", last.shape), -1, axis)

    return rule


def _softmin(call: Call) -> Operand:
    x: Operand = call.args[0]
    last = moved(Operand(f"-{x}", x.shape), call["dim"], -1)
    return moved(Operand(f"softmax({last})", last.shape), -1, call["dim"])


REDUCTIONS: Mapping[str, Rule] = {
    "sum": _by("sum"), "mean": _by("mean"), "amax": _by("max"), "amin": _by("min"),
    "nansum": lambda call: reduced(
        "sum", Operand(f"where({call.named('self')} != {call.named('self')}, 0,"
                       f" {call.named('self')})", call["self"].shape), *_over(call)[1:]),
    "max": _by("max"), "min": _by("min"), "max.dim": _extreme("max"), "min.dim": _extreme("min"),
    "aminmax": _aminmax, "prod": _prod, "var": _variance, "std": _deviation,
    "var_mean": _with_mean(_variance), "std_mean": _with_mean(_deviation),
    "norm": _norm, "linalg_norm": _norm, "linalg_vector_norm": _norm, "frobenius_norm": _norm,
    "linalg_matrix_norm": _norm, "logsumexp": _logsumexp, "all": _all, "any": _any,
    "cumsum": _cumsum, "softmax": _softmax("softmax"), "_softmax": _softmax("softmax"),
    "log_softmax": _softmax("log_softmax"), "_log_softmax": _softmax("log_softmax"),
    "special_softmax": _softmax("softmax"), "special_log_softmax": _softmax("log_softmax"),
    "softmin": _softmin, "count_nonzero": lambda call: reduced(
        "sum", Operand(f"({call['self']} != 0)", call["self"].shape), _over(call)[1]),
}  # fmt: skip
"""The rules of reductions."""
