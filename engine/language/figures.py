"""How numbers are written for people: with how many digits, and with a point or a comma.

It holds for a context, as it does with numpy and decimal: what prints a number asks for it. Nothing
that is read back, as a file, a session or JSON, is written by it.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import NamedTuple

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
