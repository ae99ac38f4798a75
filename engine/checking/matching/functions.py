"""Functions that everybody knows, and their derivatives, by what they are called on pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.checking.reading.written import Word
from engine.errors import UnreadError
from engine.language.expression import Expression, Number
from engine.language.op import Conventions, call
from engine.language.ops import OPS

OPS_BY_NAME: Mapping[str, str] = {
    "relu": "relu", "rectifier": "relu", "leakyrelu": "leaky_relu",
    "σ": "sigmoid", "sigma": "sigmoid", "sigmoid": "sigmoid", "logistic": "sigmoid",
    "sig": "sigmoid", "sigm": "sigmoid",
    "tanh": "tanh", "exp": "exp", "log": "log", "ln": "log", "sqrt": "sqrt", "abs": "abs",
    "softplus": "softplus", "softmax": "softmax", "sign": "sign", "sgn": "sign",
    "step": "step", "heaviside": "step", "sum": "sum", "mean": "mean", "square": "square",
    "max": "maximum", "maximum": "maximum", "min": "minimum", "minimum": "minimum",
    "crossentropy": "cross_entropy", "ce": "cross_entropy", "transpose": "transpose",
    "outer": "outer", "matmul": "matmul", "dot": "matmul",
}  # fmt: skip
"""The op of every word for a function, in small letters."""

FUNCTION_WORDS = frozenset({*OPS_BY_NAME, "ReLU", "LeakyReLU", "log10", "lg", "identity", "id"})
"""Words for functions that no page has to define."""

_TEN = 10.0


def function_of(
    word: Word, arguments: Sequence[Expression], conventions: Conventions
) -> Expression | None:
    """A function that everybody knows, applied; None where the word is none.

    Raises:
        UnreadError: where it has more or fewer arguments.
    """
    name = "sum" if word.base == "Σ" else word.base.lower()  # which would be σ
    name = name.replace("_", "").replace("-", "")
    if word.sub and name not in ("log",):
        name += word.sub.replace("_", "") if (name + word.sub) in OPS_BY_NAME else ""
    if name in ("identity", "id"):
        return arguments[0]
    if name in ("log10", "lg") or (name == "log" and word.sub == "10"):
        return call("log", *arguments) / call("log", Number(_TEN))
    op = OPS_BY_NAME.get(name)
    if op is None:
        return None
    if "prime" in word.marks:
        rule = DERIVATIVES.get(op)
        return None if rule is None else rule(arguments[0], conventions)
    wanted = OPS[op].operands
    if len(arguments) != wanted:
        raise UnreadError(f"{word.base} of {len(arguments)} arguments; it takes {wanted}")
    return call(op, *arguments)


DERIVATIVES: Mapping[str, Callable[[Expression, Conventions], Expression]] = {
    "relu": lambda z, conventions: call("step", z, at_zero=conventions.relu_at_zero),
    "sigmoid": lambda z, _: call("sigmoid", z) * (1 - call("sigmoid", z)),
    "tanh": lambda z, _: 1 - call("square", call("tanh", z)),
    "exp": lambda z, _: call("exp", z),
    "log": lambda z, _: Number(1.0) / z,
    "abs": lambda z, conventions: call("sign", z, at_zero=conventions.abs_at_zero),
    "softplus": lambda z, _: call("sigmoid", z),
    "square": lambda z, _: 2 * z,
}
"""The derivative of each function, at a place: `σ'(z)`."""
