"""Lists and numbers in sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

MAX_NAMED = 6
"""So many things are named one by one; of more the rest is counted."""

MAX_GUESSED, LONGEST_GUESSED = 2_000, 40
"""So many names are compared with a word that is unknown, and so long: comparing takes a while."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(things: Iterable[object]) -> str:
    """As in: a, b and c; many are cut to the first few and a number."""
    names = list(map(str, things))
    if len(names) > MAX_NAMED:
        names = [*names[: MAX_NAMED - 1], f"{len(names) - MAX_NAMED + 1} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def counted(number: int) -> str:
    """A small number as a word: two; a large one in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def all_of(number: int, things: str) -> str:
    """As in: both samples; all 4 samples."""
    return f"both {things}" if number == 2 else f"all {number} {things}"


def capitalised(sentence: str) -> str:
    """The sentence with a large first letter."""
    return sentence[:1].upper() + sentence[1:]


def plain(text: str) -> str:
    r"""The text with everything a terminal could take for a command spelled out.

    >>> plain("a\x1b[31mred")
    'a\\x1b[31mred'
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shortened(text: str, most: int = 40) -> str:
    """A text as a terminal shows it, cut off where it has more than so many characters."""
    said = plain(text[: most + 1])
    return said if len(said) <= most else said[: most - 3] + "..."


def is_aligned(text: str) -> bool:
    """Whether every character takes one column in a terminal, so that boxes and tables line up."""
    return all(
        unicodedata.east_asian_width(character) not in "WF"
        and unicodedata.category(character) not in ("Mn", "Me", "Cf")
        for character in text
    )


def nothing_called(name: str, known: list[str]) -> str:
    """That nothing has a name, and which of those that are known may be meant."""
    return f"nothing is called {name!r}{suggestion(name, known)}"


def unknown_node(name: str, nodes: list[str]) -> str:
    """That no node has a name, and which one may be meant."""
    return f"unknown node {name!r}{suggestion(name, nodes)}"


def suggestion(word: str, known: list[str], likeness: float = 0.5) -> str:
    """`; did you mean 'relu'?` for the known word nearest to `word`, or nothing.

    Args:
        word: what is unknown.
        known: what is known.
        likeness: how much they have to be alike, from 0 to 1 for the same.
    """
    if len(word) > LONGEST_GUESSED:
        return ""
    likely = [name for name in known[:MAX_GUESSED] if len(name) <= LONGEST_GUESSED]
    by_lower = {name.lower(): name for name in likely}
    matches = get_close_matches(word.lower(), list(by_lower), n=1, cutoff=likeness)
    return f"; did you mean {by_lower[matches[0]]!r}?" if matches else ""
