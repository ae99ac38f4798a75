"""up, down, select, find, entry."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.arguments import read_natural


def _entry(debugger: Debugger, argument: str, _: int) -> Stop:
    places = argument.replace(",", " ").split()
    return debugger.single_out(*(read_natural("entry", place) for place in places))
