"""Debugger commands without a terminal: each is done, and its answer is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError
from engine.language.notation import Style
from tui.commands.command import Command, CommandError
from tui.commands.line import execute, parse_line


class ScriptError(ValueError):
    """A line that cannot be done, with its number and what is wrong."""


def run_script(debugger: Debugger, lines: Iterable[str], style: Style) -> Iterator[str]:
    """Do commands and give what there is to print; lines that begin with # are comments.

    Raises:
        ScriptError: at the first line that cannot be done.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            command, argument, count = parse_line(line)
            yield from _answers(debugger, command, argument, count, style)
        except CommandError as error:
            raise ScriptError(f"line {number}, {line.strip()!r}: {error}") from None


def _answers(
    debugger: Debugger, command: Command, argument: str, count: int, style: Style
) -> Iterator[str]:
    if command.is_question:
        yield from command.answers(debugger.stop, argument, style)
        return
    if command.run is None:
        raise CommandError(f"{command.name} needs the app")
    try:
        stop = execute(debugger, command, argument, count)
    except ConfirmError as error:
        raise CommandError(f"{error}? nothing is destroyed without a person to ask") from None
    yield where(stop, style)
    if stop.message:
        yield f"  {stop.message}"


def where(stop: Stop, style: Style) -> str:
    """Where the debugger stands, in a line."""
    step = stop.step
    if step is None:
        return f"iteration {stop.cursor.iteration}, before the first step"
    place = f"iteration {step.iteration}, step {step.index + 1}/{stop.steps}, {step.phase}"
    return f"{place}: {style.name(step.symbol)} = {style.number(step.value)}"
