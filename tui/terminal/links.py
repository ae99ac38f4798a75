"""Links in a terminal, on files and documents: OSC 8, where the terminal is known to have them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

PROGRAMS = frozenset({
    "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "zed", "kitty", "Tabby",
})  # fmt: skip
"""The terminals that have links, as `TERM_PROGRAM` names them."""

NAMES = ("kitty", "foot", "alacritty", "ghostty", "wezterm", "contour")
"""Beginnings of `TERM` where the terminal has links, behind `xterm-` as well."""

VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
"""What only terminals set that have links."""

LEAST_VTE = 5_000
"""The version of VTE (GNOME Terminal and others) from which on it has links."""

_NAMED = re.compile(r"[^\s,;:'\"()]+(?<!\.)")
"""What may be the name of a file in a sentence."""

MOST = 5
"""So many files are looked for in a line."""


class Named(NamedTuple):
    """A file that is named in a text: from where to where, and its address."""

    start: int
    end: int
    address: str


def has_links(environment: Mapping[str, str]) -> bool:
    """Whether a terminal has links, as far as its environment tells; tmux and screen may not."""
    name = environment.get("TERM", "").lower()
    if name in ("", "dumb") or environment.get("TMUX") or environment.get("STY"):
        return False
    if environment.get("TERM_PROGRAM") in PROGRAMS or any(map(environment.get, VARIABLES)):
        return True
    version = environment.get("VTE_VERSION", "")
    if version.isdecimal() and int(version) >= LEAST_VTE:
        return True
    return name.removeprefix("xterm-").startswith(NAMES)


def address_of(path: Path) -> str:
    """The address of a file, with the machine that it is on: over SSH it is not the terminal's."""
    host = quote(socket.gethostname())
    return path.absolute().as_uri().replace("file://", f"file://{host}", 1)


def link(text: str, address: str) -> str:
    r"""A text that leads to an address.

    >>> link("a.md", "file:///a.md")
    '\x1b]8;;file:///a.md\x1b\\a.md\x1b]8;;\x1b\\'
    """
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"


def files_in(text: str) -> Iterator[Named]:
    """The files that a text names and that there are."""
    count = 0
    for found in _NAMED.finditer(text):
        if not ("." in found[0] or "/" in found[0]) or count >= MOST:
            continue
        count += 1
        try:
            path = Path(found[0]).expanduser()
            is_there = path.is_file()
        except (OSError, RuntimeError, ValueError):
            continue
        if is_there:
            yield Named(found.start(), found.end(), address_of(path))


def linked(text: str) -> str:
    """The same text, in which every file that there is leads to it."""
    written, place = "", 0
    for start, end, address in files_in(text):
        written += text[place:start] + link(text[start:end], address)
        place = end
    return written + text[place:]
