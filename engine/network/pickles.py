"""Files that are not opened, as to open one is to run what it says."""

from __future__ import annotations

from engine.errors import ModelError
from engine.language.text import shortened

ENDINGS = (".pt", ".pth", ".pt2", ".pkl", ".pickle", ".ckpt")
"""How files of weights and programs of torch are called that are pickles, or hold some."""


def refuse_pickle(name: str) -> None:
    """Refuse a file that is called as pickles are.

    Raises:
        ModelError: where it is.
    """
    if name.lower().endswith(ENDINGS):
        raise ModelError(
            f"{shortened(name, 80)} is not opened: it can run code of whoever made it; import the "
            "module from its source, makabaka-tui import model.py:Model, where Model may be a "
            "function that loads its weights"
        )
