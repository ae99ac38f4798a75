"""What a person names on the command line: a file of Python and something in it. Needs no torch."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ModelError
from engine.language.text import shortened
from engine.network.pickles import refuse_pickle


def is_script(said: str) -> bool:
    """Whether a text names something in a file of Python, and no function of torch."""
    return ":" in said or said.endswith(".py")


def script_of(said: str) -> tuple[Path, str]:
    """The file of Python of which `model.py:Model` names something, and that name.

    Raises:
        ModelError: where it names nothing, or there is no such file.
    """
    file, colon, name = said.rpartition(":")
    shown = shortened(said, 80)
    refuse_pickle(file if colon else said)
    if not colon or not file.endswith(".py") or not name:
        raise ModelError(f"{shown}: write the file and a name in it, model.py:Model")
    path = Path(file)
    try:
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise ModelError(f"{shortened(file, 80)}: there is no such file")
    return path, name
