"""The commands of the shell and their options as data, as completion and manual need them."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from cyclopts import App

from tui.cli.shared import NAME

VALUES = {
    "--set": "NAME=VALUE", "--alias": "NAME=NAME", "--credit": "VERDICT=MARKS", "--from": "CAPTION",
    "--execute": "COMMAND", "--size": "COLUMNSxROWS", "--goto": "STEP", "--iteration": "K",
}  # fmt: skip
"""What stands behind some options, where their type says too little."""


class Option(NamedTuple):
    """An option of a command, or what stands there by its place.

    Args:
        names: how it is written; of what stands by its place a word in capitals.
        says: what it is for.
        value: what stands behind it; empty for a switch.
        choices: the words that it may be, if these alone.
        default: what it is by itself; empty where that is nothing, or said.
        is_placed: whether it stands by its place.
        is_needed: whether it cannot be left out.
        repeats: whether there may be more than one.
    """

    names: Sequence[str]
    says: str
    value: str = ""
    choices: Sequence[str] = ()
    default: str = ""
    is_placed: bool = False
    is_needed: bool = False
    repeats: bool = False


class Subcommand(NamedTuple):
    """A command of the shell.

    Args:
        name: behind that of the tool; empty for the tool alone.
        says: what it does.
        options: what may stand behind it.
    """

    name: str
    says: str
    options: Sequence[Option]

    @property
    def placed(self) -> Sequence[Option]:
        """What stands by its place."""
        return [option for option in self.options if option.is_placed]

    @property
    def usage(self) -> str:
        """How it is written."""
        words = [NAME, *filter(None, [self.name])]
        for option in self.placed:
            word = option.names[0] + ("..." if option.repeats else "")
            words.append(word if option.is_needed else f"[{word}]")
        if len(self.placed) < len(self.options):
            words.append("[OPTIONS]")
        return " ".join(words)


def subcommands(app: App) -> Sequence[Subcommand]:
    """All commands of a tree, the tool alone first and the others by name.

    Args:
        app: the tree, in which all have registered themselves.
    """
    names = [name for name in app if name not in ("--help", "-h", "--version")]
    names.sort(key=lambda name: (name.startswith("-"), name))
    named = [_subcommand(name, app[name]) for name in names]
    alone = Subcommand("", _first_line((app.default_command or app).__doc__), list(_options(app)))
    return [alone, *named]


def _subcommand(name: str, app: App) -> Subcommand:
    return Subcommand(name, _first_line(app.help), list(_options(app)))


def _first_line(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").partition("\n\n")[0].split())


def _options(app: App) -> Iterator[Option]:
    for argument in app.assemble_argument_collection(parse_docstring=True):
        names = tuple(argument.names)
        if names == ("*",):
            continue  # its parts come behind it
        field, says = argument.field_info, " ".join((argument.parameter.help or "").split())
        is_placed = "POSITIONAL" in str(field.kind)
        hint, repeats = _plain(argument.hint)
        choices = tuple(map(str, get_args(hint))) if get_origin(hint) is Literal else ()
        yield Option(
            (names[0].lstrip("-").upper(),) if is_placed else names,
            says,
            "" if hint is bool else _value(hint, names[0], choices),
            choices,
            "" if "by itself" in says or hint is bool else _default(field.default),
            is_placed,
            is_placed and field.default is inspect.Parameter.empty and not repeats,
            repeats,
        )


def _plain(hint: Any) -> tuple[Any, bool]:
    """A type without None and without the tuple around it; and whether there was a tuple."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    return (get_args(hint)[0], True) if get_origin(hint) is tuple else (hint, False)


def _value(hint: Any, name: str, choices: Sequence[str]) -> str:
    """What stands behind an option, by its type."""
    if choices:
        return "|".join(choices)
    kinds = {int: "N", float: "NUMBER", Path: "FILE"}
    return VALUES.get(name) or kinds.get(hint, name.lstrip("-").upper())


def _default(value: object) -> str:
    if value is inspect.Parameter.empty or value is None or isinstance(value, bool | tuple):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
