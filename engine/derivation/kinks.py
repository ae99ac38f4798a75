"""Values that sit on a kink, where a derivative is a convention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from engine.claims.forward import OnKink
from engine.derivation.relus import relu_label
from engine.derivation.said import NOTHING, Said
from engine.iterations.step import Arrived, Step
from engine.language.expression import Call, calls, trails
from engine.language.figures import brief
from engine.language.notation import Style
from engine.language.ops import option_of
from engine.language.rules import Rules
from engine.language.values import Value, is_array
from engine.network.relus import Relu


def kink_note(step: Step, style: Style) -> Said:
    """What to say of a forward step whose equation has a value on a kink, else nothing."""
    definition = step.run.program.network.definitions[step.node]
    return _note(step, step.node, calls(definition), style)


def passed_kink_note(step: Step, term: Arrived, style: Style) -> Said:
    """What to say where a contribution passes a kink in the equation of the child, else nothing."""
    definition = step.run.program.network.definitions[term.child]
    passed = (call for call, _ in trails(definition)[term.position])
    return _note(step, term.child, passed, style)


def _note(step: Step, node: str, parts: Iterable[Call], style: Style) -> Said:
    """What to say of the first of these parts of the equation of a node that is on its kink."""
    relus = step.run.program.network.relus_in.get(node, ())
    for part in parts:
        rule = KINK_RULES[part.op]
        if rule is None:
            continue
        where = rule.place(step, part, _label(part, relus, style), style)
        if where:
            derivative = rule.derivative(step, part)
            claim = OnKink(step.iteration, step.index, part, derivative.value)
            return Said(f"{where} {derivative.words}", (claim,))
    return NOTHING


def _label(part: Call, relus: Sequence[Relu], style: Style) -> str:
    """What an op with a kink is called."""
    for relu in relus:
        if part.op == "relu" and part.operands == (relu.z,):
            return relu_label(relu, style)
    return part.op


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


class _Taken(NamedTuple):
    """What is taken for a derivative, as a number and in words."""

    value: float
    words: str


def _halves(step: Step, part: Call) -> _Taken:
    del step, part
    return _Taken(0.5, "each gets half of the gradient.")


def _between_slopes(step: Step, part: Call) -> _Taken:
    """Of a leaky ReLU, whose slopes on both sides are 1 and its option."""
    at_zero, slope = step.run.program.network.conventions.relu_at_zero, option_of(part, "slope")
    assert isinstance(slope, float)  # noqa: S101  (as its row says)
    value = at_zero + (1 - at_zero) * slope
    return _Taken(value, f"its derivative there is taken as {brief(value)}.")


def _by_convention(name: str) -> Callable[[Step, Call], _Taken]:
    """The derivative that a setting of the network says."""

    def derivative(step: Step, part: Call) -> _Taken:
        del part
        taken = getattr(step.run.program.network.conventions, name)
        torch = "as torch does" if taken == 0.0 else "where torch takes 0"
        said = brief(taken)
        words = f"by convention ({name} = {said}) its derivative there is {said}, {torch}."
        return _Taken(taken, words)

    return derivative


class _Kink(NamedTuple):
    """A kink in words.

    Args:
        place: which value is on it, empty if none is.
        derivative: what is taken for a derivative there.
    """

    place: Callable[[Step, Call, str, Style], str]
    derivative: Callable[[Step, Call], _Taken]


KINK_RULES: Rules[_Kink | None] = Rules(
    "kinks",
    __name__,
    {
        "relu": _Kink(_at_zero, _by_convention("relu_at_zero")),
        "abs": _Kink(_at_zero, _by_convention("abs_at_zero")),
        "leaky_relu": _Kink(_at_zero, _between_slopes),
        "minimum": _Kink(_at_equals, _halves),
        "maximum": _Kink(_at_equals, _halves),
        **dict.fromkeys(("max", "min")),  # where several are, each gets its share: a sum says so
    },
    {"smooth": None},
)
"""The kink of an op in words; None for an op that has none."""
