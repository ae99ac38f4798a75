"""The sides of an equation with numbers, `2 · 0.25 + 0.5`, `0.5 + 0.5`, `1`, true as they stand.

`=` stands before a side only if a reader who computes with the numbers as they are written in the
side before gets the ones written in it, rounded as they are. Otherwise it is `≈`, and only the last
digit is off; where more of them cancel, the side before is written with more digits for that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import IntEnum
from functools import reduce
from typing import NamedTuple

from engine.language.expression import Call, Expression, Number
from engine.language.notation import Style, ValueOf
from engine.language.rounding import RESIDUE_DIGITS, Residue
from engine.language.rules import Rules
from engine.language.values import Value, apply, is_array, unwarned

MOST_DIGITS = 17
"""So many significant digits tell a float from all others."""

CLOSE_UNITS = 10
"""Where `≈` stands only the last digit is off: by less than so many of its units."""

_EXACTLY = Context(prec=60, Emin=-999_999, Emax=999_999, traps=[])
"""How printed numbers are computed with: as good as exactly."""


class Side(str):
    """A side of an equation: its text, which knows the sign that stands before it."""

    __slots__ = ("sign",)

    sign: str

    @classmethod
    def of(cls, text: str, sign: str = "=") -> Side:
        """The text, with the sign before it."""
        side = cls(text)
        side.sign = sign
        return side


def joined(sides: Sequence[Side]) -> str:
    """The sides in one line: `1 · 0.5 = 0.5`."""
    first, *rest = sides
    return first + "".join(f" {side.sign} {side}" for side in rest)


def written(expression: Expression, lines: Sequence[ValueOf], style: Style) -> list[Side]:
    """An expression with more and more of its parts computed, one side after the other.

    Args:
        expression: what is computed.
        lines: for each side the values to write in place of parts.
        style: how to write; it says how many digits the last side has.
    """
    later = _Line(lines[-1], style)
    sides = [Side.of(style.write(expression, later.value_of))]
    for value_of in reversed(lines[:-1]):
        line, is_exact = _fitting(expression, value_of, later)
        text = line.style.write(expression, value_of)
        if text != sides[0]:
            sides[0].sign = style.equals(is_exact=is_exact)
            sides.insert(0, Side.of(text))
            later = line
    return sides


def written_sum(
    terms: Sequence[Expression], number_of: ValueOf, total: Value, style: Style
) -> list[Side]:
    """Terms added up: in names, in numbers, and what they come to.

    Args:
        terms: the terms, of single numbers.
        number_of: the numbers to write in place of names.
        total: what the sum is shown as.
        style: how to write.
    """
    expression = reduce(lambda left, right: Call("add", (left, right)), terms)
    values: tuple[ValueOf, ...] = (
        lambda part: None,
        number_of,
        lambda part: total if part is expression else None,
    )
    return written(expression, values, style)


def written_numbers(op: str, numbers: Sequence[float], result: Value, style: Style) -> list[Side]:
    """Numbers put together by an op, `add` or `mul`, and what that is: `0.5 + 0.25`, `0.75`."""
    leaves: list[Expression] = [Number(number) for number in numbers]
    expression = reduce(lambda left, right: Call(op, (left, right)), leaves)
    values: tuple[ValueOf, ...] = (lambda part: None, lambda part: result)
    if expression in leaves:
        return [Side.of(style.number(result))]
    return written(expression, values, style)


class _Truth(IntEnum):
    """How true an equation is as it is written."""

    OFF, CLOSE, EXACT = range(3)


class _Shown(NamedTuple):
    """A number as it is printed, and the unit of its last digit."""

    number: Decimal
    unit: Decimal


@dataclass(frozen=True, slots=True)
class _Line:
    """A side: the values written in it, and how."""

    value_of: ValueOf
    style: Style

    def known(self, part: Expression) -> Value | None:
        """The value written in place of a part; None where the part itself is written."""
        return part.value if isinstance(part, Number) else self.value_of(part)

    def shown(self, value: float) -> _Shown:
        """A value as it is printed."""
        digits = self.style.digits
        number = Decimal(repr(float(value)) if digits is None else f"{value:.{digits}g}")
        return _Shown(number, _unit(number, digits or MOST_DIGITS))

    def exact(self, part: Expression) -> Decimal | None:
        """What the printed numbers give exactly; None where there is more than single numbers."""
        value = self.known(part)
        if value is not None:
            return None if is_array(value) else self.shown(value).number
        if not isinstance(part, Call):
            return None
        operands = [found for each in part.operands if (found := self.exact(each)) is not None]
        return _computed(part, operands) if len(operands) == len(part.operands) else None

    def unit(self, part: Expression) -> Decimal:
        """The unit of the last digit of the largest number printed in a part."""
        value = self.known(part)
        if value is not None:
            return Decimal(0) if is_array(value) else self.shown(value).unit
        operands = part.operands if isinstance(part, Call) else ()
        return max(map(self.unit, operands), default=Decimal(0))


def _unit(number: Decimal, digits: int) -> Decimal:
    if not number or not number.is_finite():
        return Decimal(0)
    return Decimal(1).scaleb(number.adjusted() - digits + 1, _EXACTLY)


def _computed(call: Call, operands: Sequence[Decimal]) -> Decimal:
    """The value of a call: exactly, or of what is no arithmetic to the precision of floats."""
    rule = EXACT_RULES[call.op]
    if rule is not None:
        return rule(*operands)
    with unwarned():
        value = apply(call, [float(operand) for operand in operands])
    return Decimal("nan") if is_array(value) else Decimal(value)


def _fitting(expression: Expression, value_of: ValueOf, later: _Line) -> tuple[_Line, bool]:
    """A side with as many digits as it takes before a later one, and whether that is then exact."""
    digits = later.style.digits
    for more in range(MOST_DIGITS + 1 - (digits or MOST_DIGITS)):
        line = _Line(value_of, replace(later.style, digits=digits and digits + more))
        truth = min(_truths(expression, line, later), default=_Truth.EXACT)
        if truth is not _Truth.OFF:
            break
    return line, truth is _Truth.EXACT


def _truths(part: Expression, line: _Line, later: _Line) -> Iterator[_Truth]:
    """How true each number is that a later side has in place of a part of the line."""
    value = later.known(part)
    if value is None:
        for each in part.operands if isinstance(part, Call) else ():
            yield from _truths(each, line, later)
    elif line.known(part) is None and not is_array(value):
        exact, unit = line.exact(part), line.unit(part)
        if exact is not None and exact.is_finite() and math.isfinite(value):
            yield max(_truth(exact, shown, unit) for shown in _as_shown(value, later))


def _as_shown(value: float, line: _Line) -> Iterator[_Shown]:
    """The number that a value is printed as; of a residue 0, and how much rounding has left."""
    if isinstance(value, Residue):
        yield _Shown(Decimal(0), Decimal(0))
        line = replace(line, style=replace(line.style, digits=RESIDUE_DIGITS))
    yield line.shown(value)


def _truth(exact: Decimal, shown: _Shown, unit: Decimal) -> _Truth:
    """How true a printed number is, given the unit of the numbers that it is computed from.

    One that is printed as 0 has no digits: it is close where the others say no more of it.
    """
    off = abs(_EXACTLY.subtract(exact, shown.number))
    if off <= shown.unit / 2:
        return _Truth.EXACT
    return _Truth.CLOSE if off < CLOSE_UNITS * (shown.unit or unit) else _Truth.OFF


EXACT_RULES: Rules[Callable[..., Decimal] | None] = Rules(
    "exact arithmetic",
    __name__,
    {
        "add": _EXACTLY.add,
        "sub": _EXACTLY.subtract,
        "mul": _EXACTLY.multiply,
        "div": _EXACTLY.divide,
        "neg": _EXACTLY.minus,
        "abs": _EXACTLY.abs,
        "square": lambda x: _EXACTLY.multiply(x, x),
        "exp": _EXACTLY.exp,
        "log": _EXACTLY.ln,
        "sqrt": _EXACTLY.sqrt,
        **dict.fromkeys(
            ("matmul", "outer", "max", "min", "softmax", "log_softmax", "cross_entropy"),
        ),
    },
    {"elementwise": None, "moves": None, "reduces": None},
    exceptions=("add", "sub", "mul", "div", "neg", "abs", "square", "exp", "log", "sqrt"),
)
"""How an op is computed on decimals; None where floats are as good."""
