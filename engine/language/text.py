"""Lists and numbers in sentences."""

from __future__ import annotations

from collections.abc import Iterable

MAX_NAMED = 6
"""So many things are named one by one; of more the rest is counted."""

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
