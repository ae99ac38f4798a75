"""Numbers as people round and write them."""

import math
from decimal import Decimal

import numpy as np

SAME = 1e-13
"""What floats are off by at the most where a number is written as exact."""


def figure(value, digits, kind="text", is_places=False):
    """A number with so many significant digits, or decimal places.

    One that was rounded keeps its zeros at the end and has a decimal point; an exact one goes
    without: `3` and `0.5`, but `3.00` for 3.001.

    >>> [figure(3.001, 3), figure(3.0, 3), figure(-0.25, 4), figure(1234.5, 3)]
    ['3.00', '3', '-0.25', '1.23e3']
    """
    if value == 0:
        return "0"
    number = Decimal(f"{value:.{digits - 1}e}")
    if math.isclose(float(number), value, rel_tol=SAME):
        number = number.normalize()
        is_fixed = -5 <= number.adjusted() < 7
    elif is_places:
        return f"{value:.{digits}f}"
    else:
        is_fixed = number.adjusted() >= -5 and number.as_tuple().exponent < 0
    if is_fixed:
        return f"{number:f}"
    size = number.adjusted()
    power = rf" \cdot 10^{{{size}}}" if kind == "latex" else f"e{size}"
    return f"{number.scaleb(-size):f}{power}"


class Copied(float):
    """A number as it stands on the page already, to be copied from there."""

    text: str

    @classmethod
    def of(cls, text, value):
        """The number that a text says."""
        copied = cls(value)
        copied.text = text
        return copied


class CopiedArray(np.ndarray):
    """An array as it stands on the page already; what is computed from it has no text."""

    text = ""
