"""A line behind `:`, read and done."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError
from engine.language.text import suggestion
from tui.commands.action import Move, Search
from tui.commands.arguments import read_count
from tui.commands.command import Command, CommandError
from tui.commands.looking import Looking
from tui.commands.table import BY_NAME, COMMANDS
from tui.terminal.sandbox import is_restricted


def parse_line(line: str) -> tuple[Command, str, int]:
    """The command that a line names, its argument and its count.

    A name may be shortened as long as it stays the only one, and a number alone goes to that step.

    Raises:
        CommandError: where the line is no command.
    """
    name, _, rest = line.strip().removeprefix(":").strip().partition(" ")
    rest = rest.strip()
    if name.isdecimal():
        name, rest = "goto", f"{name} {rest}".strip()
    command = find_command(name)
    if command.argument:
        if not rest and not command.optional:
            raise CommandError(f"{command.name} needs more: write {command.usage}")
        return command, rest, 1
    if not rest:
        return command, "", 1
    if not command.counts:
        raise CommandError(f"{command.name} stands alone: write {command.usage}")
    return command, "", read_count(rest)


def execute(
    debugger: Debugger, command: Command, argument: str = "", count: int = 1, agreed: bool = False
) -> Stop:
    """Transitional: until the screen performs commands."""
    check_command(command)
    action = command.action
    if isinstance(action, Search):
        looking = Looking(debugger, action.forwards, count)
        for _ in looking:
            pass
        return looking.arrive()
    if not isinstance(action, Move):
        raise CommandError(f"{command.name} is for the app")
    run = (action.confirmed or action.run) if agreed else action.run
    try:
        return run(debugger, argument, count)
    except ConfirmError:
        raise
    except DebuggerError as error:
        raise CommandError(str(error)) from None


def check_command(command: Command) -> None:
    """Transitional: until the screen performs commands."""
    if is_restricted() and command.touches_files:
        raise CommandError(f"{command.name} is not allowed here: it touches files")


def find_command(name: str) -> Command:
    """The command of this name, or whose name alone begins so.

    Raises:
        CommandError: where there is none, or more than one.
    """
    if name in BY_NAME:
        return BY_NAME[name]
    matches = [command for command in COMMANDS if command.name.startswith(name)] if name else []
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = " or ".join(command.name for command in matches)
        raise CommandError(f"{name!r} could be {names}")
    if not name:
        raise CommandError("type a command such as goto 15; ? lists them")
    hint = suggestion(name, list(BY_NAME)) or "; ? lists them"
    raise CommandError(f"unknown command {name!r}{hint}")
