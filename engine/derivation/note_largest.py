"""Sentences about the largest and the smallest of some entries."""

from __future__ import annotations

from engine.claims.largest import IsLargest, SharedByLargest
from engine.derivation.said import Said
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name
from engine.language.notation import Style
from engine.language.ops import option_of
from engine.language.text import listed
from engine.language.values import is_array


def largest_note(step: Step, expression: Expression, style: Style) -> Said | None:
    """Of what a node is the largest; None for any other equation."""
    if not _is_largest(expression):
        return None
    assert isinstance(expression, Call)  # noqa: S101  (as it is one)
    who = (
        f"Each entry of {style.name(step.node)}" if is_array(step.value) else style.name(step.node)
    )
    words = f"{who} is the {_kind(expression)} of {style.write(expression.operands[0])}"
    claims = (IsLargest(step.iteration, step.index, expression),)
    return Said(f"{words}{_along(expression)}.", claims)


def shared_note(step: Step, child: str, style: Style) -> Said | None:
    """Which entries a gradient goes to that comes from the largest of them; None from elsewhere."""
    network = step.run.program.network
    expression = network.definitions[child]
    if not _is_largest(expression) or not is_array(step.value):
        return None
    assert isinstance(expression, Call)  # noqa: S101  (as it is one)
    if expression.operands != (Name(step.node),):
        return None
    upstream, node = style.name(gradient_name(network.loss, child)), style.name(step.node)
    words = f"{upstream} goes to the {_kind(expression)} of {node}{_along(expression)}"
    claims = (SharedByLargest(step.iteration, step.index, child, expression),)
    return Said(f"{words}, all others get none; where several are it, they share.", claims)


def _is_largest(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.op in ("max", "min")


def _kind(call: Call) -> str:
    return "largest" if call.op == "max" else "smallest"


def _along(call: Call) -> str:
    """As in: along axis 1; nothing where it is of all entries."""
    axis = option_of(call, "axis")
    if axis is None:
        return ""
    axes = axis if isinstance(axis, tuple) else (axis,)
    return f" along {'axis' if len(axes) == 1 else 'axes'} {listed([f'{each:g}' for each in axes])}"
