"""The folder of sessions: where it is, who may look into it, which are in it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shlex import quote
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import BinaryIO, NamedTuple

from engine.errors import SessionError
from engine.language.text import plain
from tui.sessions.held import hold, is_ones_own, mark, open_unless_link

KEPT = 20
"""So many sessions are kept; those saved longest ago are deleted."""

STALE = 3600.0
"""The seconds after which a file that was not put in its place never will be."""

OTHERS = 0o077
"""What anybody but its user may do with a file or a folder."""


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


def make_private(folder: Path) -> None:
    """Make a folder that only its user may look into, where there is none.

    Raises:
        SessionError: where there is one that others may look into.
        OSError: where it cannot be made or used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_private(folder)


def check_private(folder: Path) -> None:
    """Refuse a folder into which others may look, or put something; one that is not there may be.

    Raises:
        SessionError: where it is one.
        OSError: where that cannot be found out.
    """
    try:
        status = folder.stat()
    except FileNotFoundError:
        return
    shown = plain(str(folder))
    if not S_ISDIR(status.st_mode):
        raise SessionError(f"Not a directory: {shown}")
    if not is_ones_own(status):
        raise SessionError(f"another user's folder: {shown}; set XDG_STATE_HOME to one of your own")
    if sys.platform != "win32" and status.st_mode & OTHERS:
        raise SessionError(f"open to others: write chmod 700 {plain(quote(str(folder)))}")


class Kept(NamedTuple):
    """A session that is kept, as it is put in order.

    Args:
        order: counted up with every session that is begun, or left; a link comes before all.
        time: when it was saved, which decides among those of older formats.
        path: where it is.
    """

    order: int
    time: int
    path: Path


def saved_sessions(folder: Path) -> Iterator[Path]:
    """The sessions that are kept, the one that was begun or left last first."""
    return (each.path for each in _kept(folder))


def next_order(folder: Path, own: Path) -> int:
    """The order of a session that is to be the last one; its own is not looked at."""
    return max((each.order for each in _kept(folder) if each.path != own), default=0) + 1


def _kept(folder: Path) -> list[Kept]:
    from engine.sessions.seal import HEAD, order_of

    found: list[Kept] = []
    for path in _named(folder, "*.json"):
        with suppress(OSError):  # another instance may delete it
            status = path.lstat()
            if S_ISLNK(status.st_mode):
                found.append(Kept(-1, 0, path))
            elif S_ISREG(status.st_mode):
                with open_unless_link(path) as file:
                    found.append(Kept(order_of(file.read(HEAD)), status.st_mtime_ns, path))
    return sorted(found, reverse=True)


def _named(folder: Path, pattern: str) -> list[Path]:
    with suppress(OSError):
        return list(folder.glob(pattern))
    return []


def before(path: Path) -> Path:
    """The file with a session as it was before its last change, if there is one."""
    return path.with_suffix(".before")


def keep_before(path: Path) -> None:
    """Keep a session as it is, as it is about to be replaced; where that cannot be, do without."""
    with suppress(OSError):
        os.unlink(before(path))  # noqa: PTH108  (here all that can fail is called in one way)
    with suppress(OSError):
        os.link(path, before(path))


def forget_old(folder: Path) -> None:
    """Delete the sessions saved longest ago, and what was left where a process was killed."""
    for number, path in enumerate(saved_sessions(folder)):
        if number >= KEPT:
            _forget(path)
    for path in _named(folder, "*.before"):
        if not path.with_suffix(".json").exists():
            _delete(path)
    for path in _named(folder, "*.lock"):
        if not path.with_suffix(".json").exists():
            held = mark(path.with_suffix(".json"))  # or it is about to be written
            if held is not None:
                held.release()
    for path in _named(folder, "*.new"):
        with suppress(OSError):
            if abs(time.time() - path.lstat().st_mtime) > STALE:  # whichever way the clock went
                _delete(path)


def _forget(path: Path) -> None:
    with suppress(OSError, SessionError):
        held = hold(path)
        if held is not None:
            _delete(before(path))
            path.unlink()
            held.release()


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def is_at(path: Path, file: BinaryIO) -> bool:
    """Whether a file that is open is the one that stands at a path."""
    with suppress(OSError):
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    return False
