"""The command that shows the settings, and begins a file of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from engine.language.text import plain
from tui.cli.options import app
from tui.cli.shared import InputError, write_out


@app.command
def config(
    *,
    init: Annotated[bool, Parameter(negative="")] = False,
    path: Annotated[bool, Parameter(negative="")] = False,
    check: Annotated[bool, Parameter(negative="")] = False,
    format: Literal["text", "json"] = "text",  # noqa: A002  (the option's name)
) -> int:
    """Show every setting with its value and where it comes from.

    Options go before variables, MAKABAKA_TUI_THEME=light, and these before the file.
    MAKABAKA_TUI_CONFIG names another file; empty, none is read.

    Args:
        init: Write a file with all settings, as comments, where there is none.
        path: Print where the file is, or would be.
        check: Print whether everything in it is right.
        format: The form to print in.
    """
    from tui.config.place import config_file
    from tui.config.reading import read
    from tui.config.telling import as_json, lines

    file = config_file(os.environ)
    if [init, path, check].count(True) > 1:
        raise InputError("config: --init, --path and --check stand alone")
    if init:
        write_out([f"{plain(str(_begun(file)))}: written; all in it is as it ships as yet"])
    elif path:
        write_out([str(_known(file))])
    else:
        found = read(file, os.environ)
        if check:
            shown = plain(str(_known(file)))
            write_out([f"{shown}: {'all is right' if found.is_there else 'not there'}"])
        else:
            write_out([as_json(found)] if format == "json" else lines(found))
    return 0


def _known(file: Path | None) -> Path:
    if file is None:
        raise InputError("config: there is no place for it: name a file by MAKABAKA_TUI_CONFIG")
    return file


def _begun(file: Path | None) -> Path:
    """Write a file of settings where there is none."""
    from tui.config.telling import begun

    path = _known(file)
    shown = plain(str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file_to_write:
            file_to_write.write(begun())
    except FileExistsError:
        raise InputError(f"{shown}: exists already, and is left as it is") from None
    except OSError as error:
        raise InputError(f"{shown}: cannot be written: {error.strerror}") from None
    return path
