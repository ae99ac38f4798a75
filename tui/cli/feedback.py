"""Feedback, written: a file for each page, none over another and none over what is there."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.files import replace_file
from engine.language.text import plain
from tui.cli.shared import InputError

ENDING = "-feedback.md"
"""What the names of all feedback end in, so that it is never the page itself."""

UNFIT = re.compile(r"[^\w.+-]+")
"""What is not taken over into the name of a file."""

LONGEST_NAME = 100
"""The most characters of a name in front of its ending."""


def feedback_files(pages: Sequence[str], folder: Path, *, force: bool) -> Mapping[str, Path]:
    """Where the feedback on each page goes, found out before anything is checked.

    The folder is made where there is none.

    Args:
        pages: the pages, as they were named.
        folder: where the feedback goes.
        force: whether feedback that is there may be written over.

    Raises:
        InputError: where a file is there already, or the folder cannot be used.
    """
    if len(set(pages)) < len(pages):
        twice = next(page for page, count in Counter(pages).items() if count > 1)
        raise InputError(f"--feedback: {plain(twice)} is named twice, and can have one file only")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise InputError(f"{plain(str(folder))}: {_reason(error)}") from None
    files = {page: folder / f"{name}{ENDING}" for page, name in _names(pages).items()}
    for file in files.values():
        if os.path.lexists(file) and (not force or file.is_dir()):
            cure = "" if file.is_dir() else "; --force writes over"
            raise InputError(f"{plain(str(file))}: exists already, and is left as it is{cure}")
    return files


def _names(pages: Sequence[str]) -> Mapping[str, str]:
    """A name for each page, no two the same: its own, with its folder and a number if need be."""
    short = {page: _fit("standard-input" if page == "-" else Path(page).stem) for page in pages}
    counts = Counter(name.casefold() for name in short.values())
    names: dict[str, str] = {}
    taken: set[str] = set()
    for page in pages:
        first = short[page] if counts[short[page].casefold()] == 1 else _fit(page)
        name, number = first, 2
        while name.casefold() in taken:
            name, number = f"{first}-{number}", number + 1
        taken.add(name.casefold())
        names[page] = name
    return names


def _fit(text: str) -> str:
    """A text as part of a name that every system takes."""
    return UNFIT.sub("-", text).strip("-.")[-LONGEST_NAME:] or "page"


def save(file: Path, text: str) -> None:
    """Write feedback.

    Raises:
        InputError: where it cannot be written.
    """
    try:
        replace_file(file, text.encode())
    except (OSError, ValueError) as error:
        raise InputError(f"{plain(str(file))}: {_reason(error)}") from None


def _reason(error: OSError | ValueError) -> str:
    return f"cannot be written: {getattr(error, 'strerror', None) or 'no name of a file'}"
