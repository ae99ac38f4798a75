"""The screen of a terminal, taken over with a first frame before Textual is there.

The terminal is put into the mode in which Textual will want it, so that what is typed meanwhile is
not echoed and waits, in order, for Textual to read it: Ctrl+C and Ctrl+Z as well. Until Textual has
the terminal, this gives it back, whatever happens.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tui.terminal.ending import end_at_once_when_told

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
"""The alternate screen, no cursor, and no line that goes on in the next."""

LEAVE = "\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"

KEYS = termios.ECHO | termios.ICANON | termios.IEXTEN
AS_TYPED = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
"""What a terminal does with keys by itself, and is told not to, as Textual does."""


class Takeover:
    """A first frame on the terminal; as a context it gives the terminal back unless it was taken.

    Args:
        rows: what to write in each row of the screen.
        size: the columns and rows of the screen.
    """

    def __init__(self, rows: Sequence[str], size: tuple[int, int]) -> None:
        self.rows, self.size = rows, size
        self.settings: list[Any] = termios.tcgetattr(0)
        """The terminal's before anything was changed."""
        self.is_current = True
        """Whether the terminal still shows the frame; not once its size has changed."""
        self.is_taken = False
        """Whether the terminal is Textual's, which gives it back at its end."""

    def __enter__(self) -> Takeover:
        end_at_once_when_told(self.settings)
        signal.signal(signal.SIGWINCH, self._note_resize)
        settings = termios.tcgetattr(0)
        settings[0] &= ~AS_TYPED
        settings[3] &= ~(KEYS | (0 if "TEXTUAL_ALLOW_SIGNALS" in os.environ else termios.ISIG))
        settings[6][termios.VMIN] = 1
        termios.tcsetattr(0, termios.TCSANOW, settings)
        shown = "".join(f"\x1b[{y};1H{row}" for y, row in enumerate(self.rows, 1))
        try:
            _write(ENTER + shown)
        except BaseException:  # SIGINT, too: who is within sees no end of the context
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if not self.is_taken:
            with suppress(termios.error, OSError):
                termios.tcsetattr(0, termios.TCSANOW, self.settings)
                _write(LEAVE)

    def _note_resize(self, *_: object) -> None:
        self.is_current = False


def _write(text: str) -> None:
    """Write to the terminal, where Textual does."""
    assert sys.__stderr__ is not None  # noqa: S101
    data = text.encode()
    while data:
        data = data[os.write(sys.__stderr__.fileno(), data) :]
