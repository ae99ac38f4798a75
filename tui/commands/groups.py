"""Groups of equations, as layers are: folded, to one thing to look at and to go over, or not."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.action import Move
from tui.commands.command import Command

ALL = "all"
"""What stands for every group; one that is called so itself is meant by it."""


def _turn(debugger: Debugger, _: str, count: int) -> Stop:
    """Unfold the folded group of the selected node; where none is folded, fold that around it.

    With a count so many of them, or the one so many further out.
    """
    stop = debugger.stop
    around = [*stop.program.membership.chain(stop.selected)]
    folded = [name for name in around if name in stop.folded]
    if folded:
        return debugger.unfold(*folded[-count:])
    if around:
        return debugger.fold(around[min(count, len(around)) - 1])
    if not stop.program.network.groups:
        return debugger.fold()  # which says what groups are
    name = stop.program.style.name(stop.selected)
    raise DebuggerError(f"{name} is in no group: select a node of one, or type fold or unfold")


def _fold(debugger: Debugger, name: str, _: int) -> Stop:
    return debugger.fold(*_named(debugger, name))


def _unfold(debugger: Debugger, name: str, _: int) -> Stop:
    return debugger.unfold(*_named(debugger, name))


def _named(debugger: Debugger, name: str) -> tuple[str, ...]:
    """The group that is meant; none for all."""
    is_all = name == ALL and ALL not in debugger.stop.folds.groups
    return (name,) if name and not is_all else ()


GROUPS = (
    Command(
        "group", ("z",), "z",
        "unfold the group of the node, a layer or a round of a loop, or fold it",
        Move(_turn), counts=True,
    ),
    Command(
        "fold", (), "", "show a group as one box, and go over it in one step; without one all",
        Move(_fold), argument="GROUP", optional=True,
    ),
    Command(
        "unfold", (), "", "show what is in a group, and step through it; without one all",
        Move(_unfold), argument="GROUP", optional=True,
    ),
)  # fmt: skip
