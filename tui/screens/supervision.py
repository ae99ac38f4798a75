"""The supervision of the screen: what becomes of keys and jobs that something went wrong in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from textual.app import App

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.faults.notice import REPORTS, is_debugging
from tui.faults.supervised import SupervisedApp
from tui.faults.trail import Trail
from tui.screens.jobs import Jobs
from tui.screens.overlays import Overlays
from tui.screens.panels import Panels
from tui.screens.prompt import PromptEditor
from tui.screens.saving import Saving
from tui.screens.voice import Voice


class SupervisionHost(Protocol):
    """The screen, as far as its supervision needs it."""

    @property
    def app(self) -> App[object]:
        """What keeps faults, and is told of them from elsewhere."""

    @property
    def debugger(self) -> Debugger:
        """What knows where one stands."""

    @property
    def voice(self) -> Voice:
        """Says that something went wrong."""

    @property
    def jobs(self) -> Jobs:
        """May have failed on the way."""

    @property
    def panels(self) -> Panels:
        """Have a place to say it in."""

    @property
    def prompt(self) -> PromptEditor:
        """May be open."""

    @property
    def overlays(self) -> Overlays:
        """May be what fails, with each key anew."""

    @property
    def saving(self) -> Saving:
        """Saves the session."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""


class Supervision:
    """Has the screen go on after a fault, and say so.

    Args:
        host: the screen.
    """

    def __init__(self, host: SupervisionHost) -> None:
        self._host = host
        self.trail = Trail()
        self._is_telling = False

    def attempt(self, do: Callable[[], object]) -> None:
        """Do something; if it goes wrong, say so and go on with the next."""
        try:
            do()
        except DebuggerError as error:
            self._host.voice.complain(str(error))
        except Exception as error:
            app = self._host.app
            if is_debugging() or not isinstance(app, SupervisedApp):
                raise
            app.suffer(error)

    def tell(self, error: Exception, is_contained: bool) -> bool:
        """Say that something went wrong; False where even that fails.

        Where it may be anywhere, what lies over the panels is closed, a job is left off, and what
        is shown is where the debugger stands.
        """
        if self._is_telling:
            return True  # as the telling draws
        if not self._host.panels.footer.is_attached:
            return False  # nothing is there yet
        self._is_telling = True
        try:
            if not is_contained:
                self._settle()
            told = str(error) if isinstance(error, DebuggerError) else self._line()
            self._host.voice.complain(told)
        except Exception:
            return False
        finally:
            self._is_telling = False
        return True

    def _settle(self) -> None:
        host = self._host
        for settle in (
            host.jobs.abandon,
            host.prompt.close,
            host.overlays.close,
            lambda: host.stand(host.debugger.stop),
        ):
            with suppress(Exception):  # whatever is left of it, the rest is to go on
                settle()

    def _line(self) -> str:
        with suppress(Exception):
            self._host.saving.save()
        return f"something went wrong here{self._host.saving.said}; {REPORTS}"
