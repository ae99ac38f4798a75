"""Bounds of data: what a file may hold, and how many numbers are taken of it."""

from __future__ import annotations

MAX_BYTES = 100_000_000
"""The most bytes of a data file, and of what is packed in it."""

MAX_ROWS = 1_000_000
"""The most rows that are taken."""

MAX_NUMBERS = 12_500_000
"""The most numbers that are taken at once: 100 MB. 10,000 images of 28×28 are 8 million."""

MAX_CLASSES = 1_000
"""The most classes that labels stand for."""


def check_numbers(rows: int, width: int) -> None:
    """Refuse what holds too many numbers.

    Raises:
        ValueError: where it does.
    """
    if rows > MAX_ROWS:
        raise ValueError(f"more than {MAX_ROWS:,} rows: say rows = {MAX_ROWS} to take the first")
    if rows * width > MAX_NUMBERS:
        raise ValueError(
            f"{rows:,} rows of {width:,} numbers are more than {MAX_NUMBERS:,} numbers: take fewer "
            f"columns, or say rows = {max(1, MAX_NUMBERS // width)} to take the first rows"
        )
