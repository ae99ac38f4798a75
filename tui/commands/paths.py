"""Paths: the ways over which a gradient came, as lines, as a list, and one of them by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.index import entry_name
from engine.language.notation import Style
from tui.commands.command import CommandError
from tui.commands.lists import Choice, Choices, Outcome

if TYPE_CHECKING:
    from engine.gradients.one_path import Path
    from engine.gradients.path import Paths

MOST_DIGITS = 9
"""No gradient is asked for with a number of more digits."""

OFF = "off"
"""What puts out the path that is lit."""


class Asked(NamedTuple):
    """A path that is asked for.

    Args:
        gradient: what it leads to.
        number: its place among the paths, from 1, the largest first.
        found: the paths.
        path: the one.
    """

    gradient: str
    number: int
    found: Paths
    path: Path


def answer_paths(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """The paths over which a gradient came, that of the selected node if none is named."""
    from engine.gradients.path import paths_lines

    return paths_lines(_find(stop, argument), style)


def answer_path(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """One path: where it leads, and its local derivatives. None is lit where there is no graph."""
    from engine.gradients.one_path import counted, product_lines, way

    if argument.strip() == OFF:
        return []
    asked = ask_path(stop, argument)
    name, value = style.name(asked.gradient), style.number(asked.path.value)
    return [
        f"path {asked.number} of {counted(asked.found.count)} to {name} contributes {value}: "
        f"{way(asked.path, style)}",
        *(f"  {line}" for line in product_lines(asked.path, style)),
    ]


def choose_path(stop: Stop, argument: str, style: Style) -> Choices:
    """The paths of a gradient, to light one of them; no rows where there are none to light."""
    from engine.gradients.one_path import way
    from engine.gradients.path import paths_lines

    found = _find(stop, argument)
    gradient = entry_name(found.symbol, found.entry)
    headline, *_ = paths_lines(found, style)
    width = max((len(style.number(path.value)) for path in found.largest), default=0)
    rows = [
        Choice(
            f"{style.number(path.value).ljust(width)}  {way(path, style)}",
            {"enter": Outcome(closes=True, line=f"path {number} {stop.program.told(gradient)}")},
        )
        for number, path in enumerate(found.largest, 1)
    ]
    return Choices(headline, rows, "«Enter list.choose» lights it in the graph", headline)


def ask_path(stop: Stop, argument: str) -> Asked:
    """The path that `2 dL/dw0` asks for.

    Without a number it is the largest, without a gradient it leads to the selected node.

    Raises:
        DebuggerError: where there is no such path.
    """
    first, _, rest = argument.strip().partition(" ")
    number = 1
    if first.isdecimal():
        if len(first) > MOST_DIGITS:
            raise CommandError(f"no gradient has so many paths: {first[:MOST_DIGITS]}...")
        number, argument = int(first), rest
    found = _find(stop, argument)
    gradient = entry_name(found.symbol, found.entry)
    count = len(found.largest)
    if not count:
        from engine.gradients.path import paths_lines

        raise CommandError(paths_lines(found, stop.program.style)[-1])
    if not 1 <= number <= count:
        known = "only path 1" if count == 1 else f"paths 1 to {count}"
        told = stop.program.told(gradient)
        raise CommandError(f"there is no path {number} to {told}, but {known}")
    return Asked(gradient, number, found, found.largest[number - 1])


def _find(stop: Stop, argument: str) -> Paths:
    from engine.gradients.paths import find_paths

    return find_paths(argument.strip() or _selected(stop), stop.state)


def _selected(stop: Stop) -> str:
    """The gradient of the selected node, of the entry that is singled out if one is."""
    node = stop.selected
    entry = stop.entry_of(node) if stop.entry is not None else None
    return entry_name(gradient_name(stop.program.network.loss, node), entry or ())
