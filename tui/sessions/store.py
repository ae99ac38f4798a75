"""The store of sessions while one works: in the user's state folder, always up to date.

A file holds the whole session in its first line. A step adds a line that says where one stands now,
which takes as long however much has been done. Anything else writes the file anew, beside the old
one, which it then replaces: whenever the process ends, the last key at most is lost. The session
before the last change is kept beside it, for a disk that forgets what it was told to keep.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from engine.debugger.stop import Stop
from engine.errors import SessionError
from engine.files import replace_file, write_all
from engine.language.text import plain
from tui.sessions.folder import forget_old, is_at, keep_before, make_private, next_order
from tui.sessions.held import Held, mark

MAX_LINES = 10_000
"""So many lines are added before the file is written anew."""

EVERY = 5.0
"""The seconds after which it is looked again whether another session was begun."""

PAUSE = 5.0
"""The seconds in which nothing more is tried after a session could not be saved."""


class Store(Protocol):
    """A place to save the session of a running debugger."""

    problem: str
    """Why the session could not be saved when it was left; empty where it was."""

    def prepare(self) -> bool:
        """Find out whether a session can be saved; True, or it raises a SessionError."""

    def save(self, stop: Stop, is_last: bool = False) -> bool:
        """Save where the debugger stands, and what else has changed; whether that was done."""

    def close(self) -> bool:
        """Leave the session to others; whether there is one to go on with."""


class Nowhere:
    """A store for a user who has no folder to save sessions in.

    Args:
        reason: why not.
    """

    def __init__(self, reason: SessionError) -> None:
        self._reason = reason
        self.problem = ""

    def prepare(self) -> bool:
        """Say why nothing can be saved."""
        raise self._reason

    def save(self, stop: Stop, is_last: bool = False) -> bool:
        """Say that nothing is saved."""
        del stop, is_last
        return False

    def close(self) -> bool:
        """Nothing is held."""
        return False


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
        self._held = held
        self._file: BinaryIO | None = None
        self._is_new = held is None
        self._origin = _working_folder()
        self._saved: tuple[object, ...] = ()
        self._moved = b""
        self._lines = self._order = 0
        self._again = self._looked = 0.0
        self._last: Stop | None = None
        self.problem = ""

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def close(self) -> bool:
        """Leave the session to others, as the last one; whether there is one to go on with.

        What could not be saved before is tried once more: there may be room by now.
        """
        last, self._last = self._last, None
        is_saved = False
        try:
            is_saved = last is not None and self.save(last, is_last=True)
        except SessionError as error:
            self.problem = str(error)
        self._last = None
        self._close_file()
        if self._held is not None:
            self._held.release()
        return is_saved

    def _close_file(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def prepare(self) -> bool:
        """Load what is needed to save, and make the folder.

        Nothing is saved before anything is done: the last session should be one to go on with.

        Returns:
            True.

        Raises:
            SessionError: where nothing can be saved there.
        """
        import filelock  # noqa: F401  (20 ms)

        import engine.sessions.session  # noqa: F401  (28 ms)

        folder = self._path.parent
        try:
            make_private(folder)
        except OSError as error:
            raise self._failed(error) from None
        if not os.access(folder, os.W_OK):
            raise self._failed(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
        return True

    def save(self, stop: Stop, is_last: bool = False) -> bool:
        """Save where the debugger stands, and what else has changed.

        Args:
            stop: where it stands.
            is_last: whether the app is left, so that this is the session to go on with.

        Returns:
            Whether it is saved. For a while after an error it is not, and nothing is tried, unless
            the app is left.

        Raises:
            SessionError: where it cannot be saved.
        """
        self._last = stop
        if time.monotonic() < self._again and not is_last:
            return False
        try:
            if is_last or time.monotonic() > self._looked + EVERY:
                self._look_at_others()
            self._save(stop)
        except (OSError, SessionError) as error:
            self._saved = ()  # of the line last added there may be a part only
            self._again = time.monotonic() + PAUSE
            raise self._failed(error) from None
        self._again = 0.0
        return True

    def _look_at_others(self) -> None:
        """Have all written anew where another session was begun, so that this one is the last."""
        self._looked = time.monotonic()
        if self._order and next_order(self._path.parent, self._path) > self._order:
            self._saved = ()

    def _failed(self, error: OSError | SessionError) -> SessionError:
        """The error to raise; what is wrong comes first, as a narrow terminal cuts off the rest."""
        if isinstance(error, SessionError):
            return error
        return SessionError(f"{error.strerror}: {plain(str(self._path.parent))}")

    def _save(self, stop: Stop) -> None:
        from engine.sessions.files import encode, encode_moved
        from engine.sessions.session import session_of

        parts = (
            stop.recipe, stop.branches.items, stop.breakpoints, stop.watches, stop.marks,
            stop.notes, stop.folds.unfolded,
        )  # fmt: skip
        is_known = len(parts) == len(self._saved) and all(
            mine is theirs for mine, theirs in zip(parts, self._saved, strict=True)
        )
        if is_known and self._lines < MAX_LINES and self._is_open:
            self._add(encode_moved(stop))
        else:
            self._write(encode(session_of(stop, self._origin)))
            self._saved, self._lines, self._moved = parts, 0, b""

    @property
    def _is_open(self) -> bool:
        """Whether there is a file to add to, which was not deleted."""
        return self._file is not None and is_at(self._path, self._file)

    def _add(self, line: bytes) -> None:
        if line != self._moved and self._file is not None:
            write_all(self._file, line + b"\n")
            self._moved, self._lines = line, self._lines + 1

    def _write(self, data: bytes) -> None:
        """Put a new file in the place of the old one."""
        from engine.sessions.seal import sealed

        folder = self._path.parent
        make_private(folder)
        order = max(next_order(folder, self._path), self._order)
        if self._held is None or not self._held.is_marked:
            self._held = mark(self._path)  # before anybody can see the file
        keep_before(self._path)
        self._close_file()
        replace_file(self._path, sealed(data, order) + b"\n", 0o600)
        self._file, self._order = self._path.open("ab", buffering=0), order
        if self._is_new:
            self._is_new = False
            forget_old(folder)


def _working_folder() -> str | None:
    with suppress(OSError):  # it may have been deleted
        return str(Path.cwd())
    return None
