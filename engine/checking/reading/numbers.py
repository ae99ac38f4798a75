"""Numbers as printed, in text and in LaTeX."""

from __future__ import annotations

import re
from math import isfinite

from engine.checking.reading.source import Source
from engine.checking.reading.written import Figure

_AFTER_DIGITS = r"(?:\\,\d{3}(?!\d))*"
_EXPONENT = r"(?:[eE][-+−]?\d{1,4}(?![\d.]))?"
_SEPARATOR = r"(?:\.|\{[.,]\})"


def _number(separator: str) -> re.Pattern[str]:
    digits = rf"\d+{_AFTER_DIGITS}"
    return re.compile(
        rf"(?:{digits}(?:{separator}{digits}|\.(?=\s*[-+*/·×^)\]=\d]))?|(?:\.|\{{[.,]\}})\d+){_EXPONENT}",
        re.ASCII,
    )


_WITH_POINTS = _number(_SEPARATOR)
_WITH_COMMAS = _number(r"(?:[.,]|\{[.,]\})")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?", re.ASCII)
_BRACED_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII)

_GLUED = re.compile(r"\d+,\d+(?![\d,)\]])(?!\.\d)", re.ASCII)
"""A comma between digits where no list is: it can only be a decimal comma."""

LONGEST = 400
"""The most characters of a number."""


def number_end(source: Source, start: int, end: int) -> int:
    """Where the number ends that begins at `start`; `start` where none does."""
    text = source.text
    if not source.has_decimal_commas:
        thousands = _THOUSANDS.match(text, start, end)
        if thousands:
            return thousands.end()
        glued = _GLUED.match(text, start, end)
        if glued and text[max(start - 2, 0) : start].strip()[-1:] not in tuple("([{,;"):
            return glued.end()
    pattern = _WITH_COMMAS if source.has_decimal_commas else _WITH_POINTS
    found = pattern.match(text, start, end)
    return found.end() if found else start


def figure(source: Source, text: str, start: int, power: int = 0, shown: str = "") -> Figure | None:
    """The number that a text is; None where it is too large or too long to be one.

    Args:
        source: the page.
        text: digits, as `number_end` finds them, with a sign perhaps.
        start: its offset.
        power: of ten, that it is multiplied by.
        shown: the text as written, where that is more.
    """
    plain = text.replace("\\,", "").replace("−", "-").replace("{", "").replace("}", "")
    if "," in plain:
        is_thousands = _BRACED_THOUSANDS.fullmatch(plain.lstrip("-")) and not (
            source.has_decimal_commas or ("{" in text and source.has_braced_decimals)
        )
        plain = plain.replace(",", "" if is_thousands else ".")
    digits, _, exponent = plain.lower().partition("e")
    if len(plain) > LONGEST or abs(power) > LONGEST:
        return None
    last = int(exponent or 0) + power - len(digits.partition(".")[2])
    value = float(f"{digits}e{int(exponent or 0) + power}")
    if not isfinite(value):
        return None
    return Figure(shown or text, value, float(f"1e{last}"), source.place(start))
