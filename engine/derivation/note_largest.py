"""Sentences about the largest and the smallest of some entries."""

from __future__ import annotations

from engine.claims.largest import IsLargest, SharedByLargest
from engine.derivation.said import Said
from engine.iterations.step import Step
from engine.language.expression import Call, Name, gradient_name
from engine.language.notation import Style
from engine.language.ops import option_of
from engine.language.text import listed
from engine.language.values import is_array


def largest_note(step: Step, call: Call, style: Style) -> Said:
    """Of what a node is the largest."""
    name = style.name(step.node)
    who = f"Each entry of {name}" if is_array(step.value) else name
    words = f"{who} is the {_kind(call)} of {style.write(call.operands[0])}{_along(call)}."
    return Said(words, (IsLargest(step.iteration, step.index, call),))


def shared_note(step: Step, child: str, call: Call, style: Style) -> Said | None:
    """Which entries a gradient goes to that comes from the largest of them.

    None where it comes from the largest of what is computed from them.

    Args:
        step: the step that computes the gradient.
        child: the node that is the largest.
        call: its equation.
        style: how to write.
    """
    if call.operands != (Name(step.node),):
        return None
    upstream = style.name(gradient_name(step.run.program.network.loss, child))
    words = f"{upstream} goes to the {_kind(call)} of {style.name(step.node)}{_along(call)}"
    claims = (SharedByLargest(step.iteration, step.index, child, call),)
    return Said(f"{words} alone; where several are that, they share it.", claims)


def _kind(call: Call) -> str:
    return "largest" if call.op == "max" else "smallest"


def _along(call: Call) -> str:
    """As in: along axis 1; nothing where it is of all entries."""
    axis = option_of(call, "axis")
    if axis is None:
        return ""
    axes = axis if isinstance(axis, tuple) else (axis,)
    return f" along {'axis' if len(axes) == 1 else 'axes'} {listed([f'{each:g}' for each in axes])}"
