"""Where the file of settings is."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = "makabaka-tui", "config.toml"

THEMES = "themes"
"""The folder beside the file, with a theme in each file."""

PREFIX = "MAKABAKA_TUI_"
"""What the variables begin with."""

NO_SETTINGS = frozenset({"MAKABAKA_TUI_CONFIG", "MAKABAKA_TUI_DEBUG"})
"""Variables that are no settings."""

ELSEWHERE = "MAKABAKA_TUI_CONFIG"
"""The variable that names another file; empty for none."""


def is_anything_said(file: Path | None, environment: Mapping[str, str]) -> bool:
    """Whether there is anything to read: a file, themes beside it, or a variable."""
    if any(name.startswith(PREFIX) and name not in NO_SETTINGS for name in environment):
        return True
    if file is None:
        return False
    is_named = ELSEWHERE in environment  # and then it has to be there
    return is_named or os.path.exists(file) or os.path.isdir(file.parent / THEMES)  # noqa: PTH110, PTH112


def config_file(environment: Mapping[str, str]) -> Path | None:
    """The file, whether it is there or not; None where there is no place for one, or none wanted.

    Where a platform has it is known by platformdirs, which takes longer to import than the file
    takes to read: on Linux it is looked for without that.
    """
    named = environment.get(ELSEWHERE)
    if named is not None:
        with suppress(RuntimeError):  # there is no home folder
            return Path(named).expanduser() if named else None
        return Path(named)
    if sys.platform == "linux":
        folder = environment.get("XDG_CONFIG_HOME", "")
        home = environment.get("HOME", "")
        if os.path.isabs(folder):  # noqa: PTH117  (a text, at every start)
            return Path(folder) / FOLDER / FILE
        if os.path.isabs(home):  # noqa: PTH117
            return Path(home) / ".config" / FOLDER / FILE
    from platformdirs import user_config_path

    with suppress(RuntimeError):
        path = user_config_path(FOLDER, appauthor=False) / FILE
        return path if path.is_absolute() else None
    return None
