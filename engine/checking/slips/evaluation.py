"""Slips of the pocket calculator: a right formula whose value is not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from engine.checking.slips.rewrite import Rewrite, Rule, is_call
from engine.language.expression import Call, Expression, Number
from engine.language.op import call

_LN10, _LN2 = Number(math.log(10)), Number(math.log(2))


def evaluation(rule: Rule) -> Iterator[Rewrite]:
    """An op computed as another one, or with another sign."""
    for part, put in rule.places:
        if isinstance(part, Call):
            if rule.is_update and part is rule.expression:
                continue
            for other, words in _computed_as(part):
                yield Rewrite("evaluation", put(other), words, (part, *part.operands))
    if not rule.is_update and not is_call(rule.expression, *_SIGNED):
        yield Rewrite("evaluation", -rule.expression, "with the other sign: its sign is wrong")


def _computed_as(part: Call) -> Iterator[tuple[Expression, str]]:
    rule = _OTHERWISE.get(part.op)
    if rule is not None:
        yield from rule(part, *part.operands)
    elif part.op == "pow" and part.operands[1] == Number(2.0):
        yield from _square(part, part.operands[0])


_Others = Iterator[tuple[Expression, str]]


def _exp(part: Call, x: Expression) -> _Others:
    del part
    yield call("exp", -x), "if {0} were computed with the other sign of {1}"
    yield math.e * x, "if {0} were computed as e times {1}"


def _log(part: Call, x: Expression) -> _Others:
    del x
    words = "if the logarithm to base {base} were taken in {{0}}: it is the natural one"
    yield part / _LN10, words.format(base=10)
    yield part / _LN2, words.format(base=2)
    yield -part, _SIGN


def _sigmoid(part: Call, x: Expression) -> _Others:
    del part
    yield call("sigmoid", -x), "if {0} were computed as 1/(1 + exp({1})): the sign is wrong"
    yield call("tanh", x), "if tanh were computed in place of {0}"
    yield call("add", 1.0, call("exp", -x)), "if the reciprocal of {0} were taken"


def _tanh(part: Call, x: Expression) -> _Others:
    yield call("sigmoid", x), "if the sigmoid were computed in place of {0}"
    yield call("sigmoid", 2.0 * x), "if 1/(1 + exp(−2z)) were computed in place of {0}"
    yield -part, _SIGN


def _abs(part: Call, x: Expression) -> _Others:
    yield x, "if {0} were computed without the bars: it is never below 0"
    yield -part, "if {0} had the other sign: it is never below 0"


def _square(part: Call, x: Expression) -> _Others:
    yield -part, "if the minus sign stayed in {0}: a square is never below 0"
    yield 2.0 * x, "if {0} were computed as twice {1}"


def _add(part: Call, x: Expression, y: Expression) -> _Others:
    del part
    yield x - y, "if {1} − {2} were computed in place of {0}"
    if not isinstance(x, Number) and not isinstance(y, Number):
        yield y - x, "if {2} − {1} were computed in place of {0}"


def _relu(part: Call, x: Expression) -> _Others:
    del part
    yield call("abs", x), "if {0} were computed as |{1}|"
    yield call("minimum", x, 0.0), "if {0} kept what is below 0 instead of what is above"


_SIGN = "if {0} had the other sign"

_SIGNED = ("log", "tanh", "abs", "square", "mul", "matmul", "sign", "neg")
"""The ops whose sign is one of the things that may be wrong with them."""

_OTHERWISE: Mapping[str, Callable[..., _Others]] = {
    "exp": _exp,
    "log": _log,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "abs": _abs,
    "square": _square,
    "add": _add,
    "mul": lambda part, x, y: iter([(-part, _SIGN)]),
    "relu": _relu,
    "sub": lambda part, x, y: iter([(x + y, "if {1} + {2} were computed in place of {0}")]),
    "div": lambda part, x, y: iter([(x * y, "if {1} were multiplied by {2}, not divided")]),
    "neg": lambda part, x: iter([(x, "if the minus sign in {0} were forgotten")]),
    "sqrt": lambda part, x: iter([(x, "if no root were taken in {0}")]),
    "sign": lambda part, x: iter([(-part, _SIGN), (x, "if {1} itself were taken, not its sign")]),
    "matmul": lambda part, x, y: iter([(-part, _SIGN)]),
    "softmax": lambda part, x: iter([(call("sigmoid", x), "if {0} were the sigmoid instead")]),
}
"""What an op may be computed as by mistake."""
