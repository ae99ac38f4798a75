"""Values that sit on a kink, where a derivative is a convention."""

from __future__ import annotations

from collections.abc import Iterator

from engine.derivation.relus import relu_label
from engine.iterations.step import Step
from engine.language.expression import Call, Expression
from engine.language.notation import Style
from engine.language.op import LEAKY_SLOPE
from engine.language.ops import option_of
from engine.language.values import Value, is_array

KINKED = frozenset({"relu", "leaky_relu", "abs", "minimum", "maximum"})
"""The ops that have no derivative at one place."""


def kink_note(step: Step, node: str, style: Style) -> str:
    """What to say of a step where the equation of `node` has a value on a kink, else nothing."""
    for part in _kinked_calls(step.run.program.network.definitions.get(node)):
        whole = step.run.program.network.definitions[node] == part
        label = relu_label(node, style) if whole and part.op == "relu" else part.op
        where = _place(step, part, label, style)
        if where:
            return f" {where} {_derivative_there(step, part)}"
    return ""


def _kinked_calls(expression: Expression | None) -> Iterator[Call]:
    if isinstance(expression, Call):
        if expression.op in KINKED:
            yield expression
        for operand in expression.operands:
            yield from _kinked_calls(operand)


def _place(step: Step, part: Call, label: str, style: Style) -> str:
    """Which value is on the kink; empty if none is."""
    if part.op in ("minimum", "maximum"):
        left, right = map(step.evaluate, part.operands)
        if not is_array(left) and not is_array(right) and left == right:
            return f"Both operands of {style.write(part)} are {style.number(left)}:"
        return ""
    value, written = step.evaluate(part.operands[0]), style.write(part.operands[0])
    if not _has_zero(value):
        return ""
    if is_array(value):
        return f"Where an entry of {written} is 0, it is on the kink of {label}:"
    return f"{written} = 0 sits on the kink of {label}:"


def _has_zero(value: Value) -> bool:
    return bool((value == 0.0).any()) if is_array(value) else value == 0.0


def _derivative_there(step: Step, part: Call) -> str:
    conventions = step.run.program.network.conventions
    if part.op in ("minimum", "maximum"):
        return "each gets half of the gradient."
    if part.op == "leaky_relu":
        slope = option_of(part)
        slope = LEAKY_SLOPE if slope is None else slope
        taken = conventions.relu_at_zero + (1 - conventions.relu_at_zero) * slope
        return f"its derivative there is taken as {taken:g}."
    name = "abs_at_zero" if part.op == "abs" else "relu_at_zero"
    taken = getattr(conventions, name)
    torch = "as torch does" if taken == 0.0 else "where torch takes 0"
    return f"by convention ({name} = {taken:g}) its derivative there is {taken:g}, {torch}."
