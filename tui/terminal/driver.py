"""The terminal, as the app writes to it and reads from it.

Textual's own driver with four differences: it goes on from a first frame that is there already,
what a step draws goes out in one write, a terminal that is gone ends the process, and bytes that
are no text do no harm.
"""

from __future__ import annotations

import os
import select
import signal
from codecs import getincrementaldecoder
from contextlib import suppress

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.app import TerminalApp
from tui.terminal.sgr import shortened

LOOK_UP = 0.1
"""The seconds after which the input thread looks whether it has to end."""


ALTERNATE = "\x1b[?1049h"
"""Enters the alternate screen, and clears it."""


class TerminalDriver(LinuxDriver):
    """Sends little at a time, and notices when there is nobody left to send it to."""

    _held: str | None = None
    """What has been drawn of an update that is not complete."""

    _enters: bool = True
    """Whether the alternate screen is still to be entered."""

    def start_application_mode(self) -> None:
        """Begin, or begin again; where the first frame is shown already, without a blank screen."""
        takeover = self._app.takeover if isinstance(self._app, TerminalApp) else None
        self._enters = takeover is None or takeover.is_taken
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        if takeover is not None and not takeover.is_taken:
            takeover.is_taken = True
            self.attrs_before = takeover.settings

    def write(self, data: str) -> None:
        """Write to the terminal; an update is written when it is complete."""
        if data == ALTERNATE and not self._enters:
            return
        data = shortened(data)
        if self._held is None and data != SYNC_START:
            super().write(data)
            return
        self._held = (self._held or "") + data
        if data == SYNC_END:
            complete, self._held = self._held, None
            super().write(complete)

    def run_input_thread(self) -> None:
        """Hand on what is typed until the app ends; without a terminal any more, end the app."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], LOOK_UP)[0]:
                typed = self._read()
                if not typed:
                    os.kill(os.getpid(), signal.SIGHUP)
                    return
                for message in parser.feed(decode(typed)):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
        with suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
