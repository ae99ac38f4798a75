"""Arrays as blocks: digits and decimals in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from engine.derivation.blocks import Block, enclosed, text_line
from engine.language.figures import figures
from engine.language.notation import Style
from engine.language.shapes import Shape
from engine.language.values import Array, Value, is_array

MAX_ROWS, MAX_COLUMNS = 8, 16
"""A larger array is not written out; its shape stands for it."""


DIGITS = (4, 3, 2)
"""The significant digits that a line is tried with until it fits."""


def matrix(value: Array, style: Style, digits: int) -> Block:
    """An array with so many significant digits, or its shape if it is too large to write out.

    A vector is a row in brackets, `[1 2]`; a matrix of one row has two pairs, `[[1 2]]`; one of
    several rows has brackets as tall as it is. Of an array of more axes the matrices that it is
    made of stand one under the other, with a blank line in between.
    """
    if not is_small(value):
        return text_line(shape(value, style))
    rows = number_rows(value, digits, "-" if style.kind == "text" else "−")
    if len(rows) > 1:
        rows = rows if value.ndim < 3 else _apart(rows, value.shape[-2])
        return enclosed(Block(rows, (len(rows) - 1) // 2), "[", "]", style)
    return text_line(f"{'[' * value.ndim}{rows[0]}{']' * value.ndim}")


def _apart(rows: tuple[str, ...], together: int) -> tuple[str, ...]:
    """Rows with a blank one behind each so many, but not behind the last."""
    found: list[str] = []
    for place, row in enumerate(rows):
        found += [" " * len(row)] * (place > 0 and place % together == 0)
        found.append(row)
    return tuple(found)


def number_rows(value: Array, digits: int, minus: str) -> tuple[str, ...]:
    """The entries of an array with so many significant digits, points one under the other."""
    columns = _columns(value.reshape(-1, value.shape[-1]).T.tolist(), digits)
    return tuple(" ".join(row).replace("-", minus) for row in zip(*columns, strict=True))


def least_width(value: Array) -> int:
    """How many columns `matrix` takes at least: brackets, a digit for each, blanks in between."""
    return 2 * value.shape[-1] + 1 if is_small(value) else 1


def summary(value: Value, style: Style) -> str:
    """A value in a line; an array by its shape and range: `[50×20] from −1.2 to 3.4, 1 nan`."""
    if not is_array(value):
        return style.number(value)
    import numpy as np

    finite = value[np.isfinite(value)]
    parts = []
    if finite.size:
        least, most = style.number(float(finite.min())), style.number(float(finite.max()))
        every = "all " if finite.size == value.size else ""
        parts.append(f"{every}{least}" if least == most else f"from {least} to {most}")
    for other in (math.nan, math.inf, -math.inf):
        count = np.count_nonzero(np.isnan(value) if math.isnan(other) else value == other)
        parts += [f"{count} {style.number(other)}"] if count else []
    return " ".join([shape(value, style), ", ".join(parts)])


def is_small(value: Array) -> bool:
    """Whether an array is shown entry by entry."""
    return bool(written_rows(value.shape))


def written_rows(of: Shape) -> int:
    """The rows that an array of a shape takes, entry by entry; 0 where it is not written so."""
    *axes, rows, columns = (1, 1, *of)
    slices = math.prod(axes)
    taken = slices * rows + slices - 1
    return taken if taken <= MAX_ROWS and columns <= MAX_COLUMNS else 0


def shape(value: Array, style: Style) -> str:
    """The shape of an array, as in `[4×2]`."""
    by = "x" if style.kind == "text" else "×"
    return f"[{by.join(map(str, value.shape))}]"


def printed(value: Array, digits: int) -> tuple[Array, Array]:
    """The entries of an array that is written out, as printed, and half the unit of each.

    A number that goes without the zeros at its end was not rounded, but its column was.
    """
    import numpy as np

    columns = value.reshape(-1, value.shape[-1]).T.tolist()
    common = _common_decimals([entry for column in columns for entry in column], digits)
    numbers, halves = [], []
    for column in columns:
        decimals = _common_decimals(column, digits) if common is None else common
        texts = ["".join(_split(entry, decimals, digits)) for entry in column]
        numbers.append([float(text) for text in texts])
        halves.append([_half_unit(entry, decimals, digits) for entry in column])
    shaped = [np.array(each).T.reshape(value.shape) for each in (numbers, halves)]
    return shaped[0], shaped[1]


def _half_unit(value: float, decimals: int | None, digits: int) -> float:
    """Half a unit of the last digit of a number that is printed with these decimals."""
    if not value or not math.isfinite(value):
        return 0.0
    if decimals is None:
        decimals = _decimals(abs(value), digits)
    if decimals is None:
        decimals = digits - 1 - int(f"{value:.{digits - 1}e}".partition("e")[2])
    return 0.5 * 10.0**-decimals


class _Number(NamedTuple):
    """A number as text, in the parts that stand one under the other in a column.

    Args:
        whole: what stands before the point; all of `nan` and `inf`.
        fraction: the point and what stands after it.
        exponent: as in `e-7`.
    """

    whole: str
    fraction: str = ""
    exponent: str = ""


def _columns(columns: Sequence[Sequence[float]], digits: int) -> list[list[str]]:
    """The columns of a matrix as text, the entries of each equally wide.

    All entries have the same decimals if their sizes allow it, or else those of a column.
    """
    common = _common_decimals([entry for column in columns for entry in column], digits)
    texts = []
    for column in columns:
        decimals = _common_decimals(column, digits) if common is None else common
        aligned = _aligned([_split(entry, decimals, digits) for entry in column])
        texts.append(list(map(figures().written, aligned)))
    return texts


def _common_decimals(entries: Sequence[float], digits: int) -> int | None:
    """The decimals that the largest entry needs, or one more; None if a small one needs still more.

    Every entry keeps two digits at least, or all that it has; only 0 is shown as 0.
    """
    sizes = [abs(entry) for entry in entries if entry and math.isfinite(entry)]
    least = _decimals(max(sizes, default=1.0), digits)
    if least is None:
        return None
    for decimals in (least, least + 1):
        if all(x * 10**decimals >= 10 or _is_same(round(x, decimals), x) for x in sizes):
            return decimals
    return None


def _decimals(size: float, digits: int) -> int | None:
    """How many decimals a number of this size needs; None if it needs an exponent."""
    if not 1e-4 <= size < 1e6:
        return None
    return max(0, digits - 1 - math.floor(math.log10(size)))


def _split(value: float, decimals: int | None, digits: int) -> _Number:
    """A number with these decimals, or with as many as it needs by itself; 0 is always `0`."""
    if value == 0.0:
        return _Number("0")
    if decimals is None:
        decimals = _decimals(abs(value), digits)
    text = f"{value:.{digits - 1}e}" if decimals is None else f"{value:.{decimals}f}"
    mantissa, e, exponent = text.partition("e")
    # Zeros at the end say that the number was rounded there; an exact one goes without.
    if "." in mantissa and _is_same(float(text), value):
        mantissa = mantissa.rstrip("0").removesuffix(".")
    whole, point, fraction = mantissa.partition(".")
    return _Number(whole, point + fraction, f"e{int(exponent)}" if e else "")


def _is_same(rounded: float, value: float) -> bool:
    """Whether rounding has taken nothing off but the noise of floats."""
    return math.isclose(rounded, value, rel_tol=1e-9)


def _aligned(column: Sequence[_Number]) -> list[str]:
    """The column with its decimal points one under the other."""
    wide = max(len(number.fraction + number.exponent) for number in column)
    texts = [
        number.whole + (number.fraction + number.exponent).ljust(wide)
        if number.whole[-1].isdigit()
        else number.whole
        for number in column
    ]
    wide = max(map(len, texts))
    return [text.rjust(wide) for text in texts]
