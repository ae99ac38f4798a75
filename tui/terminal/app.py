"""An app in a real terminal, or a browser: what reads and writes there, and how it ends."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from textual.app import App
from textual.driver import Driver

if TYPE_CHECKING:
    from tui.terminal.takeover import Takeover


class TerminalApp(App[None]):
    """Takes our own driver, and ends within a second of being told to."""

    takeover: Takeover | None = None
    """The first frame, if the terminal shows it already."""

    def get_driver_class(self) -> type[Driver]:
        """What reads from the terminal and writes to it."""
        if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
            return super().get_driver_class()
        from tui.terminal.driver import TerminalDriver

        return TerminalDriver

    def on_mount(self) -> None:
        """Leave the terminal clean when the process is told to end; draw all after a suspension."""
        self.app_resume_signal.subscribe(self, self._draw_anew)
        if not self.is_headless and sys.platform != "win32":
            from tui.terminal.ending import end_when_told

            settings = getattr(self._driver, "attrs_before", None)
            end_when_told(self._end, asyncio.get_running_loop(), settings, self._mute)

    def _draw_anew(self, _: object) -> None:
        """Draw the whole screen: what the shell left of it is none of what was there."""
        self._display(self.screen, self.screen._compositor.render_update(full=True))

    def _end(self, status: int) -> None:
        self.exit(return_code=status)

    def _mute(self) -> None:
        mute = getattr(self._driver, "mute", None)
        if mute is not None:
            mute()
