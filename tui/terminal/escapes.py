"""Escape, told apart from the sequences that begin with it, in what a terminal sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

ESCAPE = "\x1b"

_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"

_KEY = re.compile(ESCAPE + r"(?:(?![\[O])|(?=\[[^0-9<>=?\[A-Za-d])|(?=O[^A-Zj-y]))")
"""An Escape behind which no sequence follows: not one of keys, the mouse or answers."""


class Escapes:
    """Cuts what arrives into what a parser can read, and Escape as a key by itself.

    Escape and a letter in one packet may be Alt and the letter, or two keys typed ahead; as there
    is nothing to do with Alt here, they are two keys.
    """

    def __init__(self) -> None:
        self._held = ""
        self._is_pasting = False

    def feed(self, text: str) -> Iterator[str]:
        """The pieces of a text, in order; the key by itself is a piece of its own."""
        text, self._held = self._held + text, ""
        while text:
            if self._is_pasting:
                pasted, end, text = text.partition(_PASTE_ENDS)
                self._is_pasting = not end
                yield pasted + end
                continue
            typed, begin, text = text.partition(_PASTE_BEGINS)
            self._is_pasting = bool(begin)
            if not begin and typed.endswith(ESCAPE):
                typed, self._held = typed[:-1], ESCAPE
            yield from self._keys(typed)
            if begin:
                yield begin

    def give_up(self) -> bool:
        """Whether there was an Escape behind which nothing came; wait for nothing more."""
        was_held, self._held = bool(self._held), ""
        return was_held

    def _keys(self, typed: str) -> Iterator[str]:
        place = 0
        for found in _KEY.finditer(typed):
            yield from filter(None, (typed[place : found.start()], ESCAPE))
            place = found.end()
        if place < len(typed):
            yield typed[place:]
