"""The installed command in a real pseudo-terminal, its screen read by a terminal emulator."""

import os
import re
import signal
import sys
import time
from pathlib import Path

import pexpect
import pyte
import pytest

COMMAND = str(Path(sys.executable).with_name("makabaka-tui"))

PATIENCE = 10
"""Seconds to wait for what has to come, before the test fails."""

UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[(?:[<>=][0-9;]*[a-zA-Z]|\?[0-9;]*\$p)")
ENTERED, STARTED = b"\x1b[?1049h", re.compile(rb"\x1b\[\?2004h.*\x1b\[1;1H", re.DOTALL)
"""There is a first frame; and Textual has set up the terminal, and drawn what there was to draw."""

FAREWELL = b"saved; makabaka-tui --resume goes on"
"""What is said when the app has given the terminal back."""

UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*)?$")


class Terminal:
    """A running command, with the screen that it has drawn so far."""

    def __init__(self, *arguments, size=(80, 24), command=COMMAND, **environment):
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        self._pending = b""
        self.process = pexpect.spawn(
            command,
            list(arguments),
            env=_environment() | environment,
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        self.process.delaybeforesend = None

    @property
    def text(self):
        """The screen as it is now."""
        return "\n".join(self.screen.display)

    @property
    def is_starting(self):
        """Whether there is a first frame and nothing behind it yet."""
        return ENTERED in self.output and not STARTED.search(self.output)

    def press(self, keys):
        """Send keys, all at once."""
        self.process.send(keys)

    def until(self, condition):
        """Read until the screen is as it has to be, and more of the app is there than its frame."""
        deadline = time.monotonic() + PATIENCE
        while not condition(self.text) or self.is_starting:
            if time.monotonic() > deadline or not self._read():
                raise AssertionError(f"this did not come to be on the screen:\n{self.text}")
        return self.text

    def until_shown(self, *words):
        """Read until all of the words are on the screen."""
        return self.until(lambda text: all(word in text for word in words))

    def resize(self, columns, rows):
        """Change the size of the window, which the kernel tells the command."""
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def end(self):
        """Read until the command has ended; gives its exit status."""
        while self._read():
            pass
        assert self.process.flag_eof, f"it runs on:\n{self.text}"
        self.process.wait()
        assert self.process.signalstatus is None
        return self.process.exitstatus

    def close(self):
        """End the command, if it still runs, and give the terminal back."""
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
            self.process.wait()
        self.process.ptyproc.fileobj.close()

    def _read(self):
        """Read what there is to read; False if the command has ended or fallen silent."""
        try:
            data = self.process.read_nonblocking(1 << 16)
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        self.output += data
        known = UNKNOWN_TO_PYTE.sub(b"", self._pending + data)
        known = known.replace(FAREWELL, b"")  # pyte has no screen of its own to say it on
        unfinished = UNFINISHED.search(known)
        end = unfinished.start() if unfinished else len(known)
        self._pending = known[end:]
        self.stream.feed(known[:end])
        return True


def _environment():
    """The environment of a person at a terminal with 256 colours, without their settings."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "TERM_PROGRAM")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("TEXTUAL", "LC_"))
    }
    return kept | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}


@pytest.fixture
def open_terminal():
    """Opens the command in a terminal and ends it after the test, whatever came of it."""
    opened = []

    def open_terminal(*arguments, **settings):
        opened.append(Terminal(*arguments, **settings))
        return opened[-1]

    yield open_terminal
    for terminal in opened:
        terminal.close()


@pytest.fixture
def terminal(open_terminal):
    """The skip network before its first step."""
    terminal = open_terminal()
    terminal.until_shown("step 0/21", "? help")
    return terminal
