"""Slips with figures: cut off instead of rounded, copied wrongly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from engine.checking.slips.printed import Printed

FEWEST_DIGITS = 3
"""A number of fewer digits is like too many others but for one digit."""

_EXACTLY = Context(prec=60, traps=[])
"""Digits enough for any float, moved as far as they are."""

ROUNDINGS = (ROUND_HALF_EVEN, ROUND_HALF_UP)
"""How people, and programs, round what lies in the middle."""

LAST_OFF = 2
"""A last digit that is off by no more comes of rounding."""

MOST_SHIFT = 3
"""So many places a decimal point is moved at the most."""


class Miscopy(NamedTuple):
    """A way in which a figure is another one: its tag, and what was done in words."""

    tag: str
    words: str


def miscopies(printed: Printed, right: float) -> Iterator[Miscopy]:
    """How a printed number may have come of the right one by its figures alone.

    >>> [each.words for each in miscopies(Printed(0.735, 0.001), 0.753)]
    ['with two digits swapped: it is 0.753']
    """
    value, unit = printed.value, printed.unit
    if not (isinstance(value, float) and isinstance(unit, float)):
        return
    if not math.isfinite(right - value):
        return
    if unit <= 0:
        unit = _unit_of(value, right)
    step = Decimal(10) ** round(math.log10(unit))
    exact, page = _decimal(right), _decimal(value)
    if abs(exact) > Decimal("1e15") or abs(page) > Decimal("1e15") or step < Decimal("1e-15"):
        return
    page = page.quantize(step, context=_EXACTLY)
    if page in [exact.quantize(step, way, _EXACTLY) for way in (ROUND_DOWN, ROUND_FLOOR)]:
        yield Miscopy("cut-off", "if it were cut off: it has to be rounded")
        return
    for rounded in dict.fromkeys(exact.quantize(step, way, _EXACTLY) for way in ROUNDINGS):
        found = _miscopied(page, rounded, exact, step)
        if found:
            said = f"{rounded:f}" if "point" not in found else f"{right:.6g}"
            yield Miscopy("copied", f"{found}: it is {said.replace('-', '−')}")
            return


def _miscopied(page: Decimal, rounded: Decimal, exact: Decimal, step: Decimal) -> str:
    """How a number was copied wrongly; empty where that is not what it comes of."""
    if page and page == -rounded:
        return "with the other sign"
    if page and _is_moved(page, exact, step):
        return "with its decimal point moved"
    return _digits(f"{abs(page):f}", f"{abs(rounded):f}") if page * rounded > 0 else ""


def _is_moved(page: Decimal, exact: Decimal, step: Decimal) -> bool:
    """Whether a number is another one but for the place of its decimal point.

    A single digit is too little to tell, unless the other number has no more.
    """
    digits = len(page.normalize().as_tuple().digits)
    for shift in (*range(1, MOST_SHIFT + 1), *range(-MOST_SHIFT, 0)):
        moved = exact.scaleb(shift, _EXACTLY)
        if page == (moved if digits < 2 else moved.quantize(step, context=_EXACTLY)):
            return True
    return False


def _digits(page: str, right: str) -> str:
    """One digit that is another, or two neighbours that are swapped."""
    if len(page) != len(right) or len(right.replace(".", "").lstrip("0")) < FEWEST_DIGITS:
        return ""
    unlike = [i for i, (one, other) in enumerate(zip(page, right, strict=True)) if one != other]
    if len(unlike) == 1:
        is_last = unlike[0] == len(page) - 1
        if is_last and abs(int(page[-1]) - int(right[-1])) <= LAST_OFF:
            return ""  # of what was computed from rounded numbers the last digit is off
        return "but for one digit"
    if len(unlike) == 2:
        i, j = unlike
        if page[i] == right[j] and page[j] == right[i] and right[i + 1 : j] in ("", "."):
            return "with two digits swapped"
    return ""


def _unit_of(value: float, right: float) -> float:
    """The unit of the last digit of a number that is exact, as it is written shortest."""
    exponents = []
    for each in (value, right):
        exponent = _decimal(each).normalize().as_tuple().exponent
        exponents.append(exponent if isinstance(exponent, int) else 0)
    return 10.0 ** max(min(0, *exponents), -12)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))
