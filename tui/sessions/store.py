"""The store of sessions while one works: in the user's state folder, always up to date.

A file holds the whole session in its first line. A step adds a line that says where one stands now,
which takes as long however much has been done. Anything else writes the file anew, beside the old
one, which it then replaces: whenever the process ends, the last key at most is lost.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from engine.debugger.stop import Stop
from engine.errors import SessionError
from engine.language.text import plain

MAX_LINES = 10_000
"""So many lines are added before the file is written anew."""

KEPT = 20
"""So many sessions are kept; those saved longest ago are deleted."""

STALE = 3600.0
"""The seconds after which a file that was not put in its place never will be."""

PAUSE = 5.0
"""The seconds in which nothing more is tried after a session could not be saved."""


@dataclass(frozen=True, slots=True)
class Held:
    """The file of a session that is marked as in use by this process, until it ends.

    Args:
        path: where it is.
        file: what carries the mark.
    """

    path: Path
    file: BinaryIO

    def release(self) -> None:
        """Leave it to others."""
        self.file.close()


class SessionStore:
    """Saves the session of one running debugger.

    Args:
        folder: where to; it is made where it is not there.
        held: the file to go on with; None for a new one.
    """

    def __init__(self, folder: Path, held: Held | None = None) -> None:
        # Not by the number of the process: those in containers may have the same.
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(4).hex()}.json"
        self._path = folder / name if held is None else held.path
        self._file = None if held is None else held.file
        self._is_new = held is None
        self._origin = _working_folder()
        self._saved: tuple[object, ...] = ()
        self._moved = b""
        self._lines = 0
        self._again = 0.0

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def close(self) -> None:
        """Leave the session to others; nothing can be saved any more."""
        if self._file is not None:
            self._file.close()

    def prepare(self) -> bool:
        """Load what is needed to save, and make the folder.

        Nothing is saved before anything is done: the last session should be one to go on with.

        Returns:
            True.

        Raises:
            SessionError: where nothing can be saved there.
        """
        import engine.sessions.session  # noqa: F401  (28 ms)

        folder = self._path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._failed(error) from None
        if not os.access(folder, os.W_OK):
            raise self._failed(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
        return True

    def save(self, stop: Stop) -> bool:
        """Save where the debugger stands, and what else has changed.

        Returns:
            Whether it is saved. For a while after an error it is not, and nothing is tried.

        Raises:
            SessionError: where it cannot be saved.
        """
        if time.monotonic() < self._again:
            return False
        try:
            self._save(stop)
        except (OSError, SessionError) as error:
            self._saved = ()  # of the line last added there may be a part only
            self._again = time.monotonic() + PAUSE
            raise self._failed(error) from None
        return True

    def _failed(self, error: OSError | SessionError) -> SessionError:
        """The error to raise; what is wrong comes first, as a narrow terminal cuts off the rest."""
        if isinstance(error, SessionError):
            return error
        return SessionError(f"{error.strerror}: {plain(str(self._path.parent))}")

    def _save(self, stop: Stop) -> None:
        from engine.sessions.files import encode, encode_moved
        from engine.sessions.session import session_of

        parts = (stop.recipe, stop.branches.items, stop.breakpoints, stop.watches, stop.marks)
        is_known = len(parts) == len(self._saved) and all(
            mine is theirs for mine, theirs in zip(parts, self._saved, strict=True)
        )
        if is_known and self._lines < MAX_LINES and self._file is not None and _exists(self._file):
            self._add(self._file, encode_moved(stop))
        else:
            self._write(encode(session_of(stop, self._origin)))
            self._saved, self._lines, self._moved = parts, 0, b""

    def _add(self, file: BinaryIO, line: bytes) -> None:
        if line != self._moved:
            _put(file, line + b"\n")
            self._moved, self._lines = line, self._lines + 1

    def _write(self, data: bytes) -> None:
        """Put a new file in the place of the old one."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        file = beside.open("wb", buffering=0)
        try:
            _put(file, data + b"\n")
            lock(file)
            beside.replace(self._path)
        except BaseException:  # Ctrl+C as well: nothing is to be left over
            file.close()
            beside.unlink(missing_ok=True)
            raise
        self.close()
        self._file = file
        if self._is_new:
            self._is_new = False
            forget_old(self._path.parent)


def _exists(file: BinaryIO) -> bool:
    """Whether a file that is open was not deleted."""
    return os.fstat(file.fileno()).st_nlink > 0


def _put(file: BinaryIO, data: bytes) -> None:
    """Write all of it; a disk that is all but full may take a part only."""
    while data:
        data = data[file.write(data) :]


def _working_folder() -> str | None:
    with suppress(OSError):  # it may have been deleted
        return str(Path.cwd())
    return None


def state_folder() -> Path:
    """The folder for sessions, as the platform has it: `$XDG_STATE_HOME` and so on.

    Raises:
        SessionError: where there is none, as the user has no home folder.
    """
    from platformdirs import user_state_path

    with suppress(RuntimeError):
        folder = user_state_path("makabaka-tui", appauthor=False) / "sessions"
        if folder.is_absolute():  # older versions make do with a folder called ~
            return folder
    raise SessionError("there is no home folder, and XDG_STATE_HOME names no other")


def saved_sessions(folder: Path) -> Iterator[Path]:
    """The sessions that are kept, the one saved last first."""
    return _newest_first(folder, "*.json")


def hold(path: Path) -> Held | None:
    """Mark a session as in use; None where a running instance saves to it, or it is gone.

    Raises:
        SessionError: where it cannot be read.
    """
    try:
        file = path.open("rb", buffering=0)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SessionError(f"{plain(str(path))}: cannot be read: {error.strerror}") from None
    # It may have been replaced or deleted between the two.
    if lock(file) and _is_at(path, file):
        return Held(path, file)
    file.close()
    return None


def forget_old(folder: Path) -> None:
    """Delete the sessions saved longest ago, and what was left where a process was killed."""
    for number, path in enumerate(saved_sessions(folder)):
        if number >= KEPT:
            _forget(path)
    for path in _newest_first(folder, "*.new"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                path.unlink()


def _forget(path: Path) -> None:
    with suppress(OSError, SessionError):
        held = hold(path)
        if held is not None:
            path.unlink()
            held.release()


def _newest_first(folder: Path, pattern: str) -> Iterator[Path]:
    found: list[tuple[float, Path]] = []
    with suppress(OSError):
        for path in folder.glob(pattern):
            with suppress(OSError):  # another instance may delete it
                status = path.stat()
                if S_ISREG(status.st_mode):
                    found.append((status.st_mtime_ns, path))
    return (path for _, path in sorted(found, reverse=True))


def _is_at(path: Path, file: BinaryIO) -> bool:
    with suppress(OSError):
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    return False


def lock(file: BinaryIO) -> bool:
    """Mark a file as in use, until it is closed or the process ends; False where it is already."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system that knows no locks: nobody can tell
    return True
