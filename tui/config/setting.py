"""The settings that a person may write, with what each has to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import pathsep
from os.path import expanduser
from typing import NamedTuple

from engine.language.text import plain, suggestion
from tui.config.place import PREFIX

FEWEST_DIGITS, MOST_DIGITS = 2, 15


class Setting(NamedTuple):
    """A setting that a person may write.

    Args:
        name: as it is written in the file, and in capitals in a variable.
        needs: what it has to be, as in `has to be NEEDS`.
        read: the value, given what TOML has; None where it is nothing of the kind.
        of_text: the same, given the text of a variable.
        example: as it stands in a file that has been begun.
        about: what it is for.
    """

    name: str
    needs: str
    read: Callable[[object], object | None]
    of_text: Callable[[str], object]
    example: str
    about: str

    @property
    def variable(self) -> str:
        """The variable that goes before the file."""
        return PREFIX + self.name.upper()

    def problem(self, value: object) -> str:
        """What is wrong with a value."""
        known = list(CHOICES.get(self.name, ()))
        near = suggestion(value, known) if isinstance(value, str) else ""
        return f"{self.name} has to be {self.needs}{near}"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _path(value: object) -> str | None:
    text = _text(value)
    return expanduser(text) if text else None  # noqa: PTH111  (no user of this name is no error)


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _digits(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if FEWEST_DIGITS <= value <= MOST_DIGITS else None


def _folders(value: object) -> Sequence[str] | None:
    folders = [value] if isinstance(value, str) else value
    if isinstance(folders, list) and all(isinstance(each, str) and each for each in folders):
        return tuple(folders)
    return None


def _choice(name: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in CHOICES[name] else None


def _of_truth(text: str) -> object:
    return TRUTHS.get(text.lower(), text)


def _of_whole(text: str) -> object:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else text


def _of_folders(text: str) -> object:
    return [each for each in text.split(pathsep) if each]


TRUTHS = dict.fromkeys(("1", "true", "yes", "on"), True)
TRUTHS |= dict.fromkeys(("0", "false", "no", "off"), False)
"""How a variable says yes and no."""

CHOICES: Mapping[str, Sequence[str]] = {"record_format": ("v2", "v3")}

SETTINGS = (
    Setting(
        "theme", "the name of a theme", _text, str, '"dark"',
        "The colours: dark, light, terminal (the terminal's own sixteen), catppuccin-macchiato,\n"
        "catppuccin-mocha, tokyo-night, or one of your own, below.",
    ),
    Setting(
        "network", "the name of a network, or a network file", _path, str, '"skip"',
        "What opens where no network is named: one that ships, or a file.",
    ),
    Setting(
        "ascii", "true or false", _truth, _of_truth, "true",
        "Draw with ASCII characters only; by itself where the terminal has no others.",
    ),
    Setting(
        "mouse", "true or false", _truth, _of_truth, "true",
        "Use the mouse; without it, the terminal selects text with it.",
    ),
    Setting(
        "digits", f"a whole number from {FEWEST_DIGITS} to {MOST_DIGITS}", _digits, _of_whole, "6",
        "How many significant digits numbers have.",
    ),
    Setting(
        "decimal_comma", "true or false", _truth, _of_truth, "false",
        "Write 0,5 for 0.5; behind : both are read.",
    ),
    Setting(
        "lectures", "a folder, or a list of folders", _folders, _of_folders, '["~/lectures"]',
        "Folders with lectures of your own, NAME.walk, which are listed and played by their names.",
    ),
    Setting(
        "record_format", '"v2" or "v3"', _choice("record_format"), str, '"v2"',
        "The form of recordings: v3 is for asciinema 3 and later.",
    ),
)  # fmt: skip
"""The settings that are one value each, in the order in which they are shown."""

BY_NAME = {setting.name: setting for setting in SETTINGS}

TABLES = ("keys", "keys_in", "themes")
"""The tables of the file besides."""


def shown(value: object) -> str:
    """A value as it is shown, as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{plain(value)}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(shown, value))}]"
    return "by itself" if value is None else str(value)
