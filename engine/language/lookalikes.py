"""Letters that look like others: two names that nobody can tell apart are a mistake in a file."""

from __future__ import annotations

import unicodedata

_LATIN = "aceijopsxyABCEHIJKMNOPSTXYZ"
_ALIKE = {
    "Cyrillic": "асеіјорѕхуАВСЕНІЈКМ\0ОРЅТХ\0\0",
    "Greek": "\0\0\0\0\0ο\0\0\0\0ΑΒ\0ΕΗΙ\0ΚΜΝΟΡ\0ΤΧΥΖ",
}

_LOOKS = str.maketrans(
    {
        letter: latin
        for letters in _ALIKE.values()
        for letter, latin in zip(letters, _LATIN, strict=True)
        if letter != "\0"
    }
)


def looks(name: str) -> str:
    """A name with all letters of other scripts as the Latin ones that they look like.

    Of the Greek letters these are only those that look the same in any font: α is not a.
    """
    return name if name.isascii() else name.translate(_LOOKS)


def foreign_letter(name: str) -> str:
    """The first letter of a name that looks like a Latin one and is none, as Unicode calls it."""
    letter = next(letter for letter in name if looks(letter) != letter)
    return unicodedata.name(letter).capitalize()
