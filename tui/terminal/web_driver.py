"""A browser as a terminal."""

from __future__ import annotations

from textual import messages
from textual.drivers.web_driver import WebDriver


class VisitorDriver(WebDriver):
    """Textual's driver for textual-serve, which ends the app when the server is gone."""

    def run_input_thread(self) -> None:
        """Hand on what is typed, until there is nobody left who could type."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(messages.ExitApp())
