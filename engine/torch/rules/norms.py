"""Layers that make numbers have mean 0 and variance 1, or length 1."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.moves import reshaped, widened
from engine.drafts.texts.numbers import number, reduced

EPSILON, MOMENTUM = 1e-5, 0.1
"""What the layers of the library take, if nothing is said."""

SMALLEST = 2.220446049250313e-16
"""What torch takes for rms_norm in float64, if nothing is said."""


def _by(epsilon: float) -> str:
    return "" if epsilon == EPSILON else f", epsilon={number(epsilon)}"


def _layer_norm(call: Call) -> str | Operand:
    x, weight, bias = call["input"], call["weight"], call["bias"]
    given = list(map(str, filter(None, (weight, bias))))
    if weight is None and bias is not None:
        given = ["none", str(bias)]
    if len(call["normalized_shape"]) == 1:
        return f"layer_norm({', '.join([str(x), *given])}{_by(call['eps'])})"
    count = len(call["normalized_shape"])
    kept = x.shape[: len(x.shape) - count]
    rows = reshaped(x, (*kept, math.prod(call["normalized_shape"])))
    normal = Operand(f"layer_norm({rows}{_by(call['eps'])})", rows.shape)
    return _scaled(reshaped(normal, x.shape), weight, bias)


def _scaled(x: Operand, weight: Operand | None, bias: Operand | None) -> str:
    """Times weights, and a bias, where there are any."""
    text = str(x) if weight is None else f"{x} * {weight}"
    return text if bias is None else f"{text} + {bias}"


def _channels(x: Operand, each: Operand | None) -> Operand | None:
    """A number for each channel, beside an array with channels along axis 1."""
    return each and widened(each, [*range(1, len(x.shape) - 1)])


def _group_norm(call: Call) -> str:
    x, groups = call["input"], call["num_groups"]
    rows = reshaped(x, (x.shape[0], groups, math.prod(x.shape[1:]) // groups))
    normal = Operand(f"layer_norm({rows}{_by(call['eps'])})", rows.shape)
    return _scaled(
        reshaped(normal, x.shape), _channels(x, call["weight"]), _channels(x, call["bias"])
    )


def _instance_norm(call: Call) -> str:
    x = call["input"]
    if not call["use_input_stats"]:
        return _by_running(call)
    rows = reshaped(x, (*x.shape[:2], math.prod(x.shape[2:])))
    normal = Operand(f"layer_norm({rows}{_by(call['eps'])})", rows.shape)
    return _scaled(
        reshaped(normal, x.shape), _channels(x, call["weight"]), _channels(x, call["bias"])
    )


def _batch_norm(call: Call) -> str:
    """By the layer of the library in training, and else by what was remembered then."""
    if not call["training"]:
        return _by_running(call)
    given = {
        "weight": call["weight"], "bias": call["bias"], "start_mean": call["running_mean"],
        "start_variance": call["running_var"],
    }  # fmt: skip
    said = ""
    is_in_order = True
    for name, operand in given.items():
        if operand is None:
            is_in_order = False
        else:
            said += f", {operand}" if is_in_order else f", {name}={operand}"
    momentum = call["momentum"]
    said += "" if momentum == MOMENTUM else f", momentum={number(momentum)}"
    return f"batch_norm({call['input']}{said}{_by(call['eps'])})"


def _by_running(call: Call) -> str:
    """The mean and the variance are numbers that were remembered in training."""
    x: Operand = call["input"]
    mean, variance = _channels(x, call["running_mean"]), call["running_var"]
    centred = call.let("centred", f"{x} - {mean}", x.shape)
    text = f"sqrt({variance} + {number(call['eps'])})"
    deviation = _channels(x, call.let("deviation", text, variance.shape))
    normal = Operand(f"({centred} / {deviation})", x.shape)
    return _scaled(normal, _channels(x, call["weight"]), _channels(x, call["bias"]))


def _rms_norm(call: Call) -> str:
    x = call.named("input")
    axes = [*range(len(x.shape) - len(call["normalized_shape"]), len(x.shape))]
    epsilon = SMALLEST if call["eps"] is None else call["eps"]
    size = reduced("mean", Operand(f"square({x})", x.shape), axes, keep=True)
    shape = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
    length = call.let("size", f"sqrt({size} + {number(epsilon)})", shape)
    return _scaled(Operand(f"({x} / {length})", x.shape), call["weight"], None)


def _weight_norm(call: Call) -> str:
    """Directions, times lengths that are parameters of their own."""
    v = call.named("v")
    axes = [axis for axis in range(len(v.shape)) if axis != call["dim"] % len(v.shape)]
    length = f"sqrt({reduced('sum', Operand(f'square({v})', v.shape), axes, keep=True)})"
    return f"{v} * ({call['g']} / {length})"


NORMS: Mapping[str, Rule] = {
    "layer_norm": _layer_norm, "native_layer_norm": lambda call: [_layer_norm(call), None, None],
    "group_norm": _group_norm, "instance_norm": _instance_norm, "batch_norm": _batch_norm,
    "rms_norm": _rms_norm, "_weight_norm": _weight_norm,
}  # fmt: skip
"""The rules of normalisation."""
