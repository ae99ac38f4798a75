"""Themes of a person's own: tables of the file, or files in the folder `themes` beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from engine.errors import FileError, PlainError, SpecError
from engine.files import read_text
from engine.language.text import plain, suggestion
from engine.network.source import Source
from engine.network.toml import TomlError, parse_toml
from tui.drawing.contrast import luminance, too_little
from tui.drawing.themes import COLOURS, DARK, LIGHT, OFFERED, Theme

SUFFIX = ".toml"

MOST_BYTES, MOST_FILES = 20_000, 50

BASE = "extends"
"""What names the theme whose colours are taken where no others are said."""

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class ThemeError(PlainError):
    """A theme that cannot be had.

    Args:
        message: what is wrong, and what to do about it.
        key: the part of its table; empty for all of it.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def theme_in(name: str, table: object) -> Theme:
    """The theme that a table describes.

    Raises:
        ThemeError: where it describes none, or one that cannot be read.
    """
    if not NAME.fullmatch(name):
        raise ThemeError(f"theme {plain(name)!r}: a name is of small letters, digits, - and _")
    if name in [each.name for each in OFFERED]:
        raise ThemeError(f"theme {name}: there is one of this name; give yours another")
    if not isinstance(table, dict):
        raise ThemeError(f"theme {name} has to be a table of colours")
    said = dict(table)
    base = _base(said.pop(BASE, None), said)
    for key, value in said.items():
        if key not in COLOURS:
            near = suggestion(key, [*COLOURS, BASE]) or f": there are {', '.join(COLOURS)}"
            raise ThemeError(f"theme {name}: unknown key {plain(key)!r}{near}", key)
        if not isinstance(value, str) or not COLOUR.fullmatch(value):
            raise ThemeError(f'theme {name}: {key} has to be a colour as in "#87d7ff"', key)
    theme = base._replace(name=name, **said)
    theme = theme._replace(dark=_is_dark(theme.background))
    pair = too_little(theme)
    if pair is not None:
        raise ThemeError(f"theme {name}: {pair.said(theme)}", pair.ink if pair.ink in said else "")
    return theme


def _base(name: object, said: Mapping[str, object]) -> Theme:
    known = {each.name: each for each in OFFERED if not each.ansi}
    if name is None:
        ground = said.get("background")
        is_light = isinstance(ground, str) and COLOUR.fullmatch(ground) and not _is_dark(ground)
        return LIGHT if is_light else DARK
    if not isinstance(name, str) or name not in known:
        raise ThemeError(f"{BASE} has to be one of {', '.join(known)}", BASE)
    return known[name]


def _is_dark(ground: str) -> bool:
    from rich.color import Color

    return luminance(Color.parse(ground).get_truecolor()) < 0.5


def themes_beside(folder: Path, taken: Collection[str]) -> Iterator[Theme]:
    """The themes in the folder beside the file of settings, by the names of their files.

    Raises:
        SpecError: where one cannot be had; it names file and line.
    """
    for path in sorted(folder.glob(f"*{SUFFIX}"))[:MOST_FILES]:
        if path.stem in taken:
            said = "there is a theme of this name in the settings: call this file otherwise"
            raise SpecError(f"{plain(str(path))}: {said}")
        try:
            source = Source(str(path), read_text(path, MOST_BYTES))
        except FileError as error:
            raise SpecError(f"{plain(str(path))}: {error}") from None
        try:
            yield theme_in(path.stem, parse_toml(source.text))
        except TomlError as error:
            raise source.error(str(error), error.line) from None
        except ThemeError as error:
            raise source.error_at(str(error), *filter(None, [error.key])) from None
