"""The capabilities of a terminal, as its environment tells them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import NamedTuple

MANY_COLOURS = ("256color", "direct", "kitty", "ghostty", "alacritty", "wezterm")
"""Parts of the names of terminals with 256 colours or more: over SSH nothing but `TERM` tells."""

PLAIN = ("", "dumb", "unknown")
"""The names of terminals of which nothing but ASCII is known, and no colours; besides `vt100`."""

CONSOLE = "linux"
"""Its fonts have 256 or 512 glyphs: frames, but not `╭`, `∂`, `✗`, `◐` or `ŷ`."""


class Terminal(NamedTuple):
    """A terminal, by what it can write and draw.

    Args:
        ascii: whether only ASCII characters can be shown.
        theme: the name of the theme to take by itself.
        colours: how many there are, in Textual's words: 256, standard (sixteen); empty for none.
    """

    ascii: bool
    theme: str
    colours: str


def terminal_of(environment: Mapping[str, str]) -> Terminal:
    """What the terminal of an environment can show.

    A handful of colours needs no 24 bits each, which make up a quarter of the bytes of a step: 256
    is the most that is asked for.
    """
    name = environment.get("TERM", "unknown" if sys.platform != "win32" else "256color").lower()
    plain = name in PLAIN or (name.startswith("vt") and name[2:3].isdecimal())
    ascii_only = plain or name.startswith(CONSOLE) or is_ascii_locale(environment)
    if plain or environment.get("NO_COLOR"):
        return Terminal(ascii_only, "terminal", "")
    has_many = name.startswith("foot") or any(part in name for part in MANY_COLOURS)
    if has_many or environment.get("COLORTERM"):
        return Terminal(ascii_only, "dark", "256")
    return Terminal(ascii_only, "terminal", "standard")


def is_ascii_locale(environment: Mapping[str, str]) -> bool:
    """Whether the locale of a POSIX environment has no UTF-8.

    Python itself sets LC_CTYPE to C.UTF-8 where it finds the C locale, so that value says nothing.
    """
    if sys.platform == "win32":
        return False
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    set_by_user = [environment.get(name, "") for name in names]
    if set_by_user[1] == "C.UTF-8":
        set_by_user[1] = ""
    locale = next(filter(None, set_by_user), "C")
    return "utf-8" not in locale.lower() and "utf8" not in locale.lower()
