"""The size of a screen that nobody sees, as it is written on the command line."""

from __future__ import annotations

import re

from engine.errors import DebuggerError
from engine.language.text import plain

LEAST = (60, 16)
"""The columns and rows of the smallest screen that the app draws on."""


def read_size(text: str, most: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows, as in 100x30.

    Args:
        text: what was written.
        most: the columns and rows of the largest screen.

    Raises:
        DebuggerError: where a text says none, or too few or too many.
    """
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", text.strip(), re.ASCII)
    if found is None:
        raise DebuggerError(f"--size {plain(text)}: write columns and rows, as in 100x30")
    size = int(found[1]), int(found[2])
    if not all(least <= n <= end for least, n, end in zip(LEAST, size, most, strict=True)):
        ends = " to ".join(f"{width}x{height}" for width, height in (LEAST, most))
        raise DebuggerError(f"--size {plain(text)}: write a size from {ends}")
    return size
