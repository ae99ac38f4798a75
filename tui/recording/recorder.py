"""The recorder of the app: what it sends to the terminal goes to a cast as well, with markers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from textual.geometry import Size

from engine.language.text import plain
from tui.recording.cast import CastWriter, Kind

ABOUT_TERMINAL = re.compile(
    r"\x1b\[(?!\?(?:7|25)[hl])[<=>?][0-9;:]*[ -/]*[@-~]"  # modes, but line wrap and cursor
    r"|\x1b\[[0-9;]*[cnt]"  # device attributes, reports, the window
    r"|\x1b[]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # the clipboard, colours, other strings
)
"""What is between the app and its terminal: what is asked, what is set for keys and mouse.

The alternate screen is left out too: what was last on the screen is to stay there when a player is
at its end, and a recording that breaks off must not leave a terminal in it.
"""

BEGINNING = "\x1b[0m\x1b[H\x1b[2J\x1b[?25l\x1b[?7l"
"""An empty screen without a cursor; lines are not wrapped."""


class Recorder:
    """Writes what it hears to a cast, until that is closed or cannot be written any more.

    Args:
        file: where to, unbuffered; it is closed at the end.
        size: of the terminal.
        kind: the version of the format.
        title: what players show.
        failed: called with what is wrong, where the cast cannot be written any more.

    Raises:
        OSError: where not even the beginning can be written.
    """

    def __init__(
        self,
        file: BinaryIO,
        size: Size,
        kind: Kind,
        title: str,
        failed: Callable[[str], None],
    ) -> None:
        self._file, self._size, self._failed = file, size, failed
        self._labels: list[str] = []
        self._started = time.monotonic()
        try:
            self._writer = CastWriter(file, size, kind, plain(title))
            self._writer.output(0.0, BEGINNING)
        except OSError:
            self._close()
            raise

    @property
    def seconds(self) -> float:
        """How long it has been recording."""
        return time.monotonic() - self._started

    def hear(self, text: str) -> None:
        """Record what the terminal is sent; markers that wait for it come behind it.

        Textual sends every escape sequence whole.
        """
        shown = ABOUT_TERMINAL.sub("", text)
        if shown and not self._file.closed:
            self._try(self._put, shown)

    def mark(self, label: str) -> None:
        """Mark what the screen shows next: whoever goes to the marker is to see it."""
        self._labels.append(label)

    def resized(self, size: Size) -> None:
        """Record another size, before anything is drawn in it."""
        if size != self._size and not self._file.closed:
            self._size = size
            self._try(self._writer.resize, self.seconds, *size)

    def close(self) -> None:
        """End the cast so that a prompt may follow: on the last line, with a cursor."""
        if not self._file.closed:
            self._try(self._put, f"\x1b[0m\x1b[{self._size.height};1H\x1b[?7h\x1b[?25h")
            self._close()

    def _put(self, text: str) -> None:
        seconds, labels = self.seconds, self._labels
        self._labels = []
        self._writer.output(seconds, text)
        for label in labels:
            self._writer.marker(seconds, label)

    def _try(self, write: Callable[..., None], *arguments: object) -> None:
        """Write, or say that nothing can be written any more."""
        try:
            write(*arguments)
        except OSError as error:
            self._close()
            self._failed(error.strerror or "it cannot be written")

    def _close(self) -> None:
        with suppress(OSError):  # a disk far away may tell only now that it is full
            self._file.close()
