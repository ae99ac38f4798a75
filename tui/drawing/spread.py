"""The range of an array, from its least to its greatest entry, in few columns."""

from __future__ import annotations

from functools import lru_cache

from engine.language.figures import fit_number, format_number

UNFIT = "#"
"""What a number is made of that does not fit."""


@lru_cache(maxsize=4_096)
def spread(
    least: float, most: float, signs: tuple[float, float], width: int, to: str, minus: str
) -> str:
    """Two numbers and what stands between them, in so many characters; empty if that cannot be.

    Most arrays are as they were a step ago, and are drawn anew all the same. The signs are those of
    the numbers, by which 0 and −0 are told apart.
    """
    del signs
    for room in (min(max((width - len(to)) // 2, 5), 7), *range(7, 4, -1)):
        first, last = (_with_a_zero(end, room, minus) for end in (least, most))
        text = first if first == last else f"{first}{to}{last}"
        if UNFIT not in text and len(text) <= width:
            return text
    return ""


def _with_a_zero(value: float, width: int, minus: str) -> str:
    """A number that does not begin with its point, beside other points, if there is room."""
    texts = (format_number(value, digits, minus) for digits in (4, 3, 2))
    return next((text for text in texts if len(text) <= width), fit_number(value, width, minus))
