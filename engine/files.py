"""Files, opened to be read and written in one place: no pipe that never ends, nothing in halves."""

from __future__ import annotations

import errno
import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO

from engine.errors import FileError

WITHOUT_WAITING = (
    getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)
"""A pipe would wait for somebody to write to it before one could see that it is a pipe."""

NEW_FILE = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)


def open_bounded(path: Path, most: int) -> BinaryIO:
    """A regular file, open to be read, unbuffered.

    Args:
        path: where it is.
        most: so many bytes it may have at the most.

    Raises:
        FileError: where it cannot be opened, is no regular file, or is larger.
    """
    try:
        number = os.open(path, os.O_RDONLY | WITHOUT_WAITING)
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None
    try:
        _check(os.fstat(number), most)
        return os.fdopen(number, "rb", buffering=0)
    except BaseException:
        os.close(number)
        raise


def read_bytes(path: Path, most: int) -> bytes:
    """All of a regular file; arguments and errors as of `open_bounded`."""
    with open_bounded(path, most) as file:
        parts: list[bytes] = []
        left = most + 1  # as a file may grow meanwhile, and some do not tell their size
        try:
            while left and (part := file.read(left)):
                parts.append(part)
                left -= len(part)
        except OSError as error:
            raise _unreadable(error) from None
    if not left:
        raise _too_large(most)
    return b"".join(parts)


def read_text(path: Path, most: int) -> str:
    """All of a regular file that is text in UTF-8; arguments and errors as of `open_bounded`."""
    data = read_bytes(path, most)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise FileError("not a text file in UTF-8 but in UTF-16: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(f"not a text file in UTF-8 (see line {line:,})") from None


def replace_file(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Put a file in the place of the one there, all of it and on the disk, or the old one stays.

    It is written beside, under a name that no other file has: what a process that was killed left
    behind is in nobody's way.

    Args:
        path: where to; nobody has the file open, which Windows would not let be replaced.
        data: all that is in it.
        mode: who may read and write it, less what the process does not allow.

    Raises:
        OSError: where it cannot be written.
    """
    beside = path.with_name(f".{os.urandom(8).hex()}.new")
    try:
        with os.fdopen(os.open(beside, NEW_FILE, mode), "wb", buffering=0) as file:
            write_all(file, data)
            _sync(file)
        os.replace(beside, path)  # noqa: PTH105  (here all that can fail is called in one way)
    except BaseException:  # Ctrl+C as well: nothing is to be left over
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108
        raise


def write_all(file: BinaryIO, data: bytes) -> None:
    """Write all of it to an unbuffered file; a disk that is all but full may take a part only.

    Raises:
        OSError: where there is no room for all of it, or it cannot be written.
    """
    while data:
        written = os.write(file.fileno(), data)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        data = data[written:]


def _sync(file: BinaryIO) -> None:
    """Wait until a file is on the disk, so that no name can be there before what it names is."""
    try:
        os.fsync(file.fileno())
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise  # there are file systems that cannot be waited for


def _check(status: os.stat_result, most: int) -> None:
    if S_ISDIR(status.st_mode):
        raise FileError("a directory")
    if not S_ISREG(status.st_mode):
        raise FileError("not a regular file")
    if status.st_size > most:
        raise _too_large(most)


def _unreadable(error: OSError | ValueError) -> FileError:
    if isinstance(error, IsADirectoryError):
        return FileError("a directory")
    reason = error.strerror if isinstance(error, OSError) else None
    is_missing = isinstance(error, FileNotFoundError)
    return FileError(f"cannot be read: {reason or error}", is_missing=is_missing)


def _too_large(most: int) -> FileError:
    return FileError(f"larger than {most:,} bytes")
