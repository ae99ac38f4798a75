"""Sentences about operands that are both repeated: each part of one meets each of the other.

It is what makes 32 × 32 errors of 32 predictions, `[32×1]`, and 32 targets, `[32]`: nothing is
wrong with that, and often it is not what was meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.claims.pairs import Pairs
from engine.derivation.said import NOTHING, Said
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, calls
from engine.language.notation import Style
from engine.language.ops import infer_shape
from engine.language.shapes import Shape, say_shape

MEETING = frozenset(("add", "sub", "mul", "div"))
"""The ops that bring two arrays together entry by entry."""


def pairs_note(step: Step, style: Style) -> Said:
    """What is said of the first two operands that are both repeated, unless it is said so there."""
    for call in calls(step.equation.expression):
        if call.op not in MEETING or any(map(_is_widened, call.operands)):
            continue
        left, right = (infer_shape(each, step.run.program.shapes) for each in call.operands)
        mine, theirs = next(_apart(left, right), 0), next(_apart(right, left), 0)
        if mine and theirs:
            counts = left[mine], right[theirs]
            claim = Pairs(step.iteration, step.index, call, (mine, theirs), counts)
            return Said(_words(call, (left, right), counts, style), (claim,))
    return NOTHING


def _words(call: Call, shapes: tuple[Shape, Shape], counts: tuple[int, int], style: Style) -> str:
    names = [style.write(each) for each in call.operands]
    parts = [
        "entries" if math.prod(shape) == count else "parts"
        for shape, count in zip(shapes, counts, strict=True)
    ]
    sizes = " and ".join(map(say_shape, shapes))
    return (
        f"Each of the {counts[0]} {parts[0]} of {names[0]} meets each of the {counts[1]} "
        f"{parts[1]} of {names[1]}: {sizes} are both repeated to fit."
    )


def _apart(shape: Shape, other: Shape) -> Iterator[int]:
    """The axes, counted from the last, along which the other one is repeated."""
    for axis in range(-1, -len(shape) - 1, -1):
        if shape[axis] > 1 and (-axis > len(other) or other[axis] == 1):
            yield axis


def _is_widened(expression: Expression) -> bool:
    """Whether an axis has been given to something on purpose."""
    return isinstance(expression, Call) and expression.op == "expand_dims"
