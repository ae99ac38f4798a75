"""What is private, left out of what is reported: names of people, folders and files, quotations."""

from __future__ import annotations

import builtins
import os
import re
from pathlib import Path

LEFT_OUT = "…"

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`", re.DOTALL)
"""What a message quotes: names of nodes, keys, parts of files."""

PATH = re.compile(r"(?:~|[A-Za-z]:\\|\.{0,2}/)[^\s,;:]*")

OWN, LIBRARY = Path(__file__).parents[2], Path(os.__file__).parent
"""The folders that hold our packages, and Python's own."""

MOST = 200
"""The characters of a message that are kept."""


def said_by(error: BaseException) -> str:
    """What an error says, without what it quotes.

    Only Python's own say no more than that: others, as those of ours that are told to a person,
    name nodes, files and values.
    """
    if isinstance(error, OSError):
        return error.strerror or ""
    if isinstance(error, (UnicodeError, KeyError)) or type(error).__module__ != builtins.__name__:
        return ""
    line = (str(error).splitlines() or [""])[0]
    return PATH.sub(LEFT_OUT, QUOTED.sub(LEFT_OUT, line))[:MOST]


def place_of(file: str) -> str:
    """The file of a frame from its package on: `tui/screens/keys.py`, `textual/app.py`."""
    path = Path(file)
    for folder in ("site-packages", "dist-packages"):
        if folder in path.parts:
            return "/".join(path.parts[path.parts.index(folder) + 1 :])
    if path.is_relative_to(OWN) and path.relative_to(OWN).parts[0] in ("engine", "tui"):
        return path.relative_to(OWN).as_posix()
    if path.is_relative_to(LIBRARY):
        return path.relative_to(LIBRARY).as_posix()
    return file if file.startswith("<") and "/" not in file else LEFT_OUT
