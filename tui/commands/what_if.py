"""set, freeze, lr, convention, seed, undo, branch."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.arguments import read_decimal


def begun(stop: Stop) -> str:
    """How a change begins of the selected node, or of the entry of it that is singled out."""
    from engine.language.index import entry_name

    return f"{entry_name(stop.selected, stop.entry_of(stop.selected) or ())} = "


def _convention(debugger: Debugger, argument: str, _: int) -> Stop:
    name, _space, value = argument.partition(" ")
    return debugger.set_convention(name, read_decimal("derivative", value.strip()))
