"""A fault: an error of the tool itself, as data to be reported."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable

from engine.frozen import frozen
from tui.faults.private import place_of, said_by

MOST_FRAMES = 40
"""So many frames are kept at each end: a recursion without an end has a thousand."""


@frozen(slots=True)
class Fault:
    """An error that nobody was to see.

    Args:
        kind: the class of the error.
        said: its message, as far as nothing in it is private.
        frames: where it came from, as `tui/screens/keys.py:77 obey`, the outermost first.
        before: what was done before it, the last at the end.
        at: when, in seconds since 1970.
    """

    kind: str
    said: str
    frames: tuple[str, ...]
    before: tuple[str, ...] = ()
    at: float = 0.0

    @property
    def lines(self) -> list[str]:
        """The fault as it is reported."""
        when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(self.at))
        before = ["  before it: " + " ".join(self.before)] if self.before else []
        title = f"{when}: {self.kind}" + (f": {self.said}" if self.said else "")
        return [title, *(f"  {frame}" for frame in self.frames), *before]


def fault_of(error: BaseException, before: Iterable[str] = ()) -> Fault:
    """The fault that an error shows; with what it came from, if that was another."""
    return Fault(type(error).__name__, said_by(error), _frames(error), tuple(before), time.time())


def _frames(error: BaseException) -> tuple[str, ...]:
    frames: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        found = [_frame(frame) for frame in traceback.extract_tb(each.__traceback__)]
        if len(found) > 2 * MOST_FRAMES:
            left_out = f"({len(found) - 2 * MOST_FRAMES} more)"
            found = [*found[:MOST_FRAMES], left_out, *found[-MOST_FRAMES:]]
        if each is not error:
            found.append(f"{type(each).__name__}, and while that was dealt with:")
        frames = [*found, *frames]
        each = each.__cause__ or each.__context__
    return tuple(frames)


def _frame(frame: traceback.FrameSummary) -> str:
    return f"{place_of(frame.filename)}:{frame.lineno} {frame.name}"
