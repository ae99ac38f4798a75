"""Texts of arrays that were written last: most of what is on the screen a step leaves as it was."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from engine.language.figures import figures
from engine.language.values import Array

MOST_TEXTS, MOST_ENTRIES = 200, 1_000
"""So many texts are kept, and of arrays of so many entries, as the arrays are kept with them."""

_KEPT: dict[tuple[int, Hashable, Hashable], tuple[Array, str]] = {}


def kept_text(value: Array, how: Hashable, write: Callable[[], str]) -> str:
    """The text of an array, written unless it is kept; arrays of a run are never changed.

    Args:
        value: the array.
        how: all else that its text depends on, but the figures in use.
        write: writes it.
    """
    key = id(value), how, figures()
    found = _KEPT.get(key)
    if found is not None and found[0] is value:
        return found[1]
    text = write()
    if value.size <= MOST_ENTRIES:
        if len(_KEPT) >= MOST_TEXTS:
            _KEPT.clear()
        _KEPT[key] = value, text
    return text
