"""How each op is written out in the compiled function."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.iterations.code import Code, Operand
from engine.language.op import LEAKY_SLOPE
from engine.language.ops import OPS
from engine.language.rules import Rules
from engine.language.scalars import SCALAR_OPS
from engine.language.shapes import Shape

_DEFAULTS = {"sign": 0.0, "step": 0.0, "leaky_relu": LEAKY_SLOPE}
"""The options of ops that are called without one."""


@dataclass(frozen=True, slots=True)
class _Site:
    """A call on arrays: its op, the shape of its result, its operands, its option if it has one."""

    op: str
    shape: Shape
    operands: tuple[Operand, ...]
    option: float | None


def call(code: Code, op: str, operands: list[Operand], option: float | None) -> Operand:
    """The result of an op on some operands, written into the code."""
    shapes = [operand.shape for operand in operands]
    if not any(shapes) and op in SCALAR_OPS:
        return _scalar_call(code, op, [*operands, *_options(code, op, option)])
    code.has_arrays = True
    rule = OPS[op].shape
    shape = rule(*shapes) if option is None else rule(*shapes, option=option)
    return COMPILED_RULES[op](code, _Site(op, shape, tuple(operands), option))


def _options(code: Code, op: str, option: float | None) -> list[Operand]:
    """The option of a call, that of the op where it has none, as one operand or none."""
    option = _DEFAULTS.get(op) if option is None else option
    return [] if option is None else [code.number(option)]


_SCALAR_TEMPLATES = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / {1}",
    "neg": "-{0}",
    "abs": "abs({0})",
    "square": "{0} * {0}",
    "sign": "1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {1} if {0} == 0.0 else {0}",
    "relu": "0.0 if {0} <= 0.0 else {0}",
    "step": "1.0 if {0} > 0.0 else 0.0 if {0} < 0.0 else {1} if {0} == 0.0 else {0}",
    "leaky_relu": "{1} * {0} if {0} <= 0.0 else {0}",
    "sigmoid": "1.0 / (1.0 + scalar_exp(-{0})) if {0} >= 0.0"
    " else scalar_exp({0}) / (1.0 + scalar_exp({0}))",
    "minimum": "{0} if {0} <= {1} or {0} != {0} else {1}",
    "maximum": "{0} if {0} >= {1} or {0} != {0} else {1}",
}
"""The ops of `engine.language.scalars`, written out; the others are called."""


_IDENTITIES = frozenset({"sum", "mean", "sum_to", "broadcast_to"})
"""What does nothing to a single number."""


def _scalar_call(code: Code, op: str, operands: list[Operand]) -> Operand:
    if op in _IDENTITIES:
        return operands[0]
    numbers = [operand.number for operand in operands if operand.number is not None]
    if len(numbers) == len(operands):
        value = SCALAR_OPS[op](*numbers)
        if not math.isnan(value):  # whose sign could not be written
            return code.number(value)
    return code.compute(_SCALAR_TEMPLATES.get(op) or _called(f"scalar_{op}", operands), *operands)


def _called(function: str, operands: Sequence[Operand]) -> str:
    return f"{function}({', '.join(f'{{{i}}}' for i in range(len(operands)))})"


_OPERATORS = frozenset({"add", "sub", "mul", "div", "neg"})


def _array_call(code: Code, site: _Site) -> Operand:
    op, operands = site.op, site.operands
    if OPS[op].elementwise:
        operands = tuple([code.as_array(operand) for operand in operands])
    operands += tuple(_options(code, op, site.option))
    template = _SCALAR_TEMPLATES[op] if op in _OPERATORS else _called(f"array_{op}", operands)
    return code.compute_array(site.shape, template, *operands)


def _matmul(code: Code, site: _Site) -> Operand:
    left, right = site.operands
    may_share = left.owner == right.owner or (left.is_given and right.is_given)
    if may_share and left.shape == right.shape[::-1]:
        return _array_call(code, site)
    return code.compute_array(site.shape, "{0}.dot({1})", left, right)


def _transpose(code: Code, site: _Site) -> Operand:
    return code.view(site.shape, "{0}.T", *site.operands)


def _expand_dims(code: Code, site: _Site) -> Operand:
    (x,) = site.operands
    return code.view(site.shape, f"{{0}}.reshape({site.shape})", code.as_array(x))


def _relu(code: Code, site: _Site) -> Operand:
    zero = code.as_array(code.number(0.0))
    return code.compute_array(site.shape, "array_maximum({0}, {1}) + {1}", *site.operands, zero)


def _step(code: Code, site: _Site) -> Operand:
    (at_zero,) = _options(code, site.op, site.option)
    return code.compute_array(
        site.shape, "heaviside({0}, {1})", *site.operands, code.as_array(at_zero)
    )


def _sum(code: Code, site: _Site) -> Operand:
    axis = None if site.option is None else int(site.option)
    return code.compute_array(site.shape, f"add_reduce({{0}}, {axis})", *site.operands)


def _mean(code: Code, site: _Site) -> Operand:
    (x,) = site.operands
    count = math.prod(x.shape) if site.option is None else x.shape[int(site.option)]
    return call(code, "div", [_sum(code, site), code.number(count)], None)


def _sum_to(code: Code, site: _Site) -> Operand:
    from engine.language.arrays import repeated_axes

    x, _ = site.operands
    axes = repeated_axes(x.shape, site.shape)
    template = f"add_reduce({{0}}, {axes})"
    left = 0 if axes is None else len(x.shape) - len(axes)
    if left != len(site.shape):
        template += f".reshape({site.shape})"
    return code.compute_array(site.shape, template, x)


def _broadcast_to(code: Code, site: _Site) -> Operand:
    x, _ = site.operands
    return code.compute_array(site.shape, f"filled({{0}}, {site.shape})", x)


def _row_sums(code: Code, x: Operand) -> Operand:
    rows = (*x.shape[:-1], 1)
    return code.compute_array(rows, "add_reduce({0}, axis=-1, keepdims=True)", x)


def _shifted(code: Code, logits: Operand) -> Operand:
    rows = (*logits.shape[:-1], 1)
    highest = code.compute_array(rows, "max_reduce({0}, axis=-1, keepdims=True)", logits)
    return code.compute_array(logits.shape, "{0} - {1}", logits, highest)


def _softmax(code: Code, site: _Site) -> Operand:
    powers = code.compute_array(site.shape, "array_exp({0})", _shifted(code, *site.operands))
    return code.compute_array(site.shape, "{0} / {1}", powers, _row_sums(code, powers))


def _log_softmax(code: Code, site: _Site) -> Operand:
    logits = site.operands[0]
    shifted = _shifted(code, logits)
    powers = code.compute_array(logits.shape, "array_exp({0})", shifted)
    totals = _row_sums(code, powers)
    return code.compute_array(logits.shape, "{0} - array_log({1})", shifted, totals)


def _cross_entropy(code: Code, site: _Site) -> Operand:
    logits, onehot = site.operands
    logarithms = _log_softmax(code, site)
    losses = code.compute_array(logits.shape, "class_losses({0}, {1})", onehot, logarithms)
    return code.compute_array(site.shape, "add_reduce({0}, -1)", losses)


COMPILED_RULES: Rules[Callable[[Code, _Site], Operand]] = Rules(
    "compiled code",
    __name__,
    {
        "matmul": _matmul,
        "transpose": _transpose,
        "expand_dims": _expand_dims,
        "relu": _relu,
        "step": _step,
        "sum": _sum,
        "mean": _mean,
        "sum_to": _sum_to,
        "broadcast_to": _broadcast_to,
        "softmax": _softmax,
        "log_softmax": _log_softmax,
        "cross_entropy": _cross_entropy,
        "outer": _array_call,
    },
    {"elementwise": _array_call},
    exceptions=("relu", "step"),
)
"""How a call on arrays is written; most are one call of the function of `ARRAY_OPS`."""
