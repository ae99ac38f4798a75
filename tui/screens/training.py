"""A screen that trains: iterations are run a few at a time, between keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import events
from textual.reactive import reactive

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.iterations.timeline import MAX_ITERATION
from tui.commands.job import Job
from tui.screens.prompting import PromptingScreen

MANY = 20
"""So many iterations at once are run with a progress bar."""

BREATH = 0.001
"""The seconds between two pieces of training, in which keys are seen and the screen is drawn."""


class TrainingScreen(PromptingScreen):
    """Holds the debugger and where it stands, and keeps the keys that come while it trains."""

    stop: reactive[Stop | None] = reactive(None, repaint=False)
    """Where the debugger stands, as it is shown."""

    job: reactive[Job | None] = reactive(None, repaint=False)
    """The training that is under way; keys wait until it is done."""

    question: reactive[str] = reactive("", repaint=False)
    """What has to be answered with y before anything else."""

    def __init__(self, debugger: Debugger) -> None:
        super().__init__()
        self._debugger = debugger
        self._latest = debugger.stop
        self._is_due = False
        self._held: list[events.Key] = []
        self._agree: Callable[[], None] = lambda: None

    def take(self, event: events.Key) -> None:
        """Obey a key; for screens to implement."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """Obey a key, or keep it for later."""
        event.stop()
        if self.job is not None:
            self._hold(event)
        elif self.question:
            self._answer(event.key)
        else:
            self.take(event)

    def ask(self, question: str, agree: Callable[[], None]) -> None:
        """Ask something that has to be answered before anything else."""
        self.question, self._agree = question, agree

    def _answer(self, key: str) -> None:
        """Take a key for the answer to the question: y does what it asks for."""
        self.question = ""
        if key == "y":
            self._agree()

    def reach(self, target: int, then: Callable[[], None]) -> None:
        """Do something once an iteration is reached; where it is far off, with a progress bar."""
        known = self._latest.timeline.length
        if target - known < MANY or target > MAX_ITERATION:
            then()
        else:
            stop = partial(self._stop_at_last, target)
            self.start(Job(self._debugger.reach(target), known, target, then, known, stop))

    def start(self, job: Job) -> None:
        """Work at a job, a little at a time."""
        self.job = job
        self._work(job)

    def _stop_at_last(self, target: int) -> None:
        """Stand at the last iteration that has been run."""
        self._latest = self._debugger.stop_short(target)

    def _work(self, job: Job) -> None:
        """Run some iterations, and go on when the keys that have come meanwhile are seen."""
        if self.job is not job:
            return  # it was stopped
        self.job = job.advanced()
        if self.job is None:
            job.then()
            self.resume_lecture()
            self._obey_held()
        else:
            self.set_timer(BREATH, partial(self._work, self.job))

    def resume_lecture(self) -> None:
        """Go on with what had set the training going; for screens to implement."""

    def _hold(self, event: events.Key) -> None:
        """Keep a key for when training is done; Escape ends it where it is."""
        if event.key != "escape" or self.job is None:
            self._held.append(event)
            return
        job, self.job = self.job, None
        job.stop()
        self._held.clear()
        self.show_soon()

    def _obey_held(self) -> None:
        held, self._held = self._held, []
        for event in held:
            self.on_key(event)

    def show_soon(self) -> None:
        """Show the latest stop once the keys that have arrived are obeyed."""
        if not self.message_queue_size:
            self._show()
        elif not self._is_due:
            self._is_due = True
            self.call_later(self._show)

    def _show(self) -> None:
        self._is_due = False
        self.stop = self._latest
