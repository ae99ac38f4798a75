"""Single runs of a study, opened in the debugger where their fate was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.frozen import replace
from engine.program.recipe import Recipe
from tui.commands.job import Job
from tui.drawing.look import Look
from tui.screens.jobs import Jobs

if TYPE_CHECKING:
    from engine.claims.statement import Statement

COMES_BACK = "«Esc study.back» goes back"


class RunsHost(Protocol):
    """The screen, as far as opening a run needs it."""

    @property
    def debugger(self) -> Debugger:
        """What opens runs."""

    @property
    def jobs(self) -> Jobs:
        """Work at what is waited for."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""


class Runs:
    """Opens runs, and knows whether one is open to which one came from the study.

    Args:
        host: the screen.
        look: has the keys as they are told.
    """

    def __init__(self, host: RunsHost, look: Look) -> None:
        self._host, self._look = host, look
        self.is_open = False

    def open(self, recipe: Recipe, name: str, iterations: int) -> None:
        """Open a run, as one change, and go to where its fate was decided.

        Raises:
            DebuggerError: where it cannot be made.
        """
        self._host.debugger.open_run(recipe, name)
        self.is_open = True
        self._host.jobs.reach(iterations, self._look_for_fate)

    def leave(self) -> None:
        """Note that one is back at the study."""
        self.is_open = False

    def _look_for_fate(self) -> None:
        """Find where the fate of the run was decided, and go there."""
        from engine.diagnosis.fate import deciding

        timeline = self._host.debugger.stop.timeline
        found: list[Statement] = []

        def steps() -> Iterator[int]:
            found.extend((yield from deciding(timeline)))

        arrive = partial(self._arrive, found)
        total = timeline.length + 1
        self._host.jobs.start(Job(steps(), 0, total, arrive, 0, arrive, "looking"))

    def _arrive(self, found: Sequence[Statement]) -> None:
        """Stand where it was decided, and say why there; at its start, where that was stopped."""
        from tui.commands.studies import show_fate

        stop = show_fate(self._host.debugger, found) if found else self._host.debugger.stop
        told = self._look.told(COMES_BACK)
        said = f"{stop.message}; {told}" if stop.message else told
        self._host.stand(replace(stop, message=said))
