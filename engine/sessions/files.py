"""Sessions written to files and read from them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from engine.debugger.stop import Stop
from engine.errors import ConfirmError, FileError, SessionError
from engine.files import read_bytes
from engine.language.text import plain
from engine.sessions.session import VERSION, Moved, Natural, Session, moved_of, session_of

Decoded = TypeVar("Decoded")


MAX_BYTES = 50_000_000
"""A session that is larger is neither written nor read."""


class Head(Struct, frozen=True):
    """The head that tells a session from other files, whatever else is in it."""

    version: Natural = msgspec.field(name="makabaka-tui session")


def encode(session: Session) -> bytes:
    """A session in a line of JSON.

    Raises:
        SessionError: where it cannot be read again.
    """
    try:
        data = msgspec.json.encode(session)
    except UnicodeEncodeError:
        raise SessionError("the path of its network file is no text in UTF-8") from None
    if len(data) > MAX_BYTES:
        raise SessionError(f"it takes more than {MAX_BYTES:,} bytes")
    return data


def encode_moved(stop: Stop) -> bytes:
    """Where a stop stands, in a line of JSON to follow that of its session."""
    return msgspec.json.encode(moved_of(stop))


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
            _put(data, path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SessionError(f"{plain(str(path))}: cannot be written: {reason}") from None
    if is_file is not is_there:
        raise SessionError(f"{plain(str(path))}: not a regular file")
    if is_there and not overwrite:
        raise ConfirmError(f"{plain(str(path))} exists; write over it")
    return path


def _put(data: bytes, path: Path) -> None:
    """Put a file in the place of the one there, if there is one."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(path)
    except FileExistsError:
        raise  # it is somebody else's
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def read_session(path: Path) -> Session:
    """The session in a file: an object in JSON, behind which lines may tell where one went.

    The last of these lines counts that was not cut off.

    Raises:
        SessionError: where the file cannot be read, or holds no session.
    """
    shown = plain(str(path))
    try:
        data = read_bytes(path, 2 * MAX_BYTES)  # as lines may have been added to one as large
    except FileError as error:
        raise SessionError(f"{shown}: {error}") from None
    first, *lines = data.split(b"\n")
    if not first.rstrip().endswith(b"}"):
        return _decoded(data, shown)  # it is written in several lines
    session = _decoded(first, shown)
    for line in reversed(lines):
        with suppress(ValueError, RecursionError):
            return msgspec.structs.replace(session, moved=msgspec.json.decode(line, type=Moved))
    return session


def _decoded(data: bytes, shown: str) -> Session:
    version = _decoded_as(Head, data, shown).version
    if version != VERSION:
        raise SessionError(
            f"{shown}: saved by another version of makabaka-tui, as format {version}; "
            f"this one reads format {VERSION}"
        )
    return _decoded_as(Session, data, shown)


def _decoded_as(kind: type[Decoded], data: bytes, shown: str) -> Decoded:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise SessionError(f"{shown}: no session of makabaka-tui: {plain(str(error))}") from None
    except (ValueError, RecursionError):
        raise SessionError(
            f"{shown}: no session of makabaka-tui, or one that was cut off"
        ) from None
