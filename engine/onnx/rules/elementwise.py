"""Operators that are applied entry by entry."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.drafts.operand import Operand
from engine.drafts.texts.functions import (
    SELU_ALPHA,
    SELU_SCALE,
    exponential_below_0,
    gelu_by_tanh,
    power,
)
from engine.onnx.call import Call, Rule
from engine.onnx.numbers import literal

_WHOLE = frozenset({2, 3, 4, 5, 6, 7, 12, 13})
_PRODUCT = re.compile(r"([^@+]+) @ transpose\((\w+)\)")


def _function(op: str) -> Rule:
    return lambda call: f"{op}({call[0].text})"


def _between(sign: str) -> Rule:
    return lambda call: f"{call[0]} {sign} {call[1]}"


def _added(call: Call) -> str | Operand:
    """A sum; `linear` where it is the sum of that product and a bias."""
    a, b = call[0], call[1]
    if len(a.shape) < len(b.shape):
        a, b = b, a
    product = _PRODUCT.fullmatch(a.text)
    if product and b.is_whole and b.shape == a.shape[-1:] and len(a.shape) > 1:
        return Operand(f"linear({product[1]}, {product[2]}, {b})", a.shape)
    return f"{a} + {b}"


def _chained(op: str) -> Rule:
    """Two or more operands, the first two first."""

    def rule(call: Call) -> str | Operand:
        first, *others = call.inputs
        text = first.text
        for other in others:
            text = f"{op}({text}, {other.text})" if op != "add" else f"{text} + {other}"
        return text if others else first

    return rule


def _mean(call: Call) -> str:
    total = " + ".join(map(str, call.inputs))
    return f"({total}) / {len(call.inputs)}"


def _power(call: Call) -> str:
    exponent = call.numbers(1)
    if exponent is not None and exponent.size == 1 and float(exponent.reshape(())) in {2, 0.5}:
        return power(call[0], float(exponent.reshape(())))
    return power(call[0], call[1])


def _elu(call: Call) -> str:
    return exponential_below_0(call.named(0), 1, call.number("alpha", 1.0))


def _selu(call: Call) -> str:
    scale = call.number("gamma", SELU_SCALE)
    return exponential_below_0(call.named(0), scale, call.number("alpha", SELU_ALPHA) * scale)


def _celu(call: Call) -> str:
    alpha = call.number("alpha", 1.0)
    return exponential_below_0(call.named(0), 1, alpha, 1 / alpha)


def _gelu(call: Call) -> str:
    if call.word("approximate", "none") == "none":
        return f"gelu({call[0].text})"
    return gelu_by_tanh(call.named(0))


def _hard_sigmoid(call: Call) -> str:
    alpha, beta = call.number("alpha", 0.2), call.number("beta", 0.5)
    return f"minimum(maximum({alpha} * {call[0]} + {beta}, 0), 1)"


def _hard_swish(call: Call) -> str:
    x = call.named(0)
    return f"{x} * minimum(maximum({x} + 3, 0), 6) / 6"


def _swish(call: Call) -> str:
    alpha = call.number("alpha", 1.0)
    if alpha == 1:
        return f"silu({call[0].text})"
    x = call.named(0)
    return f"{x} * sigmoid({alpha} * {x})"


def _leaky(call: Call) -> str:
    return f"leaky_relu({call[0].text}, slope={call.number('alpha', 0.01)})"


def _parametric(call: Call) -> str:
    x = call.named(0)
    return f"where({x} > 0, {x}, {call[1]} * {x})"


def _thresholded(call: Call) -> str:
    x = call.named(0)
    return f"where({x} > {call.number('alpha', 1.0)}, {x}, 0)"


def _softsign(call: Call) -> str:
    x = call.named(0)
    return f"{x} / (1 + abs({x}))"


def _mish(call: Call) -> str:
    x = call.named(0)
    return f"{x} * tanh(softplus({x}))"


def _shrink(call: Call) -> str:
    x = call.named(0)
    bias, least = call.number("bias", 0.0), call.number("lambd", 0.5)
    return f"where({x} > {least}, {x} - {bias}, where({x} < {-least}, {x} + {bias}, 0))"


def _bound(call: Call, place: int) -> str:
    """A bound, which is no parameter though a file keeps it."""
    kept = call.kept(place)
    return call[place].text if kept is None or kept.size != 1 else literal(kept)


def _clip(call: Call) -> str | Operand:
    """Bounds stand in the settings or, from version 11 on, are taken."""
    low, high = (_bound(call, place) if place in call else None for place in (1, 2))
    if "min" in call.node.attributes:
        low = repr(call.number("min", 0.0))
    if "max" in call.node.attributes:
        high = repr(call.number("max", 0.0))
    if low is None and high is None:
        return call[0]
    text = call[0].text
    if low == "0" and high is None:
        return f"relu({text})"
    if low is not None:
        text = f"maximum({text}, {low})"
    return text if high is None else f"minimum({text}, {high})"


def _tan(call: Call) -> str:
    x = call.named(0)
    return f"sin({x}) / cos({x})"


def _hyperbolic(sign: str) -> Rule:
    def rule(call: Call) -> str:
        x = call.named(0)
        return f"(exp({x}) {sign} exp(-{x})) / 2"

    return rule


def _mod(call: Call) -> str:
    a, b = call.named(0, "a"), call.named(1, "b")
    if not call.whole("fmod", 0):
        return f"{a} - floor({a} / {b}) * {b}"
    return f"{a} - sign({a} / {b}) * floor(abs({a} / {b})) * {b}"


def _divided(call: Call) -> str:
    """Division; of whole numbers, towards 0."""
    quotient = f"{call[0]} / {call[1]}"
    if call[0].kind == "float" or call[1].kind == "float":
        return quotient
    name = call.let("quotient", quotient)
    return f"sign({name}) * floor(abs({name}))"


def _cast(call: Call) -> str | Operand:
    """Numbers are numbers; what comes to other ones is written."""
    x, to = call[0], call.whole("to", 1)
    if to == 9 and x.kind != "bool":
        return Operand(f"{x} != 0", x.shape, "bool")
    if to in (1, 10, 11, 16):
        return Operand(x.text, x.shape, "float", x.numbers)
    if to not in _WHOLE:
        call.refuse("it makes numbers of a type that is not known")
    if x.kind != "float":
        return Operand(x.text, x.shape, "int", x.numbers)
    x = call.named(0)
    return Operand(f"sign({x}) * floor(abs({x}))", x.shape, "int")


def _cast_like(call: Call) -> str | Operand:
    x, like = call[0], call[1]
    if x.kind != like.kind and like.kind != "float":
        call.refuse("it makes whole numbers of others: use Cast")
    return Operand(x.text, x.shape, like.kind, x.numbers)


def _compared(sign: str) -> Rule:
    def rule(call: Call) -> Operand:
        text = f"{call[0]} {sign} {call[1]}"
        return Operand(text, call.made(text).shape, "bool")

    return rule


def _not(call: Call) -> Operand:
    return Operand(f"1 - {call[0]}", call.shape(), "bool")


def _logical(text: str) -> Rule:
    def rule(call: Call) -> Operand:
        both = text.format(call[0], call[1])
        return Operand(both, call.made(both).shape, "bool")

    return rule


ELEMENTWISE: Mapping[str, Rule] = {
    **{name: _function(name.lower()) for name in (
        "Relu", "Sigmoid", "Tanh", "Exp", "Log", "Sqrt", "Abs", "Sin", "Cos", "Erf", "Floor",
        "Sign", "Softplus",
    )},
    "Neg": lambda call: f"-{call[0]}",
    "Reciprocal": lambda call: f"1 / {call[0]}",
    "Identity": lambda call: call[0],
    "Ceil": lambda call: f"-floor(-{call[0]})",
    "Add": _added, "Sub": _between("-"), "Mul": _between("*"), "Div": _divided,
    "Pow": _power, "Mod": _mod,
    "Sum": _chained("add"), "Max": _chained("maximum"), "Min": _chained("minimum"), "Mean": _mean,
    "Elu": _elu, "Selu": _selu, "Celu": _celu, "Gelu": _gelu, "HardSigmoid": _hard_sigmoid,
    "HardSwish": _hard_swish, "Swish": _swish, "LeakyRelu": _leaky, "PRelu": _parametric,
    "ThresholdedRelu": _thresholded, "Softsign": _softsign, "Mish": _mish, "Shrink": _shrink,
    "Clip": _clip, "Tan": _tan, "Sinh": _hyperbolic("-"), "Cosh": _hyperbolic("+"),
    "Cast": _cast, "CastLike": _cast_like,
    "Equal": _compared("=="), "Greater": _compared(">"), "Less": _compared("<"),
    "GreaterOrEqual": _compared(">="), "LessOrEqual": _compared("<="),
    "Not": _not, "And": _logical("{} * {}"), "Or": _logical("maximum({}, {})"),
    "Xor": _logical("{} != {}"),
    "Where": lambda call: f"where({call[0].text}, {call[1].text}, {call[2].text})",
}  # fmt: skip
"""The rules, by operator."""
