"""An errand: something that is done a little at a time, and ends where the debugger stands then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from engine.debugger.stop import Stop


class Errand(Protocol):
    """Something that takes a while, done by iterating over it; it may be left off at any time."""

    @property
    def most(self) -> int:
        """How much there is to do at most."""

    @property
    def what(self) -> str:
        """What is done, in a word."""

    @property
    def unit(self) -> str:
        """What is counted."""

    def __iter__(self) -> Iterator[int]:
        """Do it, and say now and then how much is done, of `most`."""

    def told(self, done: int) -> str:
        """How far it is, in a line: `looking: iteration 400`."""

    def arrive(self) -> Stop:
        """Where that leads, or as far as it was done."""
