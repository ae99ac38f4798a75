"""Tokens: one type for LaTeX and for plain text, so that one grammar reads both."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    NAME = auto()
    """Letters, with digits and `_` in plain text: `z`, `w0`, `net_h1`, `relu`, `δ`."""
    TEXT = auto()
    """Words between formulas: `if`, `else`, `Gradient Descent:`."""
    MARK = auto()
    """Operators, brackets, commas, scripts, `&` and the end of a row."""
    SIGN = auto()
    """What stands between sides: = ≈ := < <= > >= !=."""
    MACRO = auto()
    """What takes arguments: `frac`, `sqrt`, `hat`, `sum`, `∂`, `∇`, `begin:cases`."""
    STOP = auto()
    """What ends a chain: an arrow, a full stop."""
    GAP = auto()
    r"""A wide space, `\\quad`, which may stand between two chains."""
    BAD = auto()
    """What is not known, the reason as its text."""
    END = auto()


class Token(NamedTuple):
    """A token.

    Args:
        kind: what it is.
        text: its text, in one notation: `*` for every sign of a product.
        start: where it begins, an offset in the page.
        end: where it ends.
    """

    kind: Kind
    text: str
    start: int
    end: int


ROW = "\\\\"
"""The text of the mark that ends a row."""

LEFT_OUT = "dots leave something out"
"""The text of dots, which are not read."""
