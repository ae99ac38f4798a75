"""The names of files: those to write are checked here, whoever gives them; others completed."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path, PureWindowsPath

from engine.errors import DebuggerError
from engine.language.text import plain
from tui.terminal.sandbox import is_restricted

LONGEST_NAME = 255
"""The bytes of a name that file systems take."""

LONGEST_PATH = 4095
"""The bytes of a whole path that systems take."""

MOST_LISTED = 10_000
"""Of a larger folder not all files are found that a name may go on to."""

MOST_SHOWN = 40
"""The characters of a name that cannot be used which a message shows."""


class FileNameError(DebuggerError):
    """A name that no file can have, with a message for the person who gave it."""


def file_to_write(name: str | Path, suffix: str = "") -> Path:
    """The path of a file to write, as a person names it: `~` is written out.

    Args:
        name: what is typed.
        suffix: the longest that is put behind it.

    Raises:
        FileNameError: where no file can be called that.
    """
    text = str(name)
    if not text.isprintable():
        raise FileNameError(f"{_shown(text)}: a name holds no characters that cannot be seen")
    if text.endswith("/") or Path(text).name in ("", ".."):
        raise FileNameError(f"{_shown(text or '.')}: this is a folder; write the name of a file")
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        user = Path(text).parts[0]
        raise FileNameError(
            f"{_shown(text)}: the home folder {_shown(user)} is not known; write the path in full"
        ) from None
    last = len(os.fsencode(path.name + suffix))
    if max(last, *(len(os.fsencode(part)) for part in path.parts)) > LONGEST_NAME:
        raise FileNameError(f"{_shown(text)}: a name has {LONGEST_NAME} bytes at the most")
    if len(os.fsencode(path)) + len(suffix) > LONGEST_PATH:
        raise FileNameError(f"{_shown(text)}: a path has {LONGEST_PATH:,} bytes at the most")
    return path


def files_beginning_with(text: str) -> tuple[str, ...]:
    """The files and folders that a name may go on to, as far as there are few enough to list."""
    if is_restricted():
        return ()
    folder, slash, begun = text.rpartition("/")
    try:
        with os.scandir(Path(folder + slash or ".").expanduser()) as entries:
            found = [
                f"{folder}{slash}{each.name}{'/' * each.is_dir()}"
                for each in islice(entries, MOST_LISTED)
                if each.name.startswith(begun) and each.name.isprintable()
            ]
    except (OSError, RuntimeError, ValueError):
        return ()
    is_hidden = begun.startswith(".")
    return tuple(sorted(each for each in found if is_hidden or not _name(each).startswith(".")))


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def file_within(name: str, folder: Path, suffix: str = "") -> Path:
    """The path of a file that a script may write: in its own folder, or in one within that.

    Raises:
        FileNameError: where the name leads out of the folder, or no file can be called that.
    """
    parts = [*Path(name).parts, *PureWindowsPath(name).parts]
    is_elsewhere = Path(name).is_absolute() or bool(PureWindowsPath(name).anchor)
    if is_elsewhere or ".." in parts or str(Path(name)).startswith("~"):
        raise FileNameError(f"{_shown(name)}: a lecture keeps to the files in its own folder")
    path = file_to_write(name, suffix)
    return file_to_write(folder / path, suffix) if folder.parts else path


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path in a folder leads out of it after all, over a link that is there now."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return True


def _shown(text: str) -> str:
    """A name in a message: whatever is in it, in a line that can be read."""
    said = plain(text[: MOST_SHOWN + 1])
    return said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN]}…"
