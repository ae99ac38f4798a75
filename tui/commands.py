"""What a person can do: every action once, for the keys, the `:` line, the palette and the help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.debugger import Debugger, DebuggerError, Stop
from engine.parser import suggestion

Run = Callable[[Debugger, str, int], Stop]
"""Called with the debugger, what stands behind the name, and the count."""


class CommandError(ValueError):
    """A line that is no command, with a message for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action.

    Args:
        name: as it is typed behind `:`.
        keys: the keys that do it, in Textual's names.
        shown: how the keys are written.
        summary: what it does, for help and palette.
        run: what it does to the debugger; None if the app does it.
        argument: what has to stand behind the name, empty if nothing may.
        optional: whether the argument may be left out.
        counts: whether a count may be given, before the key or behind the name.
        hint: a word or two for the line at the foot of the screen, empty to leave it out.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    summary: str
    run: Run | None = None
    argument: str = ""
    optional: bool = False
    counts: bool = False
    hint: str = ""

    @property
    def usage(self) -> str:
        """How the command is typed: `goto STEP`, `run [NODE]`."""
        argument = "COUNT" if self.counts and not self.argument else self.argument
        optional = self.optional or (self.counts and not self.argument)
        return f"{self.name} [{argument}]" if optional else f"{self.name} {argument}".strip()


def _number(what: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CommandError(f"{text!r} is no {what}: write a whole number") from None


def _goto(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(_number("step", argument))


def _iteration(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(debugger.stop.cursor.step, _number("iteration", argument))


COMMANDS = (
    Command(
        "step", ("n", "right"), "n →", "take a step",
        lambda debugger, _, count: debugger.step(count), counts=True, hint="step",
    ),
    Command(
        "back", ("N", "left"), "N ←", "take back a step, or a term",
        lambda debugger, _, count: debugger.back(count), counts=True, hint="back",
    ),
    Command(
        "into", ("s",), "s", "step into the terms of a fan-in sum",
        lambda debugger, _, count: debugger.into(count), counts=True, hint="into",
    ),
    Command(
        "end", ("f",), "f", "go to the end of the phase, then of the next",
        lambda debugger, _, count: debugger.end_of_phase(count), counts=True, hint="phase",
    ),
    Command(
        "start", ("F",), "F", "go to the start of the phase, or the one before",
        lambda debugger, _, count: debugger.start_of_phase(count), counts=True,
    ),
    Command(
        "next", ("right_square_bracket",), "]", "go to the same step of the next iteration",
        lambda debugger, _, count: debugger.next_iteration(count), counts=True, hint="iteration",
    ),
    Command(
        "previous", ("left_square_bracket",), "[", "go to the same step of the previous iteration",
        lambda debugger, _, count: debugger.previous_iteration(count), counts=True,
    ),
    Command(
        "first", ("g", "home"), "g", "go to the first step of the iteration",
        lambda debugger, _, __: debugger.first(),
    ),
    Command(
        "last", ("G", "end"), "G", "go to the last step of the iteration",
        lambda debugger, _, __: debugger.last(),
    ),
    Command(
        "goto", (), "", "go to a step of this iteration, counted from 1", _goto, argument="STEP"
    ),
    Command(
        "iteration", (), "", "go to the same step of an iteration, counted from 0", _iteration,
        argument="K",
    ),
    Command(
        "run", ("t",), "t", "run to the next step about the selected node",
        lambda debugger, argument, count: debugger.run_to(argument or None, count),
        argument="NODE", optional=True, hint="run to",
    ),
    Command(
        "up", ("up",), "↑", "select the node above",
        lambda debugger, _, count: debugger.select_next(-count), counts=True,
    ),
    Command(
        "down", ("down",), "↓", "select the node below",
        lambda debugger, _, count: debugger.select_next(count), counts=True,
    ),
    Command(
        "select", (), "", "select a node", lambda debugger, argument, _: debugger.select(argument),
        argument="NODE",
    ),
    Command(
        "find", ("slash",), "/", "find a node by a part of its name",
        lambda debugger, argument, _: debugger.find(argument), argument="TEXT",
    ),
    Command(
        "restart", ("R",), "R", "go back to before the first step",
        lambda debugger, _, __: debugger.restart(),
    ),
    Command("theme", (), "", "use other colours: dark, light or terminal", argument="NAME"),
    Command("command", ("colon",), ":", "type a command", hint="command"),
    Command("help", ("question_mark",), "?", "show keys, commands and signs", hint="help"),
    Command("quit", ("q",), "q", "quit", hint="quit"),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}


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
    command = _find(name)
    if command.argument:
        if not rest and not command.optional:
            raise CommandError(f"{command.name} needs more: write {command.usage}")
        return command, rest, 1
    if not rest:
        return command, "", 1
    if not command.counts:
        raise CommandError(f"{command.name} stands alone: write {command.usage}")
    count = _number("count", rest)
    if count < 1:
        raise CommandError(f"{count} is no count: write a number from 1")
    return command, "", count


def execute(debugger: Debugger, command: Command, argument: str = "", count: int = 1) -> Stop:
    """Do what a command does to a debugger.

    Raises:
        CommandError: where it cannot be done.
    """
    if command.run is None:
        raise CommandError(f"{command.name} is for the app")
    try:
        return command.run(debugger, argument, count)
    except DebuggerError as error:
        raise CommandError(str(error)) from None


def _find(name: str) -> Command:
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
