"""The diagnosis on the screen: the run is followed on with a progress bar, then it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.geometry import Size

from engine.debugger.stop import Stop
from engine.iterations.timeline import SLICE, Timeline
from engine.language.text import capitalised
from tui.commands.job import Job
from tui.drawing.look import Look
from tui.faults.notice import is_debugging
from tui.screens.jobs import BREATH, Jobs
from tui.screens.overlays import Overlays
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from engine.diagnosis.diagnosis import Diagnosis
    from engine.health.health import Health


AROUND = 7
"""The columns of what stands around the rows."""


class DiagnosingHost(Protocol):
    """The screen, as far as diagnoses need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def is_lecture(self) -> bool:
        """Whether a lecture is played."""

    @property
    def overlays(self) -> Overlays:
        """Show things over the panels."""

    @property
    def size(self) -> Size:
        """The columns and rows that there are."""

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds."""

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

    def examine(self, _: str) -> None:
        """Run the iteration to its end, out of sight, and show how the network is in it."""
        from engine.health.health import looks
        from tui.drawing.health import parent_of

        stop = self._host.stop
        timelines = [stop.timeline]
        parent = parent_of(stop)
        if parent is not None:
            timelines.append(parent.timeline)
        most = sum(looks(each.program) for each in timelines) + 1
        found: list[Health] = []
        then, left = partial(self._lay, stop, found), partial(self._host.voice.say, "left off")
        work = _examined(timelines, stop.cursor.iteration, found)
        self._host.jobs.start(Job(work, 0, most, then, 0, left, "looking", "steps"))

    def greet(self) -> bool:
        """Say how a network with groups is, as long as nobody does anything; whether it has any.

        Nothing is said in a lecture, and where the tool itself is tested.
        """
        stop, is_busy = self._host.stop, self._host.is_lecture or bool(self._host.voice.said)
        if not stop.program.network.groups or is_busy or stop.veil is not None or is_debugging():
            return False
        found: list[Health] = []
        self._look_on(stop, _examined([stop.timeline], stop.cursor.iteration, found), found)
        return True

    def _look_on(self, stop: Stop, work: Iterator[int], found: Sequence[Health]) -> None:
        if self._host.stop is not stop or self._host.jobs.current is not None:
            return  # a person has begun
        if next(work, None) is not None:
            self._host.after(BREATH, partial(self._look_on, stop, work, found))
            return
        line = found[0].line(stop.program, self._look.style(stop.program))
        if line:
            self._host.voice.offer(capitalised(line))
            self._host.voice.last = capitalised(line)

    def _lay(self, stop: Stop, found: Sequence[Health]) -> None:
        from tui.drawing.diagnosis_lines import Walk
        from tui.drawing.health import rows_of
        from tui.widgets.diagnosis import DiagnosisView

        health, *before = found
        width = self._host.size.width - AROUND
        title = f"Health of the network in iteration {health.iteration}"
        rows = rows_of(health, before[0] if before else None, stop, self._look, width)
        self._host.overlays.lay(DiagnosisView(self._look, title, Walk(rows)))

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


def _examined(timelines: Sequence[Timeline], iteration: int, found: list[Health]) -> Iterator[int]:
    """Find the health in each of some timelines, and say how many steps have been looked at."""
    from engine.health.health import examining, looks

    done, said = 0, time.monotonic()
    for timeline in timelines:
        work = examining(timeline, iteration)
        while True:
            try:
                steps = next(work)
            except StopIteration as end:
                found.append(end.value)
                break
            if time.monotonic() - said > SLICE:
                yield done + steps
                said = time.monotonic()
        done += looks(timeline.program)
