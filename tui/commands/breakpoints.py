"""Breakpoints: break, continue, reverse, edit, delete ..."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.action import List, Move, Run, Search
from tui.commands.arguments import read_number
from tui.commands.command import Command, CommandError
from tui.commands.lists import choose_breakpoint


def _break(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.break_at(argument)


def _enable(enabled: bool) -> Run:
    return lambda debugger, argument, _: debugger.enable_breakpoint(
        read_number("number", argument), enabled
    )


def _edit(debugger: Debugger, argument: str, _: int) -> Stop:
    number, _space, text = argument.partition(" ")
    if not text:
        raise CommandError("edit needs a node or a condition too: edit 1 z1 < 0")
    return debugger.edit_breakpoint(read_number("number", number), text.strip())


BREAKPOINTS = (
    Command(
        "break", ("b",), "b", "stop at the selected node, or at a node; again, no more",
        Move(_break), argument="NODE/CONDITION", optional=True, hint="break",
    ),
    Command(
        "break-if", ("B",), "B", "stop where a condition becomes true: z1 < 0, dead(h1)",
        Move(_break), argument="CONDITION",
    ),
    Command(
        "continue", ("c",), "c", "go on to the next breakpoint", Search(forwards=True),
        counts=True, hint="continue",
    ),
    Command(
        "reverse", ("C",), "C", "go back to the breakpoint before", Search(forwards=False),
        counts=True,
    ),
    Command("breakpoints", (), "", "list the breakpoints", List(choose_breakpoint)),
    Command(
        "edit", (), "", "let a breakpoint stop elsewhere: edit 1 z1 < 0", Move(_edit),
        argument="NUMBER NODE/CONDITION",
    ),
    Command(
        "delete", (), "", "delete a breakpoint by its number",
        Move(
            lambda debugger, argument, _: debugger.delete_breakpoint(
                read_number("number", argument)
            )
        ),
        argument="NUMBER",
    ),
    Command(
        "disable", (), "", "let a breakpoint not stop for a while", Move(_enable(False)),
        argument="NUMBER",
    ),
    Command(
        "enable", (), "", "let a breakpoint stop again", Move(_enable(True)), argument="NUMBER",
    ),
)  # fmt: skip
