"""The curvature, found a little at a time while the screen is drawn and keys are seen."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import Protocol

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.curvature import curvature
from tui.commands.job import Job
from tui.drawing.look import Look
from tui.screens.jobs import Jobs
from tui.screens.views import Views
from tui.screens.voice import Voice

AT_ONCE = 0.1
"""So many seconds it is waited for, before a line says that it is under way."""

SLICE = 0.02
"""The seconds from one look for keys to the next."""


FEW = 200
"""How many steps it takes is not known before; after so many, half is taken to be done."""

STOPPED = "stopped: what kind of point this is, is not found out"


class CurvatureHost(Protocol):
    """The screen, as far as the curvature needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def look(self) -> Look:
        """How answers are written."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def views(self) -> Views:
        """Show the answer."""

    @property
    def voice(self) -> Voice:
        """Says that it was stopped."""


class Curvature:
    """Asks what kind of point the debugger stands at.

    Args:
        host: the screen.
    """

    def __init__(self, host: CurvatureHost) -> None:
        self._host = host

    def ask(self, argument: str) -> None:
        """Find it out and show it.

        Raises:
            DebuggerError: where it cannot be found.
        """
        host = self._host
        title, style = f"curvature {argument}".strip(), host.look.style(host.stop.program)
        work = _Work(curvature(host.stop, argument, style))
        for _ in work.in_slices(AT_ONCE):
            show, stopped = partial(self._show, title, work), partial(host.voice.say, STOPPED)
            job = Job(work.in_slices(SLICE), 0, 100, show, 0, stopped, "looking around", "%")
            host.jobs.start(job)
            return
        self._show(title, work)

    def _show(self, title: str, work: _Work) -> None:
        self._host.views.answer(title, work.answer())


class _Work:
    """An answer that is found a little at a time.

    Args:
        pieces: finds it.
    """

    def __init__(self, pieces: Generator[None, None, Sequence[str]]) -> None:
        self._pieces = pieces
        self._steps = 0
        self._lines: Sequence[str] = ()
        self._problem: DebuggerError | None = None

    def in_slices(self, seconds: float) -> Iterator[int]:
        """Find it, and tell so often about how many per cent of the steps are made."""
        due = time.monotonic() + seconds
        while self._goes_on():
            if time.monotonic() > due:
                yield min(99, int(100 * self._steps / (self._steps + FEW)))
                due = time.monotonic() + seconds

    def answer(self) -> Sequence[str]:
        """What was found.

        Raises:
            DebuggerError: where it cannot be.
        """
        if self._problem is not None:
            raise self._problem
        return self._lines

    def _goes_on(self) -> bool:
        """Make a step; whether there may be more."""
        try:
            next(self._pieces)
        except StopIteration as end:
            self._lines = end.value
            return False
        except DebuggerError as error:
            self._problem = error
            return False
        self._steps += 1
        return True
