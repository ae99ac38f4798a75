"""Terminal recordings in the format of asciinema, asciicast v2 and v3, written as they happen.

A cast is a header and then a line for each event. Every line is handed to the system as a whole
before the next thing is done: whatever ends the process, the cast plays up to that moment.
"""

from __future__ import annotations

import time
from contextlib import suppress
from json import JSONEncoder
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from engine.errors import ConfirmError, SessionError
from engine.language.text import plain
from tui.commands.names import file_to_write

Kind = Literal["v2", "v3"]
"""The version of the format; v3 is played by asciinema 3 and asciinema-player 3.10, and later."""

IDLE_LIMIT = 2.0
"""Players shorten pauses that are longer than so many seconds."""


class Cast(NamedTuple):
    """The cast that the app is to record to.

    Args:
        kind: the version of the format.
        path: what the file is called.
        file: the file, open; None to record nothing until that is asked for.
    """

    kind: Kind = "v2"
    path: str = ""
    file: BinaryIO | None = None


_to_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def open_cast(path: Path, overwrite: bool = False) -> BinaryIO:
    """Open a file to record to; what exists is only overwritten where that is asked for.

    Raises:
        ConfirmError: where the file exists, and may not be overwritten.
        FileNameError: where no file can be called that.
        SessionError: where it cannot be written.
    """
    shown = plain(str(path))
    path = file_to_write(path)
    try:
        is_there, is_file = path.exists(), path.is_file()
        if is_file is is_there and (overwrite or not is_there):
            return path.open("wb" if overwrite else "xb", buffering=0)
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SessionError(f"{shown}: cannot be written: {reason}") from None
    if not is_file:  # to open a pipe would take until someone reads it
        raise SessionError(f"{shown}: not a regular file")
    raise ConfirmError(f"write over {shown}, which exists")


class CastWriter:
    """Writes a cast: the header at once, and each event as it is told.

    The seconds of an event count from the beginning; those that go back count as no time at all.

    Args:
        file: where to, unbuffered.
        size: the columns and rows of the terminal.
        kind: the version of the format.
        title: what players show; empty for none.
        idle_limit: the longest pause that players should make, in seconds.
        timestamp: when it began, in seconds since 1970; None for now.

    Raises:
        OSError: where a line cannot be written; then none can be any more.
    """

    def __init__(
        self,
        file: BinaryIO,
        size: tuple[int, int],
        kind: Kind = "v2",
        title: str = "",
        idle_limit: float = IDLE_LIMIT,
        timestamp: int | None = None,
    ) -> None:
        self._file = file
        self._is_relative = kind == "v3"
        self._length = 0
        self._last = 0
        columns, rows = size
        term = {"type": "xterm-256color"}
        header: dict[str, object] = (
            {"version": 3, "term": {"cols": columns, "rows": rows, **term}}
            if self._is_relative
            else {"version": 2, "width": columns, "height": rows}
        )
        header["timestamp"] = int(time.time()) if timestamp is None else timestamp
        header["idle_time_limit"] = idle_limit
        if title:
            header["title"] = title
        if not self._is_relative:
            header["env"] = {"TERM": term["type"]}
        self._write(header)

    def output(self, seconds: float, text: str) -> None:
        """Tell what the terminal is sent."""
        self._event(seconds, "o", text)

    def marker(self, seconds: float, label: str) -> None:
        """Mark a place, for players to go to."""
        self._event(seconds, "m", label)

    def resize(self, seconds: float, width: int, height: int) -> None:
        """Tell that the terminal has another size."""
        self._event(seconds, "r", f"{width}x{height}")

    def _event(self, seconds: float, code: str, data: str) -> None:
        # In whole microseconds, so that the intervals of v3 add up to the time.
        now = max(round(seconds * 1e6), self._last)
        since = self._last if self._is_relative else 0
        self._last = now
        self._write([(now - since) / 1e6, code, data])

    def _write(self, line: object) -> None:
        """Write a line whole, or leave nothing of it behind."""
        data = f"{_to_json(line)}\n".encode(errors="replace")
        rest = memoryview(data)
        try:
            while rest:  # a disk that becomes full takes a part
                rest = rest[self._file.write(rest) :]
        except OSError:
            with suppress(OSError):
                self._file.truncate(self._length)
            raise
        self._length += len(data)
