"""Sentences about what only puts entries elsewhere: windows, slices, other shapes, and look-ups."""

from __future__ import annotations

from engine.iterations.step import Step
from engine.language.expression import Call, Name
from engine.language.notation import Style
from engine.language.ops import written_operands
from engine.language.text import listed
from engine.language.values import shape_of


def move_note(step: Step, call: Call, style: Style) -> str | None:
    """What a node has of another; None where there is no more to say than what it is computed from.

    Args:
        step: the step that computes the node.
        call: its equation.
        style: how to write.
    """
    name, operands = style.name(step.node), written_operands(call)
    if not all(isinstance(operand, Name) for operand in operands):
        return None
    of, *others = [style.write(operand) for operand in operands]
    match call.op:
        case "unfold":
            return f"{name} has a column for each window of {of}."
        case "fold":
            return f"{name} adds up what the columns of {of} have for each place."
        case "reshape":
            return f"{name} has the entries of {of} in another shape."
        case "permute":
            return f"{name} has the entries of {of}, its axes in another order."
        case "slice" if shape_of(step.value) != shape_of(step.evaluate(operands[0])):
            return f"{name} is a part of {of}."
        case "take":
            return f"{name} is what {of} has at the places {listed(others)}."
        case "concat":
            return f"{name} puts {listed([of, *others])} side by side."
    return None
