"""Sends to a terminal while it takes something, and keeps the rest for when it does again."""

from __future__ import annotations

import asyncio
import os
from collections import deque

MOST = 30
"""So many updates are kept for a terminal that takes nothing; with more, the app waits for it."""


class Sender:
    """Writes without waiting, in the thread of the loop.

    Args:
        file: the number of a file that is opened not to wait; it is closed at the end.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._kept: deque[bytes] = deque()
        self._loop = asyncio.get_running_loop()
        self.is_muted = False
        """Whether what is to be sent is dropped."""

    def send(self, data: bytes) -> None:
        """Send data behind all that was sent before."""
        if not self._kept:
            data = self._write(data)
            if not data:
                return
            self._loop.add_writer(self._file, self._go_on)
        self._kept.append(data)
        if len(self._kept) > MOST:
            self._send_all()

    def close(self) -> None:
        """Send what is left, and close the file."""
        self._send_all()
        os.close(self._file)

    def _go_on(self) -> None:
        """Send what the terminal takes now."""
        rest = self._write(self._kept.popleft())
        if rest:
            self._kept.appendleft(rest)
        elif not self._kept:
            self._loop.remove_writer(self._file)

    def _send_all(self) -> None:
        """Send all that is kept, however long the terminal takes."""
        if self._kept:
            self._loop.remove_writer(self._file)
            os.set_blocking(self._file, True)
            while self._kept:
                data = self._kept.popleft()
                while data:
                    data = self._write(data)
            os.set_blocking(self._file, False)

    def _write(self, data: bytes) -> bytes:
        """Write what the terminal takes; gives what is left."""
        if self.is_muted:
            return b""
        try:
            return data[os.write(self._file, data) :]
        except BlockingIOError:
            return data
        except OSError:
            return b""  # the terminal is gone: whoever reads from it will notice


def open_sender(terminal: int) -> Sender | None:
    """A sender to a terminal; None where it cannot be opened a second time.

    It is opened anew, as not to wait would hold for all who have the terminal, the shell as well.
    """
    try:
        return Sender(os.open(os.ttyname(terminal), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK))
    except OSError:
        return None
