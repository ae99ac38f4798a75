"""break, continue, reverse, edit, delete."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.arguments import read_number
from tui.commands.command import CommandError, Run


def resume(forwards: bool) -> Run:
    """What goes on to the next breakpoint, or back to the one before."""

    def run(debugger: Debugger, _: str, count: int) -> Stop:
        stop = debugger.stop
        for _time in range(count):
            search = debugger.search(forwards)
            for _looked in search:
                pass
            stop = debugger.arrive(search)
        return stop

    return run


def _enable(enabled: bool) -> Run:
    return lambda debugger, argument, _: debugger.enable_breakpoint(
        read_number("number", argument), enabled
    )


def _edit(debugger: Debugger, argument: str, _: int) -> Stop:
    number, _space, text = argument.partition(" ")
    if not text:
        raise CommandError("edit needs a node or a condition too: edit 1 z1 < 0")
    return debugger.edit_breakpoint(read_number("number", number), text.strip())
