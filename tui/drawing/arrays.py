"""Arrays in few cells: as rows of numbers, as heat maps, and ReLUs as masks of their signs.

Most arrays are as they were a step ago, and are drawn anew all the same: what was written of one is
kept by its bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from engine.iterations.state import ReluState
from engine.language.figures import Figures, figures, fit_number
from engine.language.values import Array
from tui.drawing.look import STATE_ROLES, Line, Look
from tui.drawing.spread import UNFIT

MAX_KEPT = 256
"""So many arrays are kept as they were written last."""

SHORTEST_ENTRY = 4
"""The fewest columns of an entry that is written as a number."""

LEVELS = 3
"""The sizes that a heat map tells apart, in parts of the largest."""

SHADES, ASCII_SHADES = ("░▒▓", "-=≡"), (":*@", "-~=")
"""The glyphs of an entry from small to large: of a positive one, and of a negative one."""

NOT_FINITE = "!"
"""The glyph of an entry that is no number."""

POSITIVE, NEGATIVE = "title", "kink"
"""The roles of the two signs in heat maps, which are told apart by their glyphs as well."""


def narrowest(value: Array) -> int:
    """The fewest columns in which the numbers of an array stand with their points in line."""
    from engine.derivation.matrices import DIGITS, number_rows  # not before there is an array

    return len(number_rows(value, DIGITS[-1], "-")[0])


def numbers(value: Array, width: int, look: Look) -> Sequence[str] | None:
    """The entries as rows of numbers, in so many columns at the most; None where they are wider."""
    return _numbers(value.tobytes(), value.shape[-1], width, look.glyphs.minus, figures())


@lru_cache(MAX_KEPT)
def _numbers(
    data: bytes, columns: int, width: int, minus: str, how: Figures
) -> Sequence[str] | None:
    del how  # what writes numbers asks for it itself
    from engine.derivation.matrices import DIGITS, number_rows  # not before there is an array

    entries = _rows_of(data, columns)
    for digits in DIGITS if columns * 2 - 1 <= width else ():
        rows = number_rows(entries, digits, minus)
        if len(rows[0]) <= width:
            return rows
    return _squeezed(entries, width, minus)


def _squeezed(entries: Array, width: int, minus: str) -> Sequence[str] | None:
    """The entries with as many digits as each has room for; None where one has none for any."""
    room = (width + 1) // entries.shape[-1] - 1
    if room < SHORTEST_ENTRY:
        return None
    texts = [[_entry(x, room, minus).rjust(room) for x in row] for row in entries.tolist()]
    rows = tuple(" ".join(row) for row in texts)
    return None if any(UNFIT in row for row in rows) else rows


def _entry(value: float, width: int, minus: str) -> str:
    """An entry with as many digits as fit, one with an exponent where that is shorter."""
    text = fit_number(value, width, minus)
    if UNFIT not in text:
        return text
    mantissa, _, exponent = f"{value:.0e}".partition("e")
    shortest = f"{mantissa}e{int(exponent)}".replace("-", minus)
    return shortest if len(shortest) <= width else text


def heat_map(value: Array, wide: int, look: Look) -> Sequence[Line]:
    """A row of cells for each row of an array, the denser the larger an entry is.

    A positive entry is a shade, a negative one is made of strokes, 0 is blank: the sign is seen
    without colours.

    Args:
        value: the array.
        wide: the columns of each entry.
        look: the characters to draw with.
    """
    return _heat(value.tobytes(), value.shape[-1], wide, ASCII_SHADES if look.ascii else SHADES)


@lru_cache(MAX_KEPT)
def _heat(data: bytes, columns: int, wide: int, shades: Sequence[str]) -> Sequence[Line]:
    rows = _rows_of(data, columns).tolist()
    largest = _largest(rows)
    return [_runs([_cell(entry, largest, wide, shades) for entry in row]) for row in rows]


def half_map(value: Array, wide: int) -> Sequence[Line]:
    """Two rows of an array in one of cells: a half is filled where an entry is positive.

    Of a negative one only the left quarter is filled, so that it is striped.
    """
    return _half_heat(value.tobytes(), value.shape[-1], wide)


@lru_cache(MAX_KEPT)
def _half_heat(data: bytes, columns: int, wide: int) -> Sequence[Line]:
    rows = _rows_of(data, columns).tolist()
    largest = _largest(rows)
    if len(rows) % 2:
        rows.append([0.0] * columns)
    return [
        _runs([_halves(*pair, largest, wide) for pair in zip(upper, lower, strict=True)])
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


def masks(z: Array, look: Look) -> Sequence[Line]:
    """A row for each sample: the sign of each unit of a ReLU, by the numbers it is applied to."""
    return _masks(z.tobytes(), z.shape[-1], look)


@lru_cache(MAX_KEPT)
def _masks(data: bytes, columns: int, look: Look) -> Sequence[Line]:
    signs = look.glyphs.states
    return [
        _runs([(signs[state], STATE_ROLES[state]) for state in map(_state, row)])
        for row in _rows_of(data, columns).tolist()
    ]


def _state(z: float) -> ReluState:
    if z > 0.0:
        return ReluState.ACTIVE
    return ReluState.DEAD if z < 0.0 else ReluState.KINK if z == 0.0 else ReluState.MIXED


def _rows_of(data: bytes, columns: int) -> Array:
    """The entries of an array, row by row."""
    import numpy as np  # there is an array, so that it is there

    return np.frombuffer(data).reshape(-1, columns)


def _largest(rows: Sequence[Sequence[float]]) -> float:
    """The size of the largest number."""
    sizes = (abs(entry) for row in rows for entry in row)
    return max((size for size in sizes if math.isfinite(size)), default=0.0)


def _level(entry: float, largest: float) -> int:
    """How large an entry is, from 1 to `LEVELS`; 0 for 0."""
    return min(max(math.ceil(abs(entry) / largest * LEVELS), 1), LEVELS) if entry else 0


def _cell(entry: float, largest: float, wide: int, shades: Sequence[str]) -> tuple[str, str]:
    if not math.isfinite(entry):
        return NOT_FINITE * wide, "error"
    level = _level(entry, largest)
    if not level:
        return " " * wide, "text"
    return shades[entry < 0][level - 1] * wide, NEGATIVE if entry < 0 else POSITIVE


_HALVES = {"++": "█", "+ ": "▀", " +": "▄", "--": "▌", "- ": "▘", " -": "▖", "+-": "▛", "-+": "▙"}
"""Two entries, one over the other, by their signs."""


def _halves(upper: float, lower: float, largest: float, wide: int) -> tuple[str, str]:
    if not (math.isfinite(upper) and math.isfinite(lower)):
        return NOT_FINITE * wide, "error"
    signs = "".join("+" if x > 0 else "-" if x < 0 else " " for x in (upper, lower))
    if not signs.strip():
        return " " * wide, "text"
    if max(_level(upper, largest), _level(lower, largest)) == 1:
        return _HALVES[signs] * wide, "dim"
    roles = {"+": POSITIVE, "-": NEGATIVE}
    main = max(upper, lower, key=abs)
    return _HALVES[signs] * wide, roles["+" if main > 0 else "-"]


def _runs(cells: Sequence[tuple[str, str]]) -> Line:
    """Cells with those of one role made one span."""
    return tuple(
        ("".join(text for text, _ in group), role) for role, group in groupby(cells, itemgetter(1))
    )
