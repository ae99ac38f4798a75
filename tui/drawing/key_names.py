"""Names of keys: as Textual calls them, as a person writes them, and as they are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache

WORDS = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "pageup": "PgUp",
    "pagedown": "PgDn", "home": "Home", "end": "End", "backspace": "Backspace", "delete": "Del",
    "insert": "Ins", "right": "→", "left": "←", "up": "↑", "down": "↓",
}  # fmt: skip
"""How keys are written that stand for no character."""

OTHER_WORDS = {
    "return": "enter", "esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete",
    "ins": "insert", "page-up": "pageup", "page-down": "pagedown",
    "→": "right", "←": "left", "↑": "up", "↓": "down", " ": "space",
}  # fmt: skip
"""What a person may call them as well, in small letters."""

ABBREVIATED = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at",
    "hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
"""Characters that Textual calls otherwise than Unicode does."""

ARROWS = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete", "insert")

FUNCTIONS = frozenset(f"f{number}" for number in range(1, 13))
"""Keys that terminals and clickers send, and that do not survive every connection."""

SAME_IN_TERMINALS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+h": "backspace"}
"""Keys of which a terminal sends what another sends."""


def key_of_character(character: str) -> str:
    """Textual's name of the key that types a character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return ABBREVIATED.get(name, name) if character != " " else "space"


def key_named(text: str) -> str | None:
    """Textual's name of a key that a person has written: `n`, `]`, `Esc`, `ctrl+p`; None for none.

    >>> [key_named(each) for each in ("]", "PgDn", "Ctrl+P", "shift+n", "nn")]
    ['right_square_bracket', 'pagedown', 'ctrl+p', 'N', None]
    """
    if len(text) == 1 and text.isprintable() and text.lower() not in OTHER_WORDS:
        return key_of_character(text)
    *held, last = text.lower().split("+") if len(text) > 1 and text[-1] != "+" else (text,)
    last = OTHER_WORDS.get(last, last)
    if not held:
        return last if last in WORDS or last in FUNCTIONS else None
    is_letter = len(last) == 1 and last.isascii() and last.isalpha()
    if held == ["shift"] and is_letter:
        return last.upper()
    if (held == ["ctrl"] and is_letter) or (held == ["shift"] and last == "tab"):
        return f"{held[0]}+{last}"
    is_held = held in (["shift"], ["ctrl"], ["ctrl", "shift"], ["shift", "ctrl"])
    return f"{'+'.join(sorted(held))}+{last}" if is_held and last in ARROWS else None


def all_names() -> Iterable[str]:
    """The names of keys of more than a character, for a suggestion."""
    return (*WORDS, *(name for name in OTHER_WORDS if name.isascii() and len(name) > 1))


@lru_cache(maxsize=1)
def _punctuation() -> Mapping[str, str]:
    """The characters of ASCII that are no letters, by the names of their keys."""
    return {key_of_character(each): each for each in map(chr, range(33, 127))}


def character_of(key: str) -> str:
    """The character that a key types, by Textual's name; empty for a key that types none."""
    if len(key) == 1:
        return key
    found = _punctuation().get(key, "")
    if not found and key not in WORDS and "+" not in key:
        with suppress(KeyError):
            return unicodedata.lookup(key.replace("_", " "))
    return found


def written_key(key: str) -> str:
    """A key as it is shown: `n`, `]`, `→`, `Esc`, `Ctrl+P`.

    >>> written_key("right_square_bracket"), written_key("escape"), written_key("ctrl+p")
    (']', 'Esc', 'Ctrl+P')
    """
    if key in WORDS:
        return WORDS[key]
    *held, last = key.split("+")
    if held:
        return "+".join([*(each.capitalize() for each in held), WORDS.get(last, last.upper())])
    return key.upper() if key in FUNCTIONS else character_of(key) or key
