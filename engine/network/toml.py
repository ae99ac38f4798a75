"""TOML as network files use it, looked over before it is read: a small text costs little.

Python's own reader takes a minute and gigabytes for a key of 40,000 parts. So what makes it work is
counted first, in a pass over the text that takes as long as the text is, and no longer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

MAX_LINES = 200_000
MAX_KEYS = 40_000
MAX_ITEMS = 250_000

MAX_NAMES = 8
"""So many names one key has at the most, as `parameters.w.normal` has three."""

MAX_NAME = 100
"""So many characters one name has at the most."""

MAX_DIGITS = 600
"""So many characters a number has at the most; Python may be told to read no more than 640."""

_TEXT = re.compile(
    r"#[^\n]*+"
    r'|""".*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"[^"\n]*+"?'
    r"|'[^'\n]*+'?",
    re.DOTALL,
)
"""Comments and texts in quotes, those that are not closed too: each character is looked at once."""

_HEADER = re.compile(r"^[ \t]*+\[[^,\n]*+$", re.MULTILINE)
_LONG_KEY = re.compile(rf'(?<![\w"\-])[\w"\-]++(?:[ \t]*+\.[ \t]*+[\w"\-]*+){{{MAX_NAMES}}}')
_LONG_WORD = re.compile(rf"(?<![\w.+\-])[\w.+\-]{{{MAX_NAME + 1},}}+")
_LONG_QUOTED = re.compile(r"\0(?=[ \t]*+[=.])|^[ \t]*+\[[^=,\n\0]*+\0", re.MULTILINE)


class TomlError(ValueError):
    """A text that is not TOML, or more than a network file holds.

    Args:
        message: what is wrong.
        line: where, counted from 1; None for the text as a whole.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Limit(NamedTuple):
    """A limit of what a text may hold.

    Args:
        most: so many at the most.
        things: of what.
        count: how many there are in a text without its comments and what stands in quotes.
    """

    most: int
    things: str
    count: Callable[[str], int]


LIMITS = (
    Limit(MAX_LINES, "lines", lambda bare: bare.count("\n") + 1),
    Limit(MAX_KEYS, "keys", lambda bare: bare.count("=") + len(_HEADER.findall(bare))),
    Limit(MAX_ITEMS, "numbers", lambda bare: bare.count(",")),
)


def parse_toml(text: str) -> dict[str, Any]:
    """The keys and tables of a text.

    Raises:
        TomlError: where it is not TOML, or more than may be.
    """
    _look_over(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        message = str(error).partition(" (at ")[0]
        raise TomlError(
            f"not TOML: {message}", int(place[1]) if place else text.count("\n") + 1
        ) from None
    except RecursionError:
        raise TomlError("not a network file: its lists are nested too deeply") from None


def _look_over(text: str) -> None:
    """Refuse a text that takes long to read, or a name that takes long to look for and to show."""
    if "\0" in text:
        raise TomlError("a null byte, which no text has", text[: text.index("\0")].count("\n") + 1)
    bare = _TEXT.sub(_blank, unescaped(text))
    for limit in LIMITS:
        if limit.count(bare) > limit.most:
            raise TomlError(f"more than {limit.most:,} {limit.things}, not a network file")
    for problem, place in _too_long(bare):
        raise TomlError(problem, bare.count("\n", 0, place) + 1)


def unescaped(text: str) -> str:
    r"""A text of the same length in which no quote is escaped: every `\\"` is replaced."""
    return text.replace("\\\\", "__").replace('\\"', "__")


def _blank(found: re.Match[str]) -> str:
    """What counts of a comment, or of a text in quotes: its lines, and whether it is a long one."""
    text = found[0]
    if text[0] == "#":
        return ""
    lines = text.count("\n")
    if lines:
        return '"' + "\n" * lines
    return '"' if len(text) <= MAX_NAME + 2 else "\0"


def _too_long(bare: str) -> Iterator[tuple[str, int]]:
    """What is too long to be looked for and shown, and where it stands."""
    found = _LONG_KEY.search(bare)
    if found:
        yield f"a key of more than {MAX_NAMES} names", found.start()
    long_name = f"a name of more than {MAX_NAME} characters"
    for word in _LONG_WORD.finditer(bare):
        if word[0].lstrip("+-")[:1].isdigit():
            if len(word[0]) > MAX_DIGITS:
                yield "a number has too many digits", word.start()
        elif max(map(len, word[0].split("."))) > MAX_NAME:
            yield long_name, word.start()
    found = _LONG_QUOTED.search(bare)
    if found:
        yield long_name, found.start()
