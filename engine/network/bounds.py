"""Bounds of a network: what its values, all together, may hold; checked before they are made."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from engine.errors import NetworkError
from engine.language.shapes import Shape

MAX_NUMBERS = 4_000_000
"""The most numbers that all inputs, targets and parameters may hold together.

While one steps there are some ten copies of each: its gradient, what the optimiser remembers, what
it is after the update, and all that of the iterations that were looked at last. An MLP of
784-1024-1024-10 has 1.9 million.
"""


MAX_BROUGHT = 12_500_000
"""The most numbers that are read of files of arrays: 100 MB, a model of 10 million parameters."""


class Given(NamedTuple):
    """A value that is given, or is to be drawn.

    Args:
        table: in which it stands.
        name: what it is called.
        shape: of the value.
    """

    table: str
    name: str
    shape: Shape

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


def check_numbers(given: Iterable[Given], most: int = MAX_NUMBERS) -> None:
    """Refuse values that hold too many numbers together.

    Args:
        given: the values.
        most: so many numbers they may hold.

    Raises:
        NetworkError: where they do; it names the largest.
    """
    values = list(given)
    total = sum(each.size for each in values)
    if total > most:
        largest = max(values, key=lambda each: each.size)
        raise NetworkError(
            f"all values together hold {total:,} numbers, more than {most:,}: make them "
            f"smaller, {largest.name!r} first",
            largest.table, largest.name,
        )  # fmt: skip
