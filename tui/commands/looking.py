"""The search from breakpoint to breakpoint: a little at a time, as often as a count says."""

from __future__ import annotations

from collections.abc import Iterator

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop


class Looking:
    """A way to a breakpoint, looked for by iterating over it; `arrive` goes to its end.

    Args:
        debugger: what is moved.
        forwards: whether to look ahead.
        count: how many breakpoints to go to, one after the other.

    Raises:
        DebuggerError: where nothing would stop it.
    """

    def __init__(self, debugger: Debugger, forwards: bool, count: int) -> None:
        self._debugger, self._forwards, self._count = debugger, forwards, count
        self._start = debugger.stop.cursor.iteration
        self._search = debugger.search(forwards)
        self.most = abs(self._search.last - self._start) + 1

    @property
    def looked(self) -> int:
        """The iteration that was looked at last."""
        return self._search.looked

    def __iter__(self) -> Iterator[int]:
        """Look, and say now and then how many iterations have been looked at, of `most`."""
        for left in range(self._count, 0, -1):
            for _ in self._search:
                yield min(abs(self.looked - self._start), self.most - 1)
            if left == 1 or self._search.hit is None:
                return
            self._debugger.arrive(self._search)
            self._search = self._debugger.search(self._forwards)

    def arrive(self) -> Stop:
        """Go to what was found, or as far as was looked."""
        return self._debugger.arrive(self._search)
