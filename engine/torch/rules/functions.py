"""Functions of single numbers, entry by entry: those of mathematics, and activations."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.functions import (
    SELU_ALPHA,
    SELU_SCALE,
    exponential_below_0,
    gelu_by_tanh,
)
from engine.drafts.texts.moves import reshaped, sliced
from engine.drafts.texts.numbers import number
from engine.torch.rules.template import first, templates


def _elu(call: Call) -> str:
    scale, alpha = call.arguments.get("scale", 1), call["alpha"]
    into = call.arguments.get("input_scale", 1)
    return exponential_below_0(call.named("self"), scale, alpha * scale, into)


def _celu(call: Call) -> str:
    alpha = call["alpha"]
    return exponential_below_0(call.named("self"), 1, alpha, 1 / alpha)


def _selu(call: Call) -> str:
    return exponential_below_0(call.named("self"), SELU_SCALE, SELU_ALPHA * SELU_SCALE)


def _softplus(call: Call) -> str:
    x, beta, threshold = call.named("self"), call["beta"], call["threshold"]
    curve = f"softplus({x})" if beta == 1 else f"softplus({number(beta)} * {x}) / {number(beta)}"
    return f"where({x} > {number(threshold / beta)}, {x}, {curve})"


def _gelu(call: Call) -> str:
    if call["approximate"] == "none":
        return f"gelu({call['self']})"
    return gelu_by_tanh(call.named("self"))


def _hardtanh(call: Call) -> str:
    """As torch: at a bound itself the gradient is 0."""
    x = call.named("self")
    low, high = number(call["min_val"]), number(call["max_val"])
    return f"where({x} <= {low}, {low}, where({x} >= {high}, {high}, {x}))"


def _relu6(call: Call) -> str:
    x = call.named("self")
    return f"where({x} >= 6, 6, relu({x}))"


def _leaky_relu(call: Call) -> str:
    slope = call["negative_slope"]
    by = "" if slope == 0.01 else f", slope={number(slope)}"
    return f"leaky_relu({call['self']}{by})"


def _prelu(call: Call) -> str:
    x, weight = call.named("self"), call["weight"]
    if weight.shape and math.prod(weight.shape) > 1 and len(x.shape) > 2:
        weight = reshaped(weight, (weight.shape[0], *(1,) * (len(x.shape) - 2)))
    return f"where({x} > 0, {x}, {weight} * {x})"


def _rrelu(call: Call) -> str:
    if call["training"]:
        call.refuse("draws its slopes anew in training: write leaky_relu, or call eval()")
    slope = (call["lower"] + call["upper"]) / 2
    return f"leaky_relu({call['self']}, slope={number(slope)})"


def _glu(call: Call) -> str:
    x: Operand = call.named("self")
    axis = call["dim"] % len(x.shape)
    half = x.shape[axis] // 2
    return f"{sliced(x, axis, 0, half)} * sigmoid({sliced(x, axis, half)})"


def _logit(call: Call) -> str:
    x, margin = call.named("self"), call["eps"]
    if margin is not None:
        low, high = number(margin), number(1 - margin)
        text = f"where({x} < {low}, {low}, where({x} > {high}, {high}, {x}))"
        x = call.let("clamped", text, x.shape)
    return f"log({x} / (1 - {x}))"


def _nan_to_num(call: Call) -> str:
    x = call.named("self")
    found = f"where({x} != {x}, {number(call['nan'] or 0)}, {x})"
    for bound, sign, name in ((call["posinf"], "inf", "x"), (call["neginf"], "-inf", "x")):
        if bound is not None:
            kept = call.let(name, found, call.shape)
            found = f"where({kept} == {sign}, {number(bound)}, {kept})"
    return found


def _dropout(call: Call) -> str | Operand:
    rate = call["p"]
    is_on = call.arguments.get("train", call.arguments.get("training"))
    if not is_on or rate == 0:
        return first(call)
    if rate == 1:
        return f"0 * {call['input']}"
    return f"dropout({call['input']}, rate={number(rate)})"


def _feature_dropout(call: Call) -> str | Operand:
    """Whole channels at once: a mask with one entry for each."""
    if not call["train"] or call["p"] == 0:
        return first(call)
    x: Operand = call["input"]
    ones = call.let("kept", f"1 + 0 * {_corners(x)}", (*x.shape[:2], *(1,) * (len(x.shape) - 2)))
    mask = call.let("mask", f"dropout({ones}, rate={number(call['p'])})", ones.shape)
    return f"{x} * {mask}"


def _corners(x: Operand) -> str:
    return f"{x}[:, :{', 0:1' * (len(x.shape) - 2)}]"


FUNCTIONS: Mapping[str, Rule] = {
    **templates(
        {name: f"{name}({{self}})" for name in (
            "detach", "exp", "log", "sqrt", "square", "sin", "cos", "erf", "floor", "abs", "sign",
            "relu", "sigmoid", "tanh", "silu",
        )}
    ),
    **templates(
        {
            "sgn": "sign({self})", "special_erf": "erf({self})", "absolute": "abs({self})",
            "special_expit": "sigmoid({self})", "special_xlog1py": "{self} * log(1 + {other})",
            "erfc": "1 - erf({self})", "expm1": "exp({self}) - 1", "log1p": "log(1 + {self})",
            "log2": f"log({{self}}) / {math.log(2)}", "log10": f"log({{self}}) / {math.log(10)}",
            "exp2": f"exp({math.log(2)} * {{self}})",
            "rsqrt": "1 / sqrt({self})", "reciprocal": "1 / {self}",
            "tan": "sin({self}) / cos({self})",
            "sinh": "(exp({self}) - exp(-{self})) / 2", "cosh": "(exp({self}) + exp(-{self})) / 2",
            "asinh": "log({self} + sqrt(square({self}) + 1))",
            "acosh": "log({self} + sqrt(square({self}) - 1))",
            "atanh": "0.5 * log((1 + {self}) / (1 - {self}))",
            "ceil": "-floor(-{self})", "trunc": "sign({self}) * floor(abs({self}))",
            "fix": "sign({self}) * floor(abs({self}))",
            "frac": "{self} - sign({self}) * floor(abs({self}))",
            "deg2rad": f"{math.pi / 180} * {{self}}", "rad2deg": f"{180 / math.pi} * {{self}}",
            "round": "floor({self} + 0.5) - ({self} + 0.5 == 2 * floor(({self} + 0.5) / 2) + 1)"
                     " * ({self} + 0.5 == floor({self} + 0.5))",
            "sinc": f"where({{self}} == 0, 1, sin({math.pi} * {{self}})"
                    f" / ({math.pi} * where({{self}} == 0, 1, {{self}})))",
            "log_sigmoid": "-softplus(-{self})",
            "mish": "{self} * tanh(softplus({self}))",
            "hardswish": "where({self} <= -3, 0, where({self} < 3, {self} * ({self} + 3) / 6,"
            " {self}))",
            "hardsigmoid": "where({self} <= -3, 0, where({self} >= 3, 1, {self} / 6 + 0.5))",
            "softshrink": "where({self} > {lambd}, {self} - {lambd},"
                          " where({self} < -{lambd}, {self} + {lambd}, 0 * {self}))",
            "hardshrink": "where(abs({self}) <= {lambd}, 0, {self})",
            "threshold": "where({self} <= {threshold}, {value}, {self})",
        }
    ),
    "elu": _elu, "celu": _celu, "selu": _selu, "softplus": _softplus, "gelu": _gelu,
    "hardtanh": _hardtanh, "relu6": _relu6, "leaky_relu": _leaky_relu, "prelu": _prelu,
    "_prelu_kernel": _prelu, "rrelu": _rrelu, "glu": _glu, "logit": _logit,
    "special_logit": _logit, "nan_to_num": _nan_to_num,
    "dropout": _dropout, "feature_dropout": _feature_dropout,
}  # fmt: skip
"""The rules of functions."""
