"""The ops on Python floats, each as one line of Python.

For single numbers Python's own arithmetic is many times faster than numpy's and needs no numpy to
be imported. It raises where IEEE 754 has an answer (1/0, exp(1000)); there, and only there, numpy
is asked, so both kinds of value follow the same rules. The lines stand here once: the functions
that run a step are made of them, and so is the code that `engine.iterations.compile` writes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from engine.language.expression import Options
from engine.language.op import SQRT_HALF
from engine.language.ops import OPS
from engine.language.rules import Rules

LEAST_WHOLE = 2.0**52
"""Floats from here on are whole numbers."""

_SIGMOID = (
    "1.0 / (1.0 + scalar_exp(-{0})) if {0} >= 0.0 else scalar_exp({0}) / (1.0 + scalar_exp({0}))"
)

SCALAR_RULES: Rules[str | None] = Rules(
    "single numbers",
    __name__,
    {
        "add": "{0} + {1}",
        "sub": "{0} - {1}",
        "mul": "{0} * {1}",
        "div": "{0} / {1}",
        "pow": "scalar_pow({0}, {1})",
        "neg": "-{0}",
        "abs": "abs({0})",
        "sign": "1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {at_zero} if {0} == 0.0 else {0}",
        "relu": "0.0 if {0} <= 0.0 else {0}",
        "step": "1.0 if {0} > 0.0 else 0.0 if {0} < 0.0 else {at_zero} if {0} == 0.0 else {0}",
        "leaky_relu": "{slope} * {0} if {0} <= 0.0 else {0}",
        "softplus": "({0} if {0} > 0.0 else 0.0) + scalar_log1p(scalar_exp(-abs({0})))",
        "sigmoid": _SIGMOID,
        "silu": f"{{0}} * ({_SIGMOID})",
        "tanh": "scalar_tanh({0})",
        "exp": "scalar_exp({0})",
        "log": "scalar_log({0})",
        "sqrt": "scalar_sqrt({0})",
        "square": "{0} * {0}",
        "minimum": "{0} if {0} <= {1} or {0} != {0} else {1}",
        "maximum": "{0} if {0} >= {1} or {0} != {0} else {1}",
        "sin": "scalar_sin({0}) if -inf < {0} < inf else nan",
        "cos": "scalar_cos({0}) if -inf < {0} < inf else nan",
        "erf": "scalar_erf({0})",
        "gelu": f"0.5 * {{0}} * scalar_erfc({{0}} * {-SQRT_HALF!r})",
        "detach": "{0}",
        "floor": f"{{0}} // 1.0 if -{LEAST_WHOLE!r} < {{0}} < {LEAST_WHOLE!r} else {{0}}",
        **{
            op: f"1.0 if {{0}} {sign} {{1}} else 0.0"
            for op, sign in (
                ("greater", ">"), ("greater_equal", ">="), ("less", "<"), ("less_equal", "<="),
                ("equal", "=="), ("not_equal", "!="),
            )
        },
        "where": "{1} if {0} != 0.0 else {2}",
        **dict.fromkeys(("sum", "mean", "max", "min", "sum_to", "broadcast_to"), "{0}"),
        **dict.fromkeys(
            ("matmul", "outer", "fold", "scatter_add", "softmax", "log_softmax", "cross_entropy"),
        ),
    },
    {"moves": None},
    exceptions=("broadcast_to",),
)  # fmt: skip
"""How an op is computed on single numbers, `{0}` and `{1}`, with its options by their names.

None for an op that takes or gives arrays.
"""

CLASS_LOSS = "class_loss"

AUXILIARY: Mapping[str, str] = {CLASS_LOSS: "0.0 if {0} == 0.0 else -{0} * {1}"}
"""Lines for parts of ops on arrays which no network has by themselves, on two numbers each.

What a class adds to the cross-entropy of its row, by its target and the logarithm of its
probability: as `engine.language.arrays.class_losses`.
"""

NAMES: Mapping[str, Any] = {
    "inf": math.inf,
    "nan": math.nan,
    "scalar_cos": math.cos,
    "scalar_erf": math.erf,
    "scalar_erfc": math.erfc,
    "scalar_exp": math.exp,
    "scalar_log": math.log,
    "scalar_log1p": math.log1p,
    "scalar_pow": math.pow,
    "scalar_sin": math.sin,
    "scalar_sqrt": math.sqrt,
    "scalar_tanh": math.tanh,
}
"""What the names in these lines stand for, but for Python's own."""


def written(op: str, options: Options) -> str | None:
    """The line for a call with these options, with `{0}`, `{1}`, `{2}` for its operands."""
    if op in AUXILIARY:
        return AUXILIARY[op]
    line = SCALAR_RULES[op]
    if line is None or not OPS[op].options:
        return line
    values = {option.name: option.default for option in OPS[op].options} | dict(options)
    return line.format("{0}", "{1}", "{2}", **{name: repr(value) for name, value in values.items()})


_FUNCTIONS: Mapping[str | None, Callable[..., float]] = {
    "{0} + {1}": operator.add,
    "{0} - {1}": operator.sub,
    "{0} * {1}": operator.mul,
    "-{0}": operator.neg,
    "abs({0})": abs,
    "scalar_tanh({0})": math.tanh,
}
"""The lines that Python has a function for, which is faster than one that is made."""


_MADE: dict[tuple[str, str], Callable[..., float]] = {}
"""The functions that have been made, by op and line; a key of options would take -0 for 0."""


_PLAIN: dict[str, Callable[..., float] | None] = {}
"""What calls without options have come to: large networks have many of them."""


def scalar_op(op: str, options: Options = ()) -> Callable[..., float] | None:
    """The function for a call with these options; None for an op on arrays."""
    if not options and op in _PLAIN:
        return _PLAIN[op]
    line = written(op, options)
    function = _FUNCTIONS.get(line)
    if function is None and line is not None:
        function = _MADE.get((op, line))
        if function is None:
            function = _MADE[op, line] = _made(op, line, options)
    if not options:
        _PLAIN[op] = function
    return function


def _made(op: str, line: str, options: Options) -> Callable[..., float]:
    operands = "ab" if op in AUXILIARY else "abc"[: OPS[op].operands]
    source = (
        f"def compute({', '.join(operands)}):\n"
        "    try:\n"
        f"        return {line.format(*operands)}\n"
        "    except (ArithmeticError, ValueError):\n"
        f"        return by_numpy({', '.join(operands)})\n"
    )
    names = {**NAMES, "by_numpy": _by_numpy(op, options)}
    exec(compile(source, f"<{op}>", "exec"), names)  # noqa: S102  (a line of this file, and numbers)
    computed: Callable[..., float] = names["compute"]
    return computed


def _by_numpy(op: str, options: Options) -> Callable[..., float]:
    def compute(*operands: float) -> float:
        import numpy as np

        from engine.language.arrays import ARRAY_RULES

        with np.errstate(all="ignore"):
            return float(ARRAY_RULES[op](*map(np.float64, operands), **dict(options)))

    return compute
