"""How numbers are written for people: with how many digits, and with a point or a comma.

It holds for a context, as it does with numpy and decimal: what prints a number asks for it. Nothing
that is read back, as a file, a session or JSON, is written by it.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from engine.language.rounding import RESIDUE_DIGITS, Residue

USUAL_DIGITS = 6


class Figures(NamedTuple):
    """A way to write numbers.

    Args:
        digits: how many significant digits a number has, where there is room.
        comma: whether `0.5` is written `0,5`.
    """

    digits: int = USUAL_DIGITS
    comma: bool = False

    def written(self, text: str) -> str:
        """The text of one number, which has a point.

        >>> Figures(comma=True).written("0.5")
        '0,5'
        """
        return text.replace(".", ",") if self.comma else text

    @property
    def between(self) -> str:
        """What stands between the numbers of a list."""
        return "; " if self.comma else ", "


USUAL = Figures()

_IN_USE: ContextVar[Figures] = ContextVar("figures", default=USUAL)


def figures() -> Figures:
    """How numbers are written now."""
    return _IN_USE.get()


def use_figures(how: Figures) -> None:
    """Write numbers in some way from now on, in this context and those that come of it."""
    _IN_USE.set(how)


def brief(value: float) -> str:
    """A number in a sentence, with as many digits as it takes up to six: `0.9`."""
    return figures().written(f"{value:g}")


def exact(value: float) -> str:
    """The shortest text that reads back as the same float, without a needless `.0`."""
    return repr(float(value)).removesuffix(".0")


def format_number(value: float, digits: int | None = None, minus: str = "−") -> str:
    """A number with so many significant digits, for people: `0.75`, `−0.25`, `1e−05`, `nan`.

    By itself it has as many as all have, and the point or the comma that all have.
    """
    how = figures()
    return how.written(with_point(value, digits or how.digits, minus))


def with_point(value: float, digits: int = USUAL_DIGITS, minus: str = "-") -> str:
    """A number with so many significant digits that is read again, by whatever reads numbers."""
    text = f"{value:.{digits}g}"
    return "0" if text == "-0" else text.replace("-", minus)


def format_residue(value: Residue, minus: str = "−") -> str:
    """A number that is nothing but rounding: `0 (rounding: 5.6e−17)`."""
    return f"0 (rounding: {format_number(value, RESIDUE_DIGITS, minus)})"


def fit_number(value: float, width: int, minus: str = "−") -> str:
    """A number with as many digits as fit into `width` characters, and no more than all have.

    A number that does not fit even with one digit is not cut, which would make another number of
    it, but shown as `###`. One that is nothing but rounding is about 0: `≈0`.
    """
    return _fitting(value, width, minus, figures())


@lru_cache(4096, typed=True)
def _fitting(value: float, width: int, minus: str, how: Figures) -> str:
    if isinstance(value, Residue):
        text = format_residue(value, minus)
        return text if len(text) <= width else "~0" if minus == "-" else "≈0"
    for digits in range(how.digits, 0, -1):
        text = with_point(value, digits, minus)
        for shown in (text, _short(text)):
            if len(shown) <= width:
                return how.written(shown)
    return "#" * width


def _short(text: str) -> str:
    """A number without what can be missed: `.0625` for `0.0625`, `1e−5` for `1e−05`."""
    mantissa, e, exponent = text.partition("e")
    sign = exponent[:1].strip("+")
    mantissa = re.sub(r"^(\D?)0\.", r"\1.", mantissa)
    return mantissa + (f"{e}{sign}{exponent[1:].lstrip('0')}" if e else "")


def grouped(number: int) -> str:
    """A whole number with its thousands apart, by a comma where that is no decimal one.

    >>> grouped(10_000)
    '10,000'
    """
    text = f"{number:,}"
    return text.replace(",", " ") if figures().comma else text
