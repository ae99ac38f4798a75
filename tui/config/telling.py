"""The settings told: each with its value and where it comes from, and a file to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from engine.language.text import plain
from tui.commands.table import SECTIONS
from tui.config.key_table import SHIPPED, in_file, told
from tui.config.reading import Read
from tui.config.setting import SETTINGS, shown
from tui.drawing.keymap import CONTEXTS
from tui.drawing.themes import COLOURS, OFFERED

SHIPS = "as it ships"

BEGUN = """\
# The settings of makabaka-tui. What is behind a # is as it ships: take it away to change it.
# An option of the command line goes before a variable, MAKABAKA_TUI_THEME and so on, and that
# before this file. `makabaka-tui config` shows what holds, `makabaka-tui config --check` what is
# wrong.
"""

ABOUT_KEYS = """\
# Keys by the names of commands, as they are typed behind the colon. A key is a character, or
# space, enter, tab, esc, backspace, del, ins, home, end, pgup, pgdn, up, down, left, right, and
# those with ctrl+ or shift+ before them. [] leaves a command without a key. What keys do within
# a list, the chart and so on stands in tables of their own, [keys_in.list].
[keys]
# preset = "default"  # or "vim", "emacs", "arrows": what is said below goes before it
"""

ABOUT_THEMES = """\
# Themes of your own, here or in a file themes/NAME.toml beside this one. Every colour needs a
# contrast of 4.5 to the background; what is left out is taken from the theme that it extends.
# [themes.mine]
# extends = "dark"
# primary = "#87d7ff"
"""


def lines(read: Read) -> Iterator[str]:
    """The settings as a table of text."""
    yield _file(read)
    yield ""
    rows = [
        (setting.name, shown(getattr(read.settings, setting.name)), _origin(read, setting.name))
        for setting in SETTINGS
    ]
    rows += [
        (f"themes.{theme.name}", theme.background, _origin(read, f"themes.{theme.name}"))
        for theme in read.settings.themes
    ]
    yield from _table(rows)
    yield ""
    keys = read.settings.changed_keys
    yield from _table([
        (f"keys.{action}", told(keys.get(action, shipped)), _origin(read, f"keys.{action}"))
        for action, shipped in SHIPPED.items()
    ])  # fmt: skip


def _file(read: Read) -> str:
    if read.path is None:
        return "no file of settings is read"
    path = plain(str(read.path))
    return path if read.is_there else f"{path}: not there; makabaka-tui config --init writes it"


def _origin(read: Read, name: str) -> str:
    return read.origins.get(name, SHIPS)


def _table(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    name, value = (max(len(row[column]) for row in rows) for column in (0, 1))
    yield from (f"{row[0]:{name}}  {row[1]:{value}}  {row[2]}" for row in rows)


def as_json(read: Read) -> str:
    """The settings as JSON."""
    settings, keys = read.settings, read.settings.changed_keys
    record: Mapping[str, object] = {
        "path": None if read.path is None else str(read.path),
        "is_there": read.is_there,
        "settings": {
            setting.name: {
                "value": getattr(settings, setting.name), "from": _origin(read, setting.name),
            }
            for setting in SETTINGS
        },
        "keys": {
            action: {
                "keys": list(map(in_file, keys.get(action, shipped))),
                "from": _origin(read, f"keys.{action}"),
            }
            for action, shipped in SHIPPED.items()
        },
        "themes": {
            theme.name: {colour: getattr(theme, colour) for colour in COLOURS}
            for theme in (*OFFERED, *settings.themes)
        },
    }  # fmt: skip
    return json.dumps(record, indent=2)


def begun() -> str:
    """A file with every setting as it ships, behind signs of a comment."""
    parts = [BEGUN]
    for setting in SETTINGS:
        about = "".join(f"# {line}\n" for line in setting.about.split("\n"))
        parts.append(f"{about}# {setting.name} = {setting.example}\n")
    parts.append(ABOUT_KEYS)
    for section, commands in SECTIONS.items():
        rows = [f"# {command.name} = {told(command.keys)}" for command in commands]
        parts.append("\n".join([f"# {section}", *rows]) + "\n")
    for context, actions in CONTEXTS.items():
        rows = [f"# {name} = {told(keys)}" for name, keys in actions.items()]
        parts.append("\n".join([f"[keys_in.{context}]", *rows]) + "\n")
    parts.append(ABOUT_THEMES)
    return "\n".join(parts)
