"""The lines of a step's hand computation."""

from __future__ import annotations

from collections.abc import Iterator

from engine.expression import Call, Expression, Name, Number
from engine.notation import Style, ValueOf
from engine.trace import Step
from engine.values import Value, apply

MAX_LINES = 6
"""A hand computation longer than this is shown with its middle left out."""


def derivation(step: Step, style: Style) -> list[str]:
    """The right-hand side of a step: in names, in numbers, then op by op to the value.

    The line after the numbers computes every innermost op, the next the ops around those, and so
    on: `1 · 0.5 + 0.5 · 0.5`, `0.5 + 0.25`, `0.75`.
    """
    expression = step.equation.expression
    levels = _levels(step, expression)
    lines = [style.write(expression)]
    for level in range(levels[id(expression)][0] + 1):
        line = style.write(expression, _known_at(levels, level))
        if line != lines[-1]:
            lines.append(line)
    return lines if len(lines) <= MAX_LINES else [*lines[:3], *lines[3 - MAX_LINES :]]


_Levels = dict[int, tuple[int, Value]]
"""For each part of an expression, by its id, how many ops deep it is, and its value."""


def _levels(step: Step, expression: Expression) -> _Levels:
    found: _Levels = {}

    def visit(part: Expression) -> tuple[int, Value]:
        if isinstance(part, Call):
            operands = [visit(operand) for operand in part.operands]
            value = apply(part, [value for _, value in operands])
            level = 1 + max((found[id(x)][0] for x in _added(part)), default=0)
            for partial in _partial_sums(part):
                found[id(partial)] = level, found[id(partial)][1]
            found[id(part)] = level, value
        elif isinstance(part, Name):
            found[id(part)] = 0, step.before(part.name)
        elif isinstance(part, Number):
            found[id(part)] = 0, part.value
        return found[id(part)]

    visit(expression)
    return found


def _added(part: Call) -> Iterator[Expression]:
    """The operands of a call; of a sum all terms, which are added up in one line."""
    for operand in part.operands:
        if part.op == "add" and isinstance(operand, Call) and operand.op == "add":
            yield from _added(operand)
        else:
            yield operand


def _partial_sums(part: Call) -> Iterator[Call]:
    for operand in part.operands:
        if part.op == "add" and isinstance(operand, Call) and operand.op == "add":
            yield operand
            yield from _partial_sums(operand)


def _known_at(levels: _Levels, level: int) -> ValueOf:
    def value_of(part: Expression) -> Value | None:
        depth, value = levels[id(part)]
        return value if depth <= level else None

    return value_of
