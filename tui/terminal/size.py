"""The size of the screen, as the terminal says it and as it is drawn."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

MOST_COLUMNS, MOST_ROWS = 600, 200
"""The largest screen that is drawn, whatever the terminal is said to be."""


def screen_size() -> tuple[int, int] | None:
    """The columns and rows of the screen, as Textual finds them; None where there is none."""
    with suppress(ValueError, OSError):
        told = [int(os.environ.get(name, "0")) for name in ("COLUMNS", "LINES")]
        found = os.get_terminal_size(sys.__stdout__.fileno()) if sys.__stdout__ else (0, 0)
        columns, rows = (one if one > 0 else other for one, other in zip(told, found, strict=True))
        return bounded(columns, rows) if columns > 0 and rows > 0 else None
    return None


def bound_asked_size() -> None:
    """Bound the size that `COLUMNS` and `LINES` ask for, which more than one library reads."""
    for name, most in (("COLUMNS", MOST_COLUMNS), ("LINES", MOST_ROWS)):
        with suppress(ValueError):
            if int(os.environ.get(name, "0")) > most:
                os.environ[name] = str(most)


def bounded(columns: int, rows: int) -> tuple[int, int]:
    """The part of a screen of this size that is drawn."""
    return min(columns, MOST_COLUMNS), min(rows, MOST_ROWS)
