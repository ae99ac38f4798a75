"""Zeros that are moved: what puts the entries of an operand elsewhere, or adds some of them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from engine.claims.parts import Part
from engine.language.expression import Call
from engine.language.ops import OPS, linear, option_of
from engine.language.shapes import axes_of
from engine.language.values import Value, apply, zeros
from engine.why.facts import Fact, Finder, Kind

if TYPE_CHECKING:
    from engine.claims.parts import Mask


def call_of(part: Part) -> Call:
    """The call that a part is."""
    assert isinstance(part.expression, Call)  # noqa: S101  (as it has a rule)
    return part.expression


def _with(part: Part, made: Callable[[Part], Value]) -> list[Value]:
    """Something in the place of each operand whose entries a call moves or adds up."""
    guides = OPS[call_of(part).op].guides
    return [
        each.value if place in guides else made(each) for place, each in enumerate(part.operands)
    ]


def moved_nonzero(finder: Finder, part: Part) -> Mask:
    """Which entries of a call are made of one that is not 0."""
    import numpy as np

    counted = _with(part, lambda each: finder.nonzero(each).astype(float))
    found: Mask = np.asarray(apply(call_of(part), counted)) != 0.0
    return found


def follow_moved(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    """The entries of operands that make these of a call 0, or that none is put there."""
    flat = where & (moved_nonzero(finder, part) | is_empty(part))
    if flat.any():
        yield Fact(Kind.FLAT, part, flat)
    for place, operand in enumerate(part.operands):
        if place not in OPS[call_of(part).op].guides:
            entries = _taken(part, place, where & ~flat, finder.nonzero(operand))
            if entries.any():
                yield from finder.follow(operand, entries)


def is_empty(part: Part) -> Mask:
    """Where in a call no entry of its operands is put."""
    import numpy as np

    ones = _with(part, lambda each: zeros(np.shape(each.value)) + 1.0)
    found: Mask = np.asarray(apply(linear(call_of(part)), ones)) == 0.0
    return found


def _taken(part: Part, place: int, where: Mask, like: Mask) -> Mask:
    """The entries of an operand that these of a call are made of."""
    import numpy as np

    call = call_of(part)
    if OPS[call.op].moves:
        return _moved_from(part, place, where, like)
    if call.op == "sum_to":
        return np.broadcast_to(where, like.shape)
    if call.op == "scatter_add":
        there = Call("take", (), (("axis", option_of(call, "axis") or 0.0),))
        landed: Mask = np.asarray(apply(there, [1.0 * where, part.operands[1].value])) == 1.0
        return landed
    if call.op == "fold":
        options = tuple(each for each in call.options if each[0] != "size")
        windows: Mask = np.asarray(apply(Call("unfold", (), options), [1.0 * where])) != 0.0
        return windows
    axes = axes_of(option_of(call, "axis"), like.ndim)
    sizes = [1 if axis in axes else size for axis, size in enumerate(like.shape)]
    return np.broadcast_to(where.reshape(sizes), like.shape)


def _moved_from(part: Part, place: int, where: Mask, like: Mask) -> Mask:
    """The entries of an operand that stand in these places, found by moving their numbers."""
    import numpy as np

    operands = _with(part, lambda each: zeros(np.shape(each.value)))
    numbers = np.arange(1.0, 1.0 + like.size).reshape(like.shape)
    operands[place] = numbers if like.shape else 1.0
    found = np.asarray(apply(linear(call_of(part)), operands))[where]
    taken: Mask = np.zeros(like.size + 1, np.bool_)
    taken[found.astype(np.intp)] = True
    return taken[1:].reshape(like.shape)
