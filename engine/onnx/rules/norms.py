"""Operators that make values have a mean and a variance, and dropout."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import several
from engine.onnx.call import Call, Rule


def _batch_norm(call: Call) -> str | Operand | list[Operand | None]:
    """By the running mean and variance, as after training; the layer of that name in training."""
    x, epsilon = call.named(0), call.number("epsilon", 1e-5)
    weight, bias = call[1], call[2]
    axes = tuple(axis for axis in range(len(x.shape)) if axis != 1)
    if call.whole("training_mode", 0):
        start, spread = _running(call, call.writer.remembered)
        momentum = round(1 - call.number("momentum", 0.9), 7)
        given = f"{x}, {weight}, {bias}, {start}, {spread}"
        text = f"batch_norm({given}, momentum={momentum!r}, epsilon={epsilon!r})"
        return [Operand(text, x.shape)] + [None] * (len(call.node.outputs) - 1)
    mean, variance = _running(call, call.writer.constant)

    def each(operand: Operand) -> str:
        """One for each channel, beside x."""
        return f"expand_dims({operand.text}, axis={several(axes)})" if axes else str(operand)

    centred = call.let("centred", f"{x} - {each(mean)}")
    deviation = call.let("deviation", f"sqrt({variance} + {epsilon!r})")
    return f"{centred} / {each(deviation)} * {each(weight)} + {each(bias)}"


def _running(call: Call, keep: Callable[[str, np.ndarray], Operand]) -> tuple[Operand, ...]:
    """The running mean and variance."""
    return tuple(
        keep(hint, call.known(place, "running mean and variance"))
        for place, hint in ((3, "running_mean"), (4, "running_var"))
    )


def _layer_norm(call: Call) -> str | Operand:
    x = call[0]
    axis, epsilon = call.axis("axis", -1, len(x.shape)), call.number("epsilon", 1e-5)
    weight, bias = call[1], call.optional(2)
    if axis == len(x.shape) - 1 and weight.is_whole and (bias is None or bias.is_whole):
        behind = f", {weight}" + ("" if bias is None else f", {bias}")
        return Operand(f"layer_norm({x.text}{behind}, epsilon={epsilon!r})", x.shape)
    axes = tuple(range(axis, len(x.shape)))
    text = f"{_standard(call, axes, epsilon)} * {weight}"
    return text if bias is None else f"{text} + {bias}"


def _standard(call: Call, axes: tuple[int, ...], epsilon: float) -> str:
    """With mean 0 and variance 1 over some axes."""
    x, option = call.named(0), f"axis={several(axes)}"
    centred = call.let("centred", f"{x} - expand_dims(mean({x}, {option}), {option})")
    variance = f"mean(square({centred}), {option})"
    deviation = call.let("deviation", f"sqrt({variance} + {epsilon!r})")
    return f"{centred} / expand_dims({deviation}, {option})"


def _rms_norm(call: Call) -> str:
    x = call.named(0)
    axis, epsilon = call.axis("axis", -1, len(x.shape)), call.number("epsilon", 1e-5)
    option = f"axis={several(tuple(range(axis, len(x.shape))))}"
    size = call.let("size", f"sqrt(mean(square({x}), {option}) + {epsilon!r})")
    return f"{x} / expand_dims({size}, {option}) * {call[1]}"


def _instance_norm(call: Call) -> str:
    rank = len(call.shape(0))
    axes = tuple(range(2, rank))
    text = _standard(call, axes, call.number("epsilon", 1e-5))
    behind = several(tuple(range(1, rank - 1)))
    weight, bias = call[1], call[2]
    scale, shift = (f"expand_dims({each.text}, axis={behind})" for each in (weight, bias))
    return f"{text} * {scale} + {shift}"


def _group_norm(call: Call) -> str:
    """Groups of channels; weights are of groups before version 21, and of channels from it on."""
    shape, count = call.shape(0), call.whole("num_groups", 1)
    n, channels = shape[0], shape[1]
    if count < 1 or channels % count:
        call.refuse("its channels cannot be shared out among its groups")
    x = call.let(
        "parts", f"reshape({call[0].text}, {several((n, count, math.prod(shape[1:]) // count))})"
    )
    centred = call.let("centred", f"{x} - expand_dims(mean({x}, axis=2), axis=2)")
    deviation = f"sqrt(mean(square({centred}), axis=2) + {call.number('epsilon', 1e-5)!r})"
    standard = call.let("standard", f"{centred} / expand_dims({deviation}, axis=2)")
    weight, bias = call[1], call[2]
    if weight.shape == (count,) != (channels,):
        text = f"{standard} * expand_dims({weight.text}, axis=1) + expand_dims({bias.text}, axis=1)"
        return f"reshape({text}, {several(shape)})"
    behind = several(tuple(range(1, len(shape) - 1))) if len(shape) > 2 else ""
    if not behind:
        return f"reshape({standard}, {several(shape)}) * {weight} + {bias}"
    return (
        f"reshape({standard}, {several(shape)}) * expand_dims({weight.text}, axis={behind})"
        f" + expand_dims({bias.text}, axis={behind})"
    )


def _mean_variance(call: Call) -> str:
    rank = len(call.shape(0))
    axes = call.counted(call.wholes("axes", (0, 2, 3)) or (), rank)
    return _standard(call, tuple(sorted(axes)), 1e-9)


def _dropout(call: Call) -> str | Operand | list[Operand | None]:
    """Nothing after training; in training the layer of that name."""
    training = call.numbers(2)
    rate = call.number("ratio", 0.5)
    if 1 in call:
        rate = call.known_number(1, "ratio")
    others: list[Operand | None] = [None] * (len(call.node.outputs) - 1)
    if training is None or not training.any() or rate == 0:
        return [call[0], *others]
    x = call[0]
    return [Operand(f"dropout({x.text}, rate={rate!r})", x.shape), *others]


NORMS: Mapping[str, Rule] = {
    "BatchNormalization": _batch_norm, "LayerNormalization": _layer_norm,
    "RMSNormalization": _rms_norm, "SimplifiedLayerNormalization": _rms_norm,
    "InstanceNormalization": _instance_norm, "GroupNormalization": _group_norm,
    "MeanVarianceNormalization": _mean_variance, "Dropout": _dropout,
}  # fmt: skip
"""The rules, by operator."""
