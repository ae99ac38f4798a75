"""Sessions in use: a file is held by one instance, until it lets go or its process ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO

from engine.errors import SessionError
from engine.files import WITHOUT_WAITING
from engine.frozen import frozen
from engine.language.text import plain

if TYPE_CHECKING:
    from filelock import BaseFileLock


@frozen(slots=True)
class Held:
    """The file of a session that is marked as in use by this process, until it ends.

    Args:
        path: where it is.
        lock: the mark, a file beside it; None where the file system knows no locks.
    """

    path: Path
    lock: BaseFileLock | None

    @property
    def is_marked(self) -> bool:
        """Whether others see the mark: not where the folder was deleted."""
        return self.lock is None or os.path.exists(self.lock.lock_file)  # noqa: PTH110

    def release(self) -> None:
        """Leave it to others."""
        if self.lock is not None and self.lock.is_locked:
            with suppress(OSError):  # before others may have it: what they make is theirs
                os.unlink(self.lock.lock_file)  # noqa: PTH108
            self.lock.release()


def mark(path: Path) -> Held | None:
    """Mark a session as in use, whether its file is there or not; None where it is already."""
    from filelock import FileLock, Timeout  # 20 ms

    lock = FileLock(path.with_suffix(".lock"), timeout=0, mode=0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    except (OSError, NotImplementedError):
        return Held(path, None)  # a file system that knows no locks: nobody can tell
    return Held(path, lock)


def hold(path: Path) -> Held | None:
    """Mark a session as in use; None where a running instance saves to it, or it is gone.

    Raises:
        SessionError: where it cannot be read, or is no file of one's own.
    """
    shown = plain(str(path))
    try:
        if path.is_symlink():
            raise SessionError(f"{shown}: a link; delete it, or open what it leads to: --session")
        with open_unless_link(path) as file:
            status = os.fstat(file.fileno())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SessionError(f"{shown}: cannot be read: {error.strerror}") from None
    if not S_ISREG(status.st_mode) or not is_ones_own(status):
        raise SessionError(f"{shown}: cannot be read: no file of one's own")
    held = mark(path)
    if held is not None and not path.exists():  # it was deleted between the two
        held.release()
        return None
    return held


def open_unless_link(path: Path) -> BinaryIO:
    """A file, open to be read, unbuffered; where it is a pipe nobody is waited for.

    Raises:
        OSError: where it cannot be, as it is a link.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | WITHOUT_WAITING)
    return os.fdopen(number, "rb", buffering=0)


def is_ones_own(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to the user; Windows keeps others out of the home folder."""
    return sys.platform == "win32" or status.st_uid == os.geteuid()
