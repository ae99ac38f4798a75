"""Things with a number, by which a person calls them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from engine.errors import DebuggerError


class Numbered(Protocol):
    """Something with a number."""

    @property
    def number(self) -> int:
        """What it is called."""


Item = TypeVar("Item", bound=Numbered)


def find_numbered(items: Sequence[Item], number: int, what: str) -> Item:
    """The one of a number.

    Raises:
        DebuggerError: where there is none.
    """
    for each in items:
        if each.number == number:
            return each
    known = ", ".join(str(each.number) for each in items)
    raise DebuggerError(f"there is no {what} {number}; there are: {known or 'none'}")


def next_number(items: Sequence[Numbered]) -> int:
    """The number for one more."""
    return 1 + max((each.number for each in items), default=0)
