"""Jobs: iterations are run a few at a time, and the keys that come meanwhile are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from textual import events

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.iterations.timeline import MAX_ITERATION
from tui.commands.job import Job
from tui.screens.lecturing import Lecturing

MANY = 20
"""So many iterations at once are run with a progress bar."""

BREATH = 0.001
"""The seconds between two pieces of training, in which keys are seen and the screen is drawn."""


class JobHost(Protocol):
    """The screen, as far as jobs need it."""

    @property
    def debugger(self) -> Debugger:
        """What runs the iterations."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""

    def attempt(self, do: Callable[[], None]) -> None:
        """Do something; if it goes wrong, say so."""

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds."""

    @property
    def lecture(self) -> Lecturing:
        """Goes on where it had set a job going."""

    def on_key(self, event: events.Key) -> None:
        """Obey a key that was kept, or have it kept again."""

    def on_paste(self, event: events.Paste) -> None:
        """Take what was pasted, or have it kept again."""

    def show_line(self) -> None:
        """Draw the last line anew."""


class Jobs:
    """The job under way, if there is one, and the keys that wait for its end.

    Args:
        host: the screen on which it is worked.
    """

    def __init__(self, host: JobHost) -> None:
        self.current: Job | None = None
        self._host = host
        self._held: list[events.Key | events.Paste] = []

    def reach(self, target: int, then: Callable[[], None]) -> None:
        """Do something once an iteration is reached; where it is far off, with a progress bar."""
        known = self._host.debugger.stop.timeline.length
        if target - known < MANY or target > MAX_ITERATION:
            then()
        else:
            stop = partial(self._stop_at_last, target)
            self.start(Job(self._host.debugger.reach(target), known, target, then, known, stop))

    def start(self, job: Job) -> None:
        """Work at a job, a little at a time."""
        self._work_on(job)
        self._work(job)

    def abandon(self) -> None:
        """Leave a job off that something went wrong in, and the keys that waited for its end."""
        self._held.clear()
        if self.current is not None:
            self._work_on(None)

    def takes(self, event: events.Key) -> bool:
        """Keep a key for when the job under way is done; Escape ends it where it is."""
        job = self.current
        if job is None:
            return False
        if event.key == "escape":
            self._held.clear()
            self._work_on(None)
            job.stop()
            self._host.lecture.stopped()
        else:
            self._held.append(event)
        return True

    def keeps(self, event: events.Paste) -> bool:
        """Keep what is pasted for when the job under way is done, if there is one."""
        if self.current is not None:
            self._held.append(event)
        return self.current is not None

    def _stop_at_last(self, target: int) -> None:
        """Stand at the last iteration that has been run."""
        self._host.stand(self._host.debugger.stop_short(target))

    def _work(self, job: Job) -> None:
        """Run some iterations, and go on when the keys that have come meanwhile are seen."""
        if self.current is not job:
            return  # it was stopped
        further = job.advanced()
        self._work_on(further)
        if further is None:
            self._host.attempt(job.then)
            self._host.attempt(self._host.lecture.resume)
            self._obey_held()
        else:
            self._host.after(BREATH, partial(self._work, further))

    def _work_on(self, job: Job | None) -> None:
        self.current = job
        self._host.show_line()

    def _obey_held(self) -> None:
        held, self._held = self._held, []
        for event in held:
            if isinstance(event, events.Key):
                self._host.on_key(event)
            else:
                self._host.on_paste(event)
