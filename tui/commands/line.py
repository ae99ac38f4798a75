"""A line behind `:`, read and done."""

from __future__ import annotations

from engine.language.text import suggestion
from tui.commands.arguments import read_count
from tui.commands.command import Command, CommandError
from tui.commands.keys import by_character
from tui.commands.table import BY_NAME, COMMANDS
from tui.drawing.keymap import SHIPPED, Keymap


def parse_line(line: str, keymap: Keymap = SHIPPED) -> tuple[Command, str, int]:
    """The command that a line names, its argument and its count.

    A key that is a character is a name too; another name may be shortened as long as it stays the
    only one, and a number alone goes to that step.

    Raises:
        CommandError: where the line is no command.
    """
    name, _, rest = line.strip().removeprefix(":").strip().partition(" ")
    rest = rest.strip()
    if name.isdecimal():
        name, rest = "goto", f"{name} {rest}".strip()
    command = find_command(name, keymap)
    if command.argument:
        if not rest and not command.optional:
            raise CommandError(f"{command.name} needs more: write {command.usage}")
        return command, rest, 1
    if not rest:
        return command, "", 1
    if not command.counts:
        raise CommandError(f"{command.name} stands alone: write {command.usage}")
    return command, "", read_count(rest)


def find_command(name: str, keymap: Keymap = SHIPPED) -> Command:
    """The command of this name or key, or whose name alone begins so.

    Raises:
        CommandError: where there is none, or more than one.
    """
    if name in BY_NAME:
        return BY_NAME[name]
    keys = by_character(keymap)
    if name in keys:
        return keys[name]
    matches = [command for command in COMMANDS if command.name.startswith(name)] if name else []
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = " or ".join(command.name for command in matches)
        raise CommandError(f"{name!r} could be {names}")
    if not name:
        raise CommandError(f"type a command such as goto 15{_lists_them(keymap)}")
    hint = suggestion(name, list(keys if len(name) == 1 else BY_NAME)) or _lists_them(keymap)
    raise CommandError(f"unknown command {name!r}{hint}")


def _lists_them(keymap: Keymap) -> str:
    """What lists the commands."""
    return f"; {keymap.first('help', BY_NAME['help'].shown)} lists them"
