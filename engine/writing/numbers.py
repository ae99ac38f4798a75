"""Numbers and matrices in LaTeX.

Numbers say what they are: one that was rounded keeps the zeros at its end, so a whole number and
one without them are exact, `3` and `3.00000`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal

from engine.language.figures import exact
from engine.language.rounding import Residue
from engine.language.values import Array

SAME = 5e-15
"""What floats are off by at the most where a number is printed as exact."""

SMALLEST, LARGEST = 1e-4, 1e7
"""Beyond these sizes a number is written with a power of ten."""

MOST_ROWS, MOST_COLUMNS = 8, 8
"""A larger array is abbreviated: its corners and its shape."""


def is_whole(value: Array) -> bool:
    """Whether an array is written out, entry by entry."""
    rows, columns = (1, *value.shape)[-2:]
    return value.ndim <= 2 and rows <= MOST_ROWS and columns <= MOST_COLUMNS


def figure(value: float, digits: int | None) -> str:
    r"""A number in LaTeX, with so many significant digits; None for all that it has.

    >>> [figure(each, 4) for each in (3.0, 3.00001, -0.25, 12345.6, 1.5e-7)]
    ['3', '3.000', '-0.25', '1.235 \\cdot 10^{4}', '1.5 \\cdot 10^{-7}']
    """
    if isinstance(value, Residue) or value == 0.0:
        return "0"
    if not math.isfinite(value):
        return {math.inf: r"\infty", -math.inf: r"-\infty"}.get(value, r"\text{nan}")
    number = Decimal(exact(value) if digits is None else f"{value:.{digits - 1}e}")
    is_exact = digits is None or math.isclose(float(number), value, rel_tol=SAME)
    number = number.normalize() if is_exact else number
    text = f"{number:f}"
    if SMALLEST <= abs(number) < LARGEST and ("." in text or is_exact):
        return text
    size = number.adjusted()
    mantissa = f"{number.scaleb(-size):f}"
    return {"1": "", "-1": "-"}.get(mantissa, rf"{mantissa} \cdot ") + f"10^{{{size}}}"


def matrix(value: Array, number: Callable[[float], str]) -> str:
    """An array with its entries, a vector as a row; one that is large by its corners and shape.

    Args:
        value: the array.
        number: how an entry is written.
    """
    if value.ndim > 2:
        return rf"\cdots_{{{_shape(value.shape)}}}"
    rows = value.reshape(-1, value.shape[-1])
    downs, acrosses = _kept(rows.shape[0], MOST_ROWS), _kept(rows.shape[1], MOST_COLUMNS)
    texts = [[_entry(rows, down, across, number) for across in acrosses] for down in downs]
    inside = r" \\ ".join(" & ".join(row) for row in texts)
    grid = rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"
    return grid if is_whole(value) else f"{grid}_{{{_shape(value.shape)}}}"


def _entry(
    rows: Array, down: int | None, across: int | None, number: Callable[[float], str]
) -> str:
    if down is None:
        return r"\vdots" if across is not None else r"\ddots"
    return r"\cdots" if across is None else number(float(rows[down, across]))


def _shape(shape: Sequence[int]) -> str:
    return r" \times ".join(map(str, shape))


def _kept(size: int, most: int) -> list[int | None]:
    """The places that are shown of so many, None for those between."""
    return [*range(size)] if size <= most else [0, 1, None, size - 1]
