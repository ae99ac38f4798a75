"""Zeros: where a part of an equation is 0 because of its operands, and which entries of these.

Each op has a rule of two functions. One says which entries of a call are not 0, given which of its
operands are not: 0 times anything is 0, a sum of zeros is 0. The other follows entries that are 0
into the operands, to the entries that make them so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.claims.parts import Part
from engine.language.expression import ZERO, Number
from engine.language.ops import option_of
from engine.language.rules import Rules
from engine.why.facts import Fact, Finder, Kind
from engine.why.moves import call_of, follow_moved, moved_nonzero
from engine.why.products import follow_product, nonzero_product, unbroadcast

if TYPE_CHECKING:
    from engine.claims.parts import Mask


class ZeroRule(NamedTuple):
    """The rule of an op.

    Args:
        nonzero: which entries of a call are not 0.
        follow: what makes these entries of a call 0.
    """

    nonzero: Callable[[Finder, Part], Mask]
    follow: Callable[[Finder, Part, Mask], Iterator[Fact]]


def _values_differ_from_0(finder: Finder, part: Part) -> Mask:
    """Of what is 0 by its value and not by its operands."""
    import numpy as np

    found: Mask = np.asarray(part.value) != 0.0
    return found | any(map(finder.is_touched, part.operands))


def _flat(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    del finder
    yield Fact(Kind.FLAT, part, where)


# What is 0 where its first operand is


def _first_nonzero(finder: Finder, part: Part) -> Mask:
    import numpy as np

    return np.broadcast_to(finder.nonzero(part.operands[0]), np.shape(part.value))


def _follow_first(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    nonzero = finder.nonzero(part.operands[0])
    yield from _came_out_as_0(part, where & nonzero)
    entries = unbroadcast(where & ~nonzero, nonzero)
    if entries.any():
        yield from finder.follow(part.operands[0], entries)


def _came_out_as_0(part: Part, where: Mask) -> Iterator[Fact]:
    """That entries of a part are 0 though its operands are not, if there are such."""
    if where.any():
        yield Fact(Kind.FLAT, part, where)


def _power_nonzero(finder: Finder, part: Part) -> Mask:
    rule = _first_nonzero if _has_root_0(part) else _values_differ_from_0
    return rule(finder, part)


def _follow_power(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    return (_follow_first if _has_root_0(part) else _flat)(finder, part, where)


def _has_root_0(part: Part) -> bool:
    """Whether a power is 0 where its base is."""
    exponent = part.operands[1].expression
    return isinstance(exponent, Number) and exponent.value > 0.0


def _sign_nonzero(finder: Finder, part: Part) -> Mask:
    rule = _first_nonzero if option_of(call_of(part), "at_zero") == 0.0 else _values_differ_from_0
    return rule(finder, part)


# Sums: 0 where all that is added up is


def _sum_nonzero(finder: Finder, part: Part) -> Mask:
    from functools import reduce
    from operator import or_

    return reduce(or_, map(finder.nonzero, part.operands))


def _follow_sum(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    flat = where & _sum_nonzero(finder, part)
    yield from _came_out_as_0(part, flat)
    for operand in part.operands:
        entries = unbroadcast(where & ~flat, finder.nonzero(operand))
        if entries.any():
            yield from finder.follow(operand, entries)


# ReLUs and steps


def _relu_nonzero(finder: Finder, part: Part) -> Mask:
    import numpy as np

    z = np.asarray(part.operands[0].value)
    found: Mask = ~(z < 0.0) & finder.nonzero(part.operands[0])
    return found


def _follow_relu(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    import numpy as np

    z = np.asarray(part.operands[0].value)
    if (where & (z < 0.0)).any():
        yield Fact(Kind.DEAD, part, where & (z < 0.0))
    if (where & (z == 0.0)).any():
        yield from finder.follow(part.operands[0], where & (z == 0.0))


def _follow_step(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    del finder
    import numpy as np

    z = np.asarray(part.operands[0].value)
    for kind, entries in ((Kind.DEAD, where & (z < 0.0)), (Kind.KINK, where & (z == 0.0))):
        if entries.any():
            yield Fact(kind, part, entries)


# What a condition chooses: where the alternative is a 0 that stands there, it is a mask


def _choice_nonzero(finder: Finder, part: Part) -> Mask:
    import numpy as np

    condition, one, other = map(finder.nonzero, part.operands)
    may_be_other = ~condition | finder.is_touched(part.operands[0])
    found: Mask = np.asarray((condition & one) | (may_be_other & other))
    return np.broadcast_to(found, np.shape(part.value))


def _follow_choice(finder: Finder, part: Part, where: Mask) -> Iterator[Fact]:
    condition, one, other = part.operands
    if other.expression != ZERO:
        yield from _flat(finder, part, where)
        return
    chosen, nonzero = finder.nonzero(condition), finder.nonzero(one)
    if not (where & nonzero).any():
        yield from finder.follow(one, unbroadcast(where, nonzero))
        return
    for operand, entries, like in (
        (condition, where & ~chosen, chosen), (one, where & chosen, nonzero)
    ):  # fmt: skip
        if entries.any():
            yield from finder.follow(operand, unbroadcast(entries, like))


_BY_FIRST = ZeroRule(_first_nonzero, _follow_first)
_BY_VALUE = ZeroRule(_values_differ_from_0, _flat)
_SUM = ZeroRule(_sum_nonzero, _follow_sum)
_PRODUCT = ZeroRule(nonzero_product, follow_product)
_MOVED = ZeroRule(moved_nonzero, follow_moved)

_REDUCING = ("sum", "mean", "sum_to", "fold", "scatter_add")

ZERO_RULES: Rules[ZeroRule] = Rules(
    "why a value is 0",
    __name__,
    {
        "relu": ZeroRule(_relu_nonzero, _follow_relu),
        "step": ZeroRule(_values_differ_from_0, _follow_step),
        "sign": ZeroRule(_sign_nonzero, _follow_first),
        "pow": ZeroRule(_power_nonzero, _follow_power),
        **dict.fromkeys(("add", "sub"), _SUM),
        **dict.fromkeys(_REDUCING, _MOVED),
        **dict.fromkeys(("mul", "matmul", "outer"), _PRODUCT),
        "where": ZeroRule(_choice_nonzero, _follow_choice),
        **dict.fromkeys(
            (
                "sigmoid", "softplus", "exp", "log", "cos", "minimum", "maximum", "max",
                "min", "softmax", "log_softmax", "cross_entropy",
            ),
            _BY_VALUE,
        ),
    },
    {"moves": _MOVED, "jumps": _BY_VALUE, "zero_if": _BY_FIRST},
    exceptions=("relu", "step", "sign", "mul", "matmul", "outer", "max", "min", *_REDUCING),
)  # fmt: skip
"""What makes a call 0, and where."""
