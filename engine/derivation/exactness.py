"""Whether sides of an equation with matrices are equal as they are printed.

Matrices have few digits, so most sides are only about equal, and `≈` says so. That is worked out
with floats, which are as good as exact beside numbers of a few digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engine.derivation.matrices import is_small, printed
from engine.language.expression import Call, Expression, Number
from engine.language.notation import Style, ValueOf
from engine.language.rounding import absolute
from engine.language.values import Value, apply, is_array, is_finite, unwarned

SLACK = 1 + 1e-6
"""A number half way between two that can be printed may be rounded to either."""

FLOATS = 1e-15
"""What floats are off by, next to their size."""


class Printed(NamedTuple):
    """A value as it is printed, and half a unit of the last digit of each of its numbers."""

    value: Value
    half: Value


@dataclass(frozen=True, slots=True)
class Line:
    """A side: the values that are written in place of parts, and with how many digits.

    Args:
        value_of: the values.
        style: how single numbers are written.
        digits: how many digits an entry of an array has.
    """

    value_of: ValueOf
    style: Style
    digits: int

    def known(self, part: Expression) -> Value | None:
        """The value written in place of a part; None where the part itself is written."""
        return part.value if isinstance(part, Number) else self.value_of(part)

    def printed(self, value: Value) -> Printed | None:
        """A value as it is printed; None for an array that is too large to be written out."""
        if is_array(value):
            return Printed(*printed(value, self.digits)) if is_small(value) else None
        digits = self.style.digits
        if digits is None or value == 0.0:
            return Printed(value, 0.0)
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return Printed(float(f"{mantissa}e{exponent}"), 0.5 * 10.0 ** (int(exponent) - digits + 1))

    def computed(self, part: Expression) -> Value | None:
        """What the printed numbers of a part give; None where not all of them are there."""
        value = self.known(part)
        if value is not None:
            found = self.printed(value)
            return None if found is None else found.value
        if not isinstance(part, Call):
            return None
        operands = [each for x in part.operands if (each := self.computed(x)) is not None]
        return apply(part, operands) if len(operands) == len(part.operands) else None


def is_exact(expression: Expression, line: Line, later: Line) -> bool:
    """Whether the numbers of a line give exactly those of a later one, rounded as they are."""
    with unwarned():
        return _is_exact(expression, line, later)


def _is_exact(part: Expression, line: Line, later: Line) -> bool:
    value = later.known(part)
    if value is None:
        operands = part.operands if isinstance(part, Call) else ()
        return all(_is_exact(each, line, later) for each in operands)
    if line.known(part) is not None or not is_finite(value):
        return True
    found, shown = line.computed(part), later.printed(value)
    if found is None or shown is None:
        return True
    beyond = absolute(found - shown.value) - shown.half * SLACK - FLOATS * absolute(found)
    return bool((beyond <= 0.0).all()) if is_array(beyond) else beyond <= 0.0
