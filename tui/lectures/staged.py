"""What a lecture puts in the place of the graph, and what a person does that it waits for."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.language.values import Value, same
from tui.commands.action import Move, Question, View, ViewName
from tui.commands.command import Command
from tui.commands.headless import Headless
from tui.commands.perform import perform
from tui.lectures.lecture import Do

STAGED = frozenset({
    ViewName.CHART, ViewName.SCALE, ViewName.PLOT, ViewName.INSPECTOR, ViewName.COMPARISON,
    ViewName.PAGE, ViewName.LANDSCAPE,
})  # fmt: skip
"""The views that take the place of the graph."""


def is_staged(command: Command) -> bool:
    """Whether a command puts something in the place of the graph, or the graph in its place."""
    match command.action:
        case View(name=view) | Question(view=view):
            return view in STAGED
    return False


def is_done(do: Do, command: Command, debugger: Debugger, stop: Stop, style: Style) -> bool:
    """Whether a command that a person has done comes to what was to be done.

    What moves the debugger has to lead to the same place with the same numbers, by whichever way;
    anything else has to be the same command.

    Args:
        do: what was to be done.
        command: what a person has done.
        debugger: a copy of the debugger as it was before.
        stop: where the debugger stands now.
        style: how answers are written.
    """
    if not isinstance(do.command.action, Move):
        return command is do.command
    try:
        perform(do.command, do.argument, do.count, Headless(debugger, style))
    except DebuggerError:
        return command is do.command
    wanted = debugger.stop
    return wanted.cursor == stop.cursor and all(
        _is_same(wanted.state.value(symbol), stop.state.value(symbol))
        for symbol in (*stop.program.base, *stop.program.index)
    )


def _is_same(value: Value | None, other: Value | None) -> bool:
    return value is other if value is None or other is None else same(value, other)
