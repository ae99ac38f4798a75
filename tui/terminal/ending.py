"""The end of the app: within a second, whatever it is at, and a terminal left clean."""

from __future__ import annotations

import os
import signal
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread, Timer
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

NAMES = ("HUP", "QUIT", "ALRM", "TERM", "USR1", "USR2", "VTALRM", "PROF", "XCPU", "IO", "PWR")

SIGNALS = tuple(getattr(signal, f"SIG{name}") for name in NAMES if hasattr(signal, f"SIG{name}"))
"""All that end a process: to be asked to, to lose the terminal, to have used the processor for too
long, and what nobody sends on purpose, but would leave the terminal as no shell can use it."""

PATIENCE, DISCARD, LAST = 0.5, 0.25, 0.9
"""The seconds after which the end goes on without the app, those in which what it writes is
discarded, and those after which all ends."""

RESTORE = (
    b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    b"\x1b[?2048l\x1b[?1004l\x1b[<u\x1b[0m\x1b[?1049l\x1b[?25h"
)
"""Takes back what the app has asked of the terminal."""


def end_when_told(
    end: Callable[[int], None],
    loop: asyncio.AbstractEventLoop,
    settings: list[Any] | None,
    mute: Callable[[], None],
) -> None:
    """End with status 128 + n at signal n.

    The handlers are Python's, not the loop's: those would wait for a loop that is waiting for the
    terminal.

    Args:
        end: ends the app with an exit status; called in the loop.
        loop: the app's.
        settings: the terminal's before the app changed them; None where it is no terminal.
        mute: has the app write no more; called in another thread.
    """
    for number in (*SIGNALS, signal.SIGINT):
        signal.signal(number, partial(_end, end, loop, settings, mute))


def end_at_once_when_told(settings: list[Any]) -> None:
    """End with status 128 + n at signal n, and a clean terminal, as long as there is no app.

    Args:
        settings: the terminal's before anything was changed.
    """
    for number in SIGNALS:
        signal.signal(number, lambda told, _: end_without_app(settings, 128 + told))


def _end(
    end: Callable[[int], None],
    loop: asyncio.AbstractEventLoop,
    settings: list[Any] | None,
    mute: Callable[[], None],
    number: int,
    _: FrameType | None,
) -> None:
    status = 128 + number
    without_app = Thread(target=partial(end_without_app, settings, status, mute))
    for seconds, act in (PATIENCE, without_app.start), (LAST, partial(os._exit, status)):
        timer = Timer(seconds, act)
        timer.daemon = True
        timer.start()
    with suppress(RuntimeError):  # the loop is at its end already
        loop.call_soon_threadsafe(end, status)


def end_without_app(
    settings: list[Any] | None, status: int, mute: Callable[[], None] = lambda: None
) -> None:
    """Give the terminal back and end.

    Where nobody reads what the app writes, it waits to write; what it would is discarded. Python
    waits for this thread, so that the app does not end in between.
    """
    with suppress(termios.error, OSError):
        if settings is not None:
            mute()
            until = time.monotonic() + DISCARD
            while time.monotonic() < until:
                termios.tcflush(2, termios.TCOFLUSH)
                time.sleep(0.005)
            termios.tcsetattr(0, termios.TCSANOW, settings)
            os.write(2, RESTORE)
    os._exit(status)
