"""The settings of a person, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from tui.drawing.keymap import Keys
from tui.drawing.themes import Theme


class Settings(NamedTuple):
    """The settings of a person.

    Args:
        theme: the name of the colours; None for those that suit the terminal.
        network: what is opened where none is named.
        ascii: whether only ASCII characters are used; None for what suits the terminal.
        mouse: whether the mouse is used.
        digits: how many significant digits numbers have.
        decimal_comma: whether they are written `0,5`.
        lectures: folders with lectures of one's own.
        record_format: the version of recordings.
        changed_keys: the keys of each action that has others than those that ship.
        themes: the themes of one's own.
    """

    theme: str | None = None
    network: str = "skip"
    ascii: bool | None = None
    mouse: bool = True
    digits: int = 6
    decimal_comma: bool = False
    lectures: Sequence[str] = ()
    record_format: Literal["v2", "v3"] = "v2"
    changed_keys: Mapping[str, Keys] = {}
    themes: Sequence[Theme] = ()


USUAL = Settings()
"""What ships."""
