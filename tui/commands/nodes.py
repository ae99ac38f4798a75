"""Nodes: up, down, select, find, inspect, entry."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.action import Move, View, ViewName
from tui.commands.arguments import read_natural
from tui.commands.command import Command


def _entry(debugger: Debugger, argument: str, _: int) -> Stop:
    places = argument.replace(",", " ").split()
    return debugger.single_out(*(read_natural("entry", place) for place in places))


NODES = (
    Command(
        "up", ("up",), "↑", "select the node above",
        Move(lambda debugger, _, count: debugger.select_next(-count)), counts=True,
    ),
    Command(
        "down", ("down",), "↓", "select the node below",
        Move(lambda debugger, _, count: debugger.select_next(count)), counts=True,
    ),
    Command(
        "select", (), "", "select a node, or none: that of the step",
        Move(lambda debugger, argument, _: debugger.select(argument)), argument="NODE",
        optional=True,
    ),
    Command(
        "find", ("slash",), "/", "find a node by its name, or by a condition: value < 0, dead",
        Move(lambda debugger, argument, count: debugger.find(argument, count)),
        argument="TEXT", optional=True, again=True,
    ),
    Command(
        "inspect", ("enter",), "Enter", "look at a node entry by entry, a row for each sample",
        View(ViewName.INSPECTOR), hint="inspect",
    ),
    Command(
        "entry", (), "", "single out an entry, sample and unit counted from 0: entry 3 1",
        Move(_entry), argument="SAMPLE UNIT", optional=True,
    ),
)  # fmt: skip
