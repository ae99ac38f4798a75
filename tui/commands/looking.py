"""The search from breakpoint to breakpoint: a little at a time, as often as a count says."""

from __future__ import annotations

import time
from collections.abc import Iterator

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.iterations.timeline import SLICE
from engine.language.figures import grouped


class Looking:
    """A way to a breakpoint, looked for by iterating over it; `arrive` goes to its end.

    Args:
        debugger: what is moved.
        forwards: whether to look ahead.
        count: how many breakpoints to go to, one after the other.

    Raises:
        DebuggerError: where nothing would stop it.
    """

    what, unit = "looking", "iterations"

    def __init__(self, debugger: Debugger, forwards: bool, count: int) -> None:
        self._debugger, self._forwards, self._count = debugger, forwards, count
        self._search = debugger.search(forwards)
        self._start = self._search.start.iteration
        self.most = abs(self._search.last - self._start) + 1

    @property
    def looked(self) -> int:
        """The iteration that was looked at last."""
        return self._search.looked

    def __iter__(self) -> Iterator[int]:
        """Look, and say now and then how many iterations have been looked at, of `most`."""
        said = time.monotonic()
        for left in range(self._count, 0, -1):
            for _ in self._search:
                yield self._done
            if left == 1 or self._search.hit is None:
                return
            if time.monotonic() - said > SLICE:
                yield self._done  # many that are near take as long as one that is far off
                said = time.monotonic()
            self._debugger.arrive(self._search)
            self._search = self._debugger.search(self._forwards)

    @property
    def _done(self) -> int:
        return min(abs(self.looked - self._start), self.most - 1)

    def told(self, _: int) -> str:
        """How far it is, in a line."""
        return f"looking: iteration {grouped(self.looked)}"

    def arrive(self) -> Stop:
        """Go to what was found, or as far as was looked."""
        return self._debugger.arrive(self._search)
