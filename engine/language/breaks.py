"""Breaks: where an op has no derivative, as an expression that changes its sign there."""

from __future__ import annotations

import math

from engine.language.expression import Call, Expression, Number
from engine.language.op import call
from engine.language.ops import OPS


def has_break(part: Call) -> bool:
    """Whether an op has a kink, or jumps."""
    op = OPS[part.op]
    return op.kinked or op.jumps


def sides(part: Call) -> tuple[Expression, ...]:
    """What an op with a break has, at a break, two of that are equal, or one that is 0.

    Of the largest of some entries it is whether an entry is that, next to a half: no difference of
    entries changes its sign just where another one becomes the largest.

    >>> from engine.language.parser import parse
    >>> sides(parse("relu(z)")), sides(parse("maximum(a, b)"))
    ((Name(name='z'),), (Name(name='a'), Name(name='b')))
    """
    match part.op:
        case "max" | "min":
            return call("equal", *largest(part)), Number(0.5)
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
    options = dict(part.options)
    found = part if not options else Call("expand_dims", (part,), part.options)
    return part.operands[0], found


def distance(part: Call) -> Expression:
    """An expression that changes its sign where an op has a break."""
    first, *others = sides(part)
    return Call("sub", (first, *others)) if others else first
