"""The diagnosis on the screen: the run is followed on with a progress bar, then it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.debugger.stop import Stop
from tui.commands.job import Job
from tui.drawing.look import Look
from tui.screens.jobs import Jobs
from tui.screens.overlays import Overlays
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from engine.diagnosis.diagnosis import Diagnosis


class DiagnosingHost(Protocol):
    """The screen, as far as diagnoses need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def overlays(self) -> Overlays:
        """Show things over the panels."""

    @property
    def voice(self) -> Voice:
        """Says what was left off."""


class Diagnosing:
    """Finds the diagnosis of the branch where one stands, and shows it.

    Args:
        host: the screen.
        look: how to draw.
    """

    def __init__(self, host: DiagnosingHost, look: Look) -> None:
        self._host, self._look = host, look
        self._found: Diagnosis | None = None

    def diagnose(self, _: str) -> None:
        """Follow the run on, out of sight, and show what came of it; Escape leaves that off."""
        from engine.diagnosis.ahead import reach

        stop = self._host.stop
        most = reach(stop.timeline) + 1
        then, left = partial(self._show, stop), partial(self._host.voice.say, "left off")
        self._host.jobs.start(Job(self._work(stop), 0, most, then, 0, left, "looking ahead"))

    def _work(self, stop: Stop) -> Iterator[int]:
        from engine.diagnosis.diagnosis import diagnosing

        self._found = None
        self._found = yield from diagnosing(stop.timeline, self._look.style(stop.program))

    def _show(self, stop: Stop) -> None:
        from tui.drawing.diagnosis import rows_of
        from tui.drawing.diagnosis_lines import Walk
        from tui.widgets.diagnosis import DiagnosisView

        found, self._found = self._found, None
        if found is not None:
            branch = stop.branches.current
            title = f"Diagnosis of branch {branch.number}" if branch.number else "Diagnosis"
            length = stop.timeline.length
            title = f"{title}, after {length:,} iteration{'s' * (length != 1)}"
            self._host.overlays.lay(DiagnosisView(self._look, title, Walk(rows_of(found, stop))))
