"""Casts, read: the header and the events of an asciicast, version 2 or 3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from engine.errors import DebuggerError, FileError
from engine.files import read_bytes
from engine.language.text import plain

_T = TypeVar("_T")

LARGEST = 200_000_000
"""The bytes of the largest cast that is read."""

MOST = 500
"""The most columns, and the most rows, of a terminal that was recorded."""

LONGEST = 7 * 24 * 3600.0
"""The seconds of the longest cast."""


class CastError(DebuggerError):
    """A cast that cannot be read, with its file and line."""


class Event(NamedTuple):
    """An event of a cast.

    Args:
        seconds: since the beginning.
        code: `o` for what the terminal was sent, `m` for a marker, `r` for another size.
        data: the text, the label, or `80x24`.
    """

    seconds: float
    code: str
    data: str


class CastFile(NamedTuple):
    """A cast that was read.

    Args:
        size: the columns and rows of the terminal.
        title: what it is called; empty for nothing.
        idle_limit: the longest pause that players make, in seconds; None for no limit.
        events: in order.
    """

    size: tuple[int, int]
    title: str
    idle_limit: float | None
    events: Sequence[Event]


class _Term(msgspec.Struct):
    cols: int
    rows: int


class _Header(msgspec.Struct):
    version: int
    width: int = 0
    height: int = 0
    term: _Term | None = None
    title: str | None = None
    idle_time_limit: float | None = None


def read_cast(data: bytes, name: str) -> CastFile:
    """Read a cast; what comes after a line that was cut off is lost.

    Args:
        data: the bytes of the file.
        name: what errors call it.

    Raises:
        CastError: where it is none.
    """
    lines = data.split(b"\n")
    header = _read(lines[0], _Header, f"{plain(name)}: no recording: the first line is no header")
    size = (header.width, header.height)
    if header.version == 3 and header.term is not None:
        size = (header.term.cols, header.term.rows)
    if header.version not in (2, 3):
        raise CastError(f"{plain(name)}: version {header.version} of the format is not read: 2, 3")
    events = list(_events(lines, plain(name), header.version == 3))
    return CastFile(_checked(size, plain(name)), header.title or "", header.idle_time_limit, events)


def load_cast(path: Path) -> CastFile:
    """Read the cast in a file.

    Raises:
        CastError: where it is none, or cannot be read.
    """
    shown = plain(str(path))
    try:
        data = read_bytes(path, LARGEST)
    except FileError as error:
        raise CastError(f"{shown}: {error}") from None
    return read_cast(data, str(path))


def read_resize(data: str, name: str) -> tuple[int, int]:
    """The columns and rows that an event tells.

    Raises:
        CastError: where it tells none.
    """
    width, _, height = data.partition("x")
    if not (width.isdecimal() and height.isdecimal() and len(data) < 12):
        raise CastError(f"{plain(name)}: no size of a terminal: {plain(data[:20])}")
    return _checked((int(width), int(height)), plain(name))


def _checked(size: tuple[int, int], name: str) -> tuple[int, int]:
    if not all(1 <= each <= MOST for each in size):
        raise CastError(f"{name}: a terminal of {size[0]}x{size[1]}, where {MOST} is the most")
    return size


def _events(lines: Sequence[bytes], name: str, is_relative: bool) -> Iterator[Event]:
    now = 0.0
    last = len(lines)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith(b"#"):
            continue
        said = f"{name}: line {number} is no event of a recording"
        try:
            seconds, code, data = _read(line, tuple[float, str, str], said)
        except CastError:
            if number == last:  # it was being written when the session ended
                return
            raise
        now = now + seconds if is_relative else max(now, seconds)
        if not 0 <= now <= LONGEST:
            raise CastError(said)
        if code in ("o", "m", "r"):
            yield Event(now, code, data)


def _read(line: bytes, kind: type[_T], said: str) -> _T:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CastError(said) from None
