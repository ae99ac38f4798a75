"""The file that a command is asked to write: checked before the work, written at its end."""

from __future__ import annotations

import os
from pathlib import Path

from engine.files import replace_file
from engine.language.text import plain
from tui.cli.shared import InputError


def checked_output(output: Path, force: bool) -> Path:
    """Where to write, before anything is worked out.

    Raises:
        InputError: where there is something that is not to be lost.
        FileNameError: where no file can be called that.
    """
    from tui.commands.names import file_to_write

    path = file_to_write(output)
    shown = plain(str(path))
    if path.is_dir():
        raise InputError(f"{shown}: this is a folder; write the name of a file")
    if os.path.lexists(path):
        if not force:
            raise InputError(
                f"{shown}: exists already, and is left as it is; --force writes over it"
            )
        if not path.is_file():
            raise InputError(f"{shown}: this is no file that could be written over")
        path = path.resolve()
    return path


def save(path: Path, data: bytes) -> None:
    """Write it.

    Raises:
        InputError: where that cannot be done.
    """
    try:
        replace_file(path, data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no name of a file"
        raise InputError(f"{plain(str(path))}: cannot be written: {reason}") from None
