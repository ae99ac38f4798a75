"""Arithmetic, comparisons and logic, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.functions import power
from engine.drafts.texts.numbers import number, written
from engine.torch.rules.template import first, template, templates


def _times(factor: float | Operand, text: str) -> str:
    """Something times a number that may be 1."""
    return text if factor == 1 else f"{written(factor)} * {text}"


def _add(call: Call) -> str:
    return f"{written(call['self'])} + {_times(call['alpha'], written(call['other']))}"


def _sub(call: Call) -> str:
    return f"{written(call['self'])} - {_times(call['alpha'], written(call['other']))}"


def _rsub(call: Call) -> str:
    return f"{written(call['other'])} - {_times(call['alpha'], written(call['self']))}"


def _mul(call: Call) -> str:
    return f"{written(call['self'])} * {written(call['other'])}"


def _div(call: Call) -> str:
    text = f"{written(call['self'])} / {written(call['other'])}"
    mode = call.arguments.get("rounding_mode")
    if mode is None:
        return text
    return f"floor({text})" if mode == "floor" else _towards_0(call, text)


def _towards_0(call: Call, text: str) -> str:
    ratio = call.let("ratio", text, call.shape)
    return f"sign({ratio}) * floor(abs({ratio}))"


def _pow(call: Call) -> str:
    return power(call["self"], call["exponent"])


def _addcmul(call: Call) -> str:
    return f"{call['self']} + {_times(call['value'], str(call['tensor1']))} * {call['tensor2']}"


def _addcdiv(call: Call) -> str:
    return f"{call['self']} + {_times(call['value'], str(call['tensor1']))} / {call['tensor2']}"


def _lerp(call: Call) -> str:
    start = call.named("self")
    return f"{start} + {written(call['weight'])} * ({call['end']} - {start})"


def _fmod(call: Call) -> str:
    x, y = written(call["self"]), written(call["other"])
    return f"{x} - {y} * ({_towards_0(call, f'{x} / {y}')})"


def truth(x: Operand | float) -> str:
    """Whether each entry is something else than 0, as 1 or 0."""
    if isinstance(x, Operand) and x.kind != "bool":
        return f"({x} != 0)"
    return written(x)


def _logical(sign: str) -> Rule:
    return lambda call: sign.format(truth(call["self"]), truth(call["other"]))


def _bitwise(sign: str) -> Rule:
    def rule(call: Call) -> str:
        if call.kind != "bool":
            call.refuse("of whole numbers has no equation: compare the numbers instead")
        return sign.format(written(call["self"]), written(call["other"]))

    return rule


def _not(call: Call) -> str:
    x = call["self"]
    return f"1 - {x}" if x.kind == "bool" else f"{x} == 0"


def _clamp(call: Call) -> str:
    """As torch: at a bound itself the gradient passes."""
    low, high = call.arguments.get("min"), call.arguments.get("max")
    x = call.named("self")
    found = str(x)
    if high is not None:
        found = f"where({x} > {written(high)}, {written(high)}, {found})"
    if low is not None:
        found = f"where({x} < {written(low)}, {written(low)}, {found})"
    return found


def _convert(call: Call) -> str | Operand:
    """A tensor with numbers of another kind."""
    x: Operand = call.args[0]
    if call.kind == "bool" and x.kind != "bool":
        return f"{x} != 0"
    if call.kind == "int" and x.kind == "float":
        x = call.named(next(iter(call.arguments)))
        return f"sign({x}) * floor(abs({x}))"
    return x


def _full_like(call: Call) -> str:
    value = call.arguments.get("fill_value", call.arguments.get("value", 0))
    given = str(call.args[0])
    return f"{value if isinstance(value, Operand) else number(value)} + 0 * {given}"


def _where(call: Call) -> str:
    condition = call["condition"]
    return f"where({condition}, {written(call['self'])}, {written(call['other'])})"


def _masked_fill(call: Call) -> str:
    return f"where({call['mask']}, {written(call['value'])}, {call['self']})"


_COMPARED = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}

ARITHMETIC: Mapping[str, Rule] = {
    "add": _add, "sub": _sub, "subtract": _sub, "rsub": _rsub,
    "mul": _mul, "multiply": _mul, "div": _div, "divide": _div, "true_divide": _div,
    "pow": _pow, "addcmul": _addcmul, "addcdiv": _addcdiv, "lerp": _lerp,
    "fmod": _fmod, "clamp": _clamp, "clip": _clamp, "clamp_min": _clamp, "clamp_max": _clamp,
    "where": _where, "masked_fill": _masked_fill,
    "logical_and": _logical("{} * {}"), "logical_or": _logical("maximum({}, {})"),
    "logical_xor": _logical("{} != {}"), "logical_not": _not, "bitwise_not": _not,
    "bitwise_and": _bitwise("{} * {}"), "__and__": _bitwise("{} * {}"),
    "bitwise_or": _bitwise("maximum({}, {})"), "__or__": _bitwise("maximum({}, {})"),
    "bitwise_xor": _bitwise("{} != {}"), "__xor__": _bitwise("{} != {}"),
    "to": _convert, "_to_copy": _convert, "type_as": _convert,
    "clone": first, "contiguous": first, "alias": first, "lift_fresh_copy": first, "lift": first,
    "lift_fresh": first, "positive": first, "resolve_conj": first, "resolve_neg": first,
    "zeros_like": template("0 * {self}"), "ones_like": template("1 + 0 * {self}"),
    "full_like": _full_like, "fill": _full_like,
    **templates(
        {
            "neg": "-{self}", "negative": "-{self}",
            "maximum": "maximum({self}, {other})", "minimum": "minimum({self}, {other})",
            "fmax": "maximum({self}, {other})", "fmin": "minimum({self}, {other})",
            "max.other": "maximum({self}, {other})", "min.other": "minimum({self}, {other})",
            "floor_divide": "floor({self} / {other})",
            "remainder": "{self} - {other} * floor({self} / {other})",
            "copysign": "abs({self}) * where({other} < 0, -1, 1)",
            "hypot": "sqrt(square({self}) + square({other}))",
            "logaddexp": "{self} + softplus({other} - {self})",
            "xlogy": "where({self} == 0, 0, {self} * log(where({self} == 0, 1, {other})))",
            "heaviside": "where({self} == 0, {values}, step({self}))",
            "isnan": "{self} != {self}",
            "isinf": "abs({self}) == inf",
            "isfinite": "abs({self}) < inf",
        }
    ),
    **{name: template(f"{{self}} {sign} {{other}}") for name, sign in _COMPARED.items()},
}  # fmt: skip
"""The rules of arithmetic."""
