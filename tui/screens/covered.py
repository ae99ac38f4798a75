"""A screen over whose panels something may lie for a while, and take the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.command import CommandError
from tui.screens.training import TrainingScreen

if TYPE_CHECKING:
    from tui.widgets.overlay import Overlay


class CoveredScreen(TrainingScreen):
    """Holds what lies over the panels and does what its keys come to."""

    covered: reactive[bool] = reactive(False, repaint=False)
    """Whether something lies over the panels."""

    problem: reactive[str] = reactive("", repaint=False)
    """What was wrong with the last command."""

    def __init__(self, debugger: Debugger) -> None:
        super().__init__(debugger)
        self._overlay: Overlay | None = None

    def lay_over(self, overlay: Overlay) -> None:
        """Show something over the panels, in the place of what lay there."""
        self.uncover()
        if self.is_attached:  # it is not where the app was told to quit a moment ago
            self._overlay, self.covered = overlay, True
            self.mount(overlay)

    def uncover(self) -> None:
        """Close what lies over the panels, if anything does."""
        if self._overlay is not None:
            self._overlay.remove()
            self._overlay, self.covered = None, False

    def renew_overlay(self, stop: Stop) -> None:
        """Show another stop in what lies over the panels; close it where there is nothing to show.

        It is told before each key as well: one may come before the panels show what the last did.
        """
        if self._overlay is not None:
            try:
                self._overlay.renew(stop)
            except CommandError as error:
                self.uncover()
                self.problem = str(error)

    def obey_in_overlay(self, key: str) -> bool:
        """Give a key to what lies over the panels, and do what it comes to.

        Returns:
            Whether anything lies there.
        """
        self.renew_overlay(self._latest)
        if self._overlay is None:
            return False
        outcome = self._overlay.obey(key)
        if outcome.closes:
            self.uncover()
        if outcome.line:
            self.submit(outcome.line)
        if outcome.prompt:
            self.open_prompt(outcome.prompt)
        return True
