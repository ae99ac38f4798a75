"""The overview strip: where in a network a view is, and how large the gradient is in each part.

It is a bar whose cells stand for the equations, in forward order: of each as many as of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.program.program import Phase
from tui.drawing.levels import sign_of
from tui.drawing.look import Line, Look, Span
from tui.graph.magnitudes import Levels, Magnitudes

SHORTEST, LONGEST = 8, 24
"""The columns of the bar, in a panel of a usual width."""

USUAL_WIDTH = 100
"""The columns of such a panel; beyond them the bar grows with it."""

AROUND = 6
"""The columns of its ends, of the blank after it and of the frame."""


class Strip(NamedTuple):
    """The measures of a strip.

    Args:
        cells: how many cells its bar has; 0 for no bar.
        total: how many equations they stand for.
    """

    cells: int
    total: int

    def places(self, cell: int) -> range:
        """The equations that a cell stands for, at least one."""
        start, end = (-(-each * self.total // self.cells) for each in (cell, cell + 1))
        if self.cells <= self.total:
            return range(start, end)
        place = cell * self.total // self.cells
        return range(place, place + 1)

    def cells_of(self, places: Sequence[int]) -> frozenset[int]:
        """The cells that stand for some equations."""
        if self.cells <= self.total:
            return frozenset([place * self.cells // self.total for place in places])
        wanted = frozenset(places)
        return frozenset(
            cell for cell in range(self.cells) if cell * self.total // self.cells in wanted
        )


def overview(
    places: Sequence[int], stop: Stop, look: Look, width: int, magnitudes: Magnitudes
) -> Line:
    """The strip that there is room for in the edge of a panel of a width, as text.

    Args:
        places: the equations in view, in order.
        stop: what is looked at; from its backward pass on the bar shows the gradients.
        look: the characters to draw with.
        width: the columns of the panel.
        magnitudes: how large they are.
    """
    network = stop.program.network
    strip = strip_of(places, len(network.equations), look, width)
    levels = None
    if strip.cells and stop.phase in (Phase.BACKWARD, Phase.UPDATE):
        gradients = magnitudes.gradients(stop.state)[len(network.constants) :]
        levels = levels_in(strip, gradients)
    return strip_line(strip, places, look, levels)


def strip_of(places: Sequence[int], total: int, look: Look, width: int) -> Strip:
    """The strip that there is room for in the edge of a panel of a width."""
    longest = max(LONGEST, LONGEST + width - USUAL_WIDTH)
    room = min(width - len(_numbers(places, total, look)) - AROUND, longest)
    return Strip(room if room >= SHORTEST else 0, total)


def strip_line(
    strip: Strip, places: Sequence[int], look: Look, levels: Sequence[int] | None = None
) -> Line:
    """A strip as text: the bar, if there is room, and the numbers of the equations in view.

    Args:
        strip: its measures.
        places: the equations in view, in order.
        look: the characters to draw with.
        levels: how large the gradient is in each cell; None before the backward pass.
    """
    numbers = (_numbers(places, strip.total, look), "dim")
    if not strip.cells:
        return (numbers,)
    seen = strip.cells_of(places)
    if levels is None:
        left, rest, part, right = look.glyphs.scale
        bar = "".join(part if cell in seen else rest for cell in range(strip.cells))
        return ((f"{left}{bar}{right} {numbers[0]}", "dim"),)
    return (*_shaded(seen, look, tuple(levels)), (" ", "dim"), numbers)


def levels_in(strip: Strip, levels: Levels) -> list[int]:
    """The highest level of each cell of a strip.

    Args:
        strip: its measures.
        levels: those of all equations.
    """
    parts = map(strip.places, range(strip.cells))
    return [max(levels[part.start : part.stop]) for part in parts]


@lru_cache(8)
def _shaded(seen: frozenset[int], look: Look, levels: tuple[int, ...]) -> Sequence[Span]:
    """The bar with a shade for each cell, and brackets around what is seen."""
    left, _, _, right = look.glyphs.scale
    spans: list[Span] = [(left, "dim")]
    spans += [sign_of(each, look) for each in levels]
    spans.append((right, "dim"))
    begin, end = "{}" if look.ascii else "[]"
    for cell in seen:  # the cell stands one further on in the bar, behind its left end
        if cell - 1 not in seen:
            spans[cell] = begin, "strong"
        if cell + 1 not in seen:
            spans[cell + 2] = end, "strong"
    return spans


def _numbers(places: Sequence[int], total: int, look: Look) -> str:
    """Which equations are in view, in words."""
    first, last = places[0], places[-1]
    if first == last:
        numbers = f"equation {first + 1:,}"
    elif last - first == len(places) - 1:
        numbers = f"equations {first + 1:,}{'-' if look.ascii else '–'}{last + 1:,}"
    elif len(places) == 2:
        numbers = f"equations {first + 1:,} and {last + 1:,}"
    else:
        numbers = f"{len(places):,} equations"
    return f"{numbers} of {total:,}"
