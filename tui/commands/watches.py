"""Watches: watch, rewatch, unwatch, watches."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.action import List, Move
from tui.commands.arguments import read_number
from tui.commands.command import Command, CommandError
from tui.commands.lists import choose_watch


def _rewatch(debugger: Debugger, argument: str, _: int) -> Stop:
    number, _space, text = argument.partition(" ")
    if not text:
        raise CommandError("rewatch needs an expression too: rewatch 1 dL/dh0")
    return debugger.edit_watch(read_number("number", number), text.strip())


WATCHES = (
    Command(
        "watch", ("w",), "w", "keep an expression in view: watch dL/dh0 / dL/dh1, watch dead(h1)",
        Move(lambda debugger, argument, _: debugger.watch(argument)), argument="EXPRESSION",
        hint="watch",
    ),
    Command(
        "rewatch", (), "", "let a watch show something else: rewatch 1 dL/dh0", Move(_rewatch),
        argument="WATCH EXPRESSION",
    ),
    Command(
        "unwatch", (), "", "keep a watch in view no more",
        Move(lambda debugger, argument, _: debugger.unwatch(read_number("number", argument))),
        argument="WATCH",
    ),
    Command("watches", (), "", "list the watches", List(choose_watch)),
)  # fmt: skip
