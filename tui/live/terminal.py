"""The terminal of a process, whatever its standard streams lead to: `python my.py | tee log`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tui.live.errors import LiveError


class NoTerminalError(LiveError):
    """A process that has no terminal in front of it, with the reason."""


@contextmanager
def opened_terminal() -> Iterator[int | None]:
    """The terminal, open to be read and written; None for that of the standard streams.

    Raises:
        NoTerminalError: where there is none, or somebody else is in front of it.
    """
    if sys.platform == "win32":
        streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
        if not all(stream is not None and stream.isatty() for stream in streams):
            raise NoTerminalError("there is no terminal here to draw in")
        yield None
        return
    try:
        number = os.open(os.ctermid(), os.O_RDWR | os.O_NOCTTY)
    except OSError:
        raise NoTerminalError("there is no terminal here to draw in") from None
    try:
        if os.tcgetpgrp(number) != os.getpgrp():
            raise NoTerminalError("this process is in the background, so there is nobody to see it")
        with _left_clean(number):
            yield number
    finally:
        os.close(number)


@contextmanager
def _left_clean(number: int) -> Iterator[None]:
    """A terminal that is as it was afterwards, even if whoever had it was killed."""
    import termios

    before = termios.tcgetattr(number)
    try:
        yield
    finally:
        with suppress(termios.error, OSError):
            if termios.tcgetattr(number)[:4] != before[:4]:
                from tui.terminal.ending import RESTORE

                termios.tcsetattr(number, termios.TCSANOW, before)
                os.write(number, RESTORE)
