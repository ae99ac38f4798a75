"""Values that sit on a kink, where a derivative is a convention."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.derivation.relus import relu_label
from engine.iterations.step import Step
from engine.language.expression import Call, calls
from engine.language.notation import Style
from engine.language.ops import option_of
from engine.language.rules import Rules
from engine.language.values import Value, is_array


def kink_note(step: Step, node: str, style: Style) -> str:
    """What to say of a step where the equation of `node` has a value on a kink, else nothing."""
    network = step.run.program.network
    definition = network.definitions.get(node)
    for part in () if definition is None else calls(definition):
        rule = KINK_RULES[part.op]
        if rule is None:
            continue
        whole = definition == part and part.op == "relu"
        label = relu_label(network.relus[node], style) if whole else part.op
        where = rule.place(step, part, label, style)
        if where:
            return f" {where} {rule.derivative(step, part)}"
    return ""


def _at_zero(step: Step, part: Call, label: str, style: Style) -> str:
    """That the operand is 0; empty if it is not."""
    value, written = step.evaluate(part.operands[0]), style.write(part.operands[0])
    if not _has_zero(value):
        return ""
    if is_array(value):
        return f"Where an entry of {written} is 0, it is on the kink of {label}:"
    return f"{written} = 0 sits on the kink of {label}:"


def _has_zero(value: Value) -> bool:
    return bool((value == 0.0).any()) if is_array(value) else value == 0.0


def _at_equals(step: Step, part: Call, label: str, style: Style) -> str:
    """That both operands are the same number; empty if they are not."""
    del label
    left, right = map(step.evaluate, part.operands)
    if not is_array(left) and not is_array(right) and left == right:
        return f"Both operands of {style.write(part)} are {style.number(left)}:"
    return ""


def _halves(step: Step, part: Call) -> str:
    del step, part
    return "each gets half of the gradient."


def _between_slopes(step: Step, part: Call) -> str:
    """Of a leaky ReLU, whose slopes on both sides are 1 and its option."""
    at_zero, slope = step.run.program.network.conventions.relu_at_zero, option_of(part, "slope")
    assert isinstance(slope, float)  # noqa: S101  (as its row says)
    return f"its derivative there is taken as {at_zero + (1 - at_zero) * slope:g}."


def _by_convention(name: str) -> Callable[[Step, Call], str]:
    """The derivative that a setting of the network says."""

    def derivative(step: Step, part: Call) -> str:
        del part
        taken = getattr(step.run.program.network.conventions, name)
        torch = "as torch does" if taken == 0.0 else "where torch takes 0"
        return f"by convention ({name} = {taken:g}) its derivative there is {taken:g}, {torch}."

    return derivative


class _Kink(NamedTuple):
    """A kink in words.

    Args:
        place: which value is on it, empty if none is.
        derivative: what is taken for a derivative there.
    """

    place: Callable[[Step, Call, str, Style], str]
    derivative: Callable[[Step, Call], str]


KINK_RULES: Rules[_Kink | None] = Rules(
    "kinks",
    __name__,
    {
        "relu": _Kink(_at_zero, _by_convention("relu_at_zero")),
        "abs": _Kink(_at_zero, _by_convention("abs_at_zero")),
        "leaky_relu": _Kink(_at_zero, _between_slopes),
        "minimum": _Kink(_at_equals, _halves),
        "maximum": _Kink(_at_equals, _halves),
    },
    {"smooth": None},
)
"""The kink of an op in words; None for an op that has none."""
