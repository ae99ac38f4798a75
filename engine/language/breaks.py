"""Breaks: where an op has no derivative, as an expression that changes its sign there."""

from __future__ import annotations

import math

from engine.language.expression import Call, Expression
from engine.language.op import call
from engine.language.ops import OPS


def has_break(part: Call) -> bool:
    """Whether an op has a kink, or jumps."""
    op = OPS[part.op]
    return op.kinked or op.jumps


def sides(part: Call) -> tuple[Expression, ...]:
    """What an op with a break has, at a break, two of that are equal, or one that is 0.

    No difference of entries changes its sign just where another one becomes the largest. So of the
    largest of some it is 1 for an entry that alone is it, 0 for those that are it together, and -1
    for the others.

    >>> from engine.language.parser import parse
    >>> sides(parse("relu(z)")), sides(parse("maximum(a, b)"))
    ((Name(name='z'),), (Name(name='a'), Name(name='b')))
    """
    match part.op:
        case "max" | "min":
            chosen = call("equal", *largest(part))
            count = _beside(Call("sum", (chosen,), part.options), part)
            return (chosen * (call("relu", 2.0 / count - 1.0) + 1.0) - 1.0,)
        case "floor":
            return (call("sin", math.pi * part.operands[0]),)
    return part.operands


def written_sides(part: Call) -> tuple[Expression, ...]:
    """The same, as it is said to a person."""
    match part.op:
        case "max" | "min":
            return largest(part)
        case "floor":
            return part.operands[0], part
    return part.operands


def largest(part: Call) -> tuple[Expression, Expression]:
    """The entries of which one is the largest or the smallest, and that beside each of them."""
    return part.operands[0], _beside(part, part)


def _beside(found: Call, part: Call) -> Call:
    """What is found for each of some entries, shaped to stand beside them."""
    return Call("expand_dims", (found,), part.options) if part.options else found


def distance(part: Call) -> Expression:
    """An expression that changes its sign where an op has a break."""
    first, *others = sides(part)
    return Call("sub", (first, *others)) if others else first
