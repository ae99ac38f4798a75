"""A tee: it lets a recorder hear what the app sends to the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.driver import Driver

if TYPE_CHECKING:
    from tui.recording.recorder import Recorder


class TeeDriver(Driver):
    """Goes before the driver of a terminal, and hands on what that is to write."""

    listener: Recorder | None = None

    def write(self, data: str) -> None:
        """Tell the listener, and write to the terminal: nothing is seen that was not heard."""
        if self.listener is not None:
            self.listener.hear(data)
        self.whisper(data)

    def whisper(self, data: str) -> None:
        """Write what is not drawn, and is no part of a recording."""
        super().write(data)  # type: ignore[safe-super]  # of the driver behind this one


class TeeApp(App[None]):
    """An app that can be listened to."""

    listener: Recorder | None = None

    unfinished: Path | None = None
    """A cast that something else is to be made of, once the app has ended."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.driver_class = type("TeeDriver", (TeeDriver, self.driver_class), {})

    def listen(self, listener: Recorder | None) -> None:
        """Let a recorder hear what is sent from now on; None for none."""
        self.listener = listener
        if isinstance(self._driver, TeeDriver):  # it is not in tests without a terminal
            self._driver.listener = listener

    def on_resize(self, event: events.Resize) -> None:
        """Tell the listener, before Textual draws anew."""
        if self.listener is not None:
            self.listener.resized(event.size)
