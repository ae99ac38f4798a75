"""What takes a while: done a little at a time, so that it can be left off in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Found = TypeVar("Found")

Slowly = Generator[None, None, Found]
"""Work under way, and what is found at its end."""


def at_once(work: Generator[object, None, Found]) -> Found:
    """What work finds, done without a pause, whatever it says on the way."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Found = end.value
            return found
