"""The terminal, as the app writes to it and reads from it.

Textual's own driver with six differences: it goes on from a first frame that is there already, no
thread stands between a key and its answer, what a step draws goes out in one write, a terminal that
is gone ends the process, bytes that are no text do no harm, and no screen is too large.
"""

from __future__ import annotations

import os
import signal
import termios
from codecs import getincrementaldecoder

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from tui.terminal.ending import end_at_once_when_told
from tui.terminal.escapes import ESCAPE
from tui.terminal.keys import KeyParser
from tui.terminal.sender import Sender, open_sender
from tui.terminal.sgr import Short, shortened
from tui.terminal.size import bounded
from tui.terminal.takeover import Takeover

WAIT_FOR_MORE = ESCAPE_DELAY + 0.01
"""The seconds to wait for what belongs to an Escape, which most keys begin with that are no
characters."""

TYPED_EARLY = "ctrl+j"
"""What Enter is turned into by a terminal to which nobody has said yet that keys are read."""

ALTERNATE = "\x1b[?1049h"
"""Enters the alternate screen, and clears it."""


class TerminalDriver(LinuxDriver):
    """Sends little at a time, and notices when there is nobody left to send it to."""

    _held: str | None = None
    """What has been drawn of an update that is not complete."""

    _enters: bool = True
    """Whether the alternate screen is still to be entered."""

    _is_begun: bool = False
    """Whether the app had the terminal before, as when it was suspended."""

    _parser: KeyParser

    _sender: Sender | None = None
    """What writes without a thread; None where only the thread can."""

    def start_application_mode(self) -> None:
        """Begin, or begin again; where the first frame is shown already, without a blank screen."""
        takeover: Takeover | None = getattr(self._app, "takeover", None)
        self._enters = takeover is None or takeover.is_taken
        if takeover is None and not self._is_begun and os.isatty(self.fileno):
            end_at_once_when_told(termios.tcgetattr(self.fileno))  # until the app is there
        self._is_begun = True
        self._parser = KeyParser(self._debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._sender = None if self._file is None else open_sender(self._file.fileno())
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        self._loop.add_reader(self.fileno, self._take)
        if takeover is not None and not takeover.is_taken:
            takeover.is_taken = True
            self.attrs_before = takeover.settings

    def _get_terminal_size(self) -> tuple[int, int]:
        return bounded(*super()._get_terminal_size())

    def disable_input(self) -> None:
        """Read no more."""
        self._loop.remove_reader(self.fileno)
        super().disable_input()

    def close(self) -> None:
        """Send what there is left to send."""
        if self._sender is not None:
            self._sender.close()
            self._sender = None
        super().close()

    def mute(self) -> None:
        """Write no more, from any thread."""
        if self._sender is not None:
            self._sender.is_muted = True

    def write(self, data: str) -> None:
        """Write to the terminal; an update is written when it is complete."""
        if data == ALTERNATE and not self._enters:
            return
        if not isinstance(data, Short):
            data = shortened(data)
        if self._held is None and data != SYNC_START:
            self._write(data)
            return
        self._held = (self._held or "") + data
        if data == SYNC_END:
            complete, self._held = self._held, None
            self._write(complete)

    def _write(self, data: str) -> None:
        if self._sender is None:
            super().write(data)
        else:
            self._sender.send(data.encode())

    def run_input_thread(self) -> None:
        """Nothing: the loop reads, so that a key need not wait for another thread to run."""

    def send_message(self, message: Message) -> None:
        """Hand a message to the app, in whose loop this is."""
        self._app.post_message(message)

    def _take(self) -> None:
        """Hand on what is typed; without a terminal any more, end the app."""
        typed = self._read()
        if not typed:
            self._loop.remove_reader(self.fileno)
            os.kill(os.getpid(), signal.SIGHUP)
            return
        for message in self._parser.feed(self._decode(typed)):
            if isinstance(message, Key) and message.key == TYPED_EARLY:
                message = Key("enter", "\r")
            self.process_message(message)
        if ESCAPE.encode() in typed:  # it is a key by itself, if nothing comes behind it
            self._loop.call_later(WAIT_FOR_MORE, self._give_up_waiting)

    def _give_up_waiting(self) -> None:
        for message in self._parser.tick():
            self.process_message(message)

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
