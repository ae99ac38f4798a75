"""Folders of data files: where a network may read them, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.language.text import plain, shortened

LONGEST = 250
"""The most characters of the name of a data file."""


def find_file(name: str, folders: Sequence[Path]) -> Path:
    """The data file of this name, in the first of the folders that has it.

    Args:
        name: as the network file says it, from there.
        folders: that of the network file, and one that was asked for.

    Raises:
        ValueError: where it would lie outside of them, also over a link, or is not there.
    """
    shown = shortened(name, 80)
    if not name or len(name) > LONGEST or "\0" in name:
        raise ValueError(f"{shown!r} is no name of a file")
    if not folders:
        raise ValueError(
            f"{shown}: no file is read here, as this network is of no file itself; "
            'data that ships can be taken, data = "iris"'
        )
    outside = False
    for folder in folders:
        path = folder / name
        try:
            if not path.resolve().is_relative_to(folder.resolve()):
                outside = True
            elif path.exists():
                return path
        except (OSError, RuntimeError):  # a link to itself, a name that is too long
            continue
    if outside:
        raise ValueError(
            f"{shown} leads out of the folder of the network file: move it there, or allow its "
            "folder with --data FOLDER"
        )
    where = " and ".join(plain(str(each)) or "." for each in folders)
    raise ValueError(
        f"{shown}: there is no such file in {shortened(where, 120)}; --data FOLDER says where it is"
    )
