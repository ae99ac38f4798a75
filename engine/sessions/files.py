"""Sessions written to files and read from them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from engine.debugger.stop import Stop
from engine.errors import ConfirmError, FileError, SessionError
from engine.files import read_bytes, replace_file
from engine.language.text import plain, shortened
from engine.sessions.seal import sealed, unsealed
from engine.sessions.session import (
    MOST_CHANGES,
    MOST_NOTED,
    MOST_UNFOLDED,
    READABLE,
    Moved,
    Natural,
    Session,
    moved_of,
    session_of,
)

Decoded = TypeVar("Decoded")


MAX_BYTES = 20_000_000
"""A session that is larger is neither written nor read."""

MAX_PARTS = 2_000_000
"""The most lists and objects of a session; each takes many times the room that it has in a file."""


LONGEST_REASON = 200


class DamagedError(SessionError):
    """A file of which a part is missing, or is not what was written."""


class Head(Struct, frozen=True):
    """The head that tells a session from other files, whatever else is in it."""

    version: Natural = msgspec.field(name="makabaka-tui session")


def encode(session: Session) -> bytes:
    """A session in a line of JSON, without a checksum.

    Raises:
        SessionError: where it cannot be read again.
    """
    for what, items, most in (
        ("changes by hand", session.branches, MOST_CHANGES),
        ("breakpoints", session.breakpoints, MOST_NOTED),
        ("watches", session.watches, MOST_NOTED),
        ("marks", session.marks, MOST_NOTED),
        ("notes", session.notes, MOST_NOTED),
        ("unfolded groups", session.unfolded, MOST_UNFOLDED),
    ):
        if len(items) > most:
            raise SessionError(f"it has more than {most:,} {what}")
    try:
        data = msgspec.json.encode(session)
    except UnicodeEncodeError:
        raise SessionError("the path of its network file is no text in UTF-8") from None
    if len(data) > MAX_BYTES:
        raise SessionError(f"it takes more than {MAX_BYTES:,} bytes")
    return data


def encode_moved(stop: Stop) -> bytes:
    """Where a stop stands, in a line of JSON with a checksum, to follow that of its session."""
    return sealed(msgspec.json.encode(moved_of(stop)))


def write_session(stop: Stop, path: Path, overwrite: bool = False) -> Path:
    """Write a session to a file, to be shared: all of it, or what was there stays.

    Returns:
        The path, with ~ written out.

    Raises:
        ConfirmError: where there is such a file, and it may not be overwritten.
        SessionError: where the file cannot be written.
    """
    data = msgspec.json.format(encode(session_of(stop)), indent=2) + b"\n"
    try:
        path = path.expanduser()
        is_there, is_file = path.exists(), path.is_file()
        if is_file is is_there and (overwrite or not is_there):
            replace_file(path.resolve(), data)
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SessionError(f"{plain(str(path))}: cannot be written: {reason}") from None
    if is_file is not is_there:
        raise SessionError(f"{plain(str(path))}: not a regular file")
    if is_there and not overwrite:
        raise ConfirmError(f"{plain(str(path))} exists; write over it")
    return path


def read_session(path: Path, before: Path | None = None) -> Session:
    """The session in a file: an object in JSON, behind which lines may tell where one went.

    The last of these lines counts that is whole.

    Args:
        path: the file.
        before: the session before its last change, for where its first line is not whole.

    Raises:
        SessionError: where the file cannot be read, or holds no session.
    """
    first, *lines = _read_lines(path)
    try:
        session = decoded(first, plain(str(path)))
    except DamagedError:
        if before is None or not before.exists():
            raise
        session = decoded(_read_lines(before)[0], plain(str(before)))
    for line in reversed(lines):
        with suppress(ValueError, RecursionError):
            moved = msgspec.json.decode(unsealed(line) or b"", type=Moved)
            return msgspec.structs.replace(session, moved=moved)
    return session


def _read_lines(path: Path) -> list[bytes]:
    """The lines of a file: the session, and those behind it; a session may take several."""
    try:
        data = read_bytes(path, 2 * MAX_BYTES)  # as lines may have been added to one as large
    except FileError as error:
        raise SessionError(f"{plain(str(path))}: {error}") from None
    has_lines = data.startswith(b'{"') or b'\n{"' in data
    return data.split(b"\n") if has_lines else [data]


def decoded(line: bytes, shown: str) -> Session:
    """The session in a line of JSON.

    Args:
        line: the line, with a checksum or without.
        shown: what it is called in errors.

    Raises:
        SessionError: where it holds none; a `DamagedError` where it is not what was written.
    """
    data = unsealed(line)
    if data is None:
        raise DamagedError(f"{shown}: it was cut off or changed: its checksum is another one")
    if len(data) > MAX_BYTES or data.count(b"[") + data.count(b"{") > MAX_PARTS:
        raise SessionError(f"{shown}: too large for a session of makabaka-tui")
    version = _decoded_as(Head, data, shown).version
    if version not in READABLE:
        raise SessionError(
            f"{shown}: saved by another version of makabaka-tui, as format {version}; "
            f"this one reads formats {READABLE[0]} to {READABLE[-1]}"
        )
    return _decoded_as(Session, data, shown)


def _decoded_as(kind: type[Decoded], data: bytes, shown: str) -> Decoded:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        said = shortened(str(error), LONGEST_REASON)
        raise SessionError(f"{shown}: no session of makabaka-tui: {said}") from None
    except (ValueError, RecursionError):
        raise DamagedError(
            f"{shown}: no session of makabaka-tui, or one that was cut off"
        ) from None
