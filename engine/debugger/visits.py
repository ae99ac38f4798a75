"""Places in time to come back to: where the debugger has stopped, and how it came there."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from engine.debugger.cursor import Cursor
from engine.debugger.numbered import Numbered
from engine.frozen import frozen

MAX_VISITS = 500
"""So many places are remembered; of more, the last."""


class Spot(NamedTuple):
    """A place in time, in one of the branches."""

    branch: int
    cursor: Cursor


class Visit(NamedTuple):
    """A place where the debugger has stopped.

    Args:
        number: what it is called.
        spot: where.
        why: what there was to say, if anything.
    """

    number: int
    spot: Spot
    why: str


@frozen(slots=True)
class Visits(Numbered[Visit]):
    """The places where the debugger has stopped, in order; steps taken one by one do not count."""

    what: ClassVar[str] = "stop"

    def joined_by(self, branch: int, cursor: Cursor, why: str) -> Visits:
        """These and one more, unless that is the last of them already."""
        spot = Spot(branch, cursor)
        last = self.items[-1] if self.items else None
        if last is not None and last.spot == spot:
            return self
        number = 1 if last is None else last.number + 1
        return Visits((*self.items[1 - MAX_VISITS :], Visit(number, spot, why)))

    def _say_missing(self, number: int) -> str:
        if not self.items:
            return "nothing has been stopped at yet"
        known = f"{self.items[0].number} to {self.items[-1].number}"
        return f"there is no stop {number}: they are numbered {known}"
