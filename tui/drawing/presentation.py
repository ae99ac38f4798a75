"""Presentation mode: a step one formula at a time, and the keys that were pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.debugger.cursor import Cursor
from engine.debugger.stop import Stop
from engine.iterations.state import State
from engine.language.breaking import wrapped
from tui.drawing.card import card_lines, sides_of
from tui.drawing.enlarged import enlarged
from tui.drawing.look import Line, Look

GRAPH = 12
"""The rows of the graph that the skip network needs; what is left is for the step card."""

MOST = 20
"""The most rows of the step card: the audience reads it, not the whole screen."""

LOW = 24
"""A screen with fewer rows has room for one of graph and step card only."""


class Reveal(NamedTuple):
    """The share of a step that is shown.

    Args:
        place: of which step; any other is shown whole.
        shown: how many of its parts.
    """

    place: Cursor | None = None
    shown: int = 0

    def of(self, stop: Stop, parts: int) -> int:
        """How many of its parts are shown of a step."""
        return min(self.shown, parts) if stop.cursor == self.place else parts


class Parts(NamedTuple):
    """The parts of a step that are shown one after the other.

    Args:
        sides: the formula in names, in numbers, and on to the value; large where there is room.
        sentence: what explains it.
        is_large: whether any of the formula is in figures.
    """

    sides: Sequence[Sequence[Line]]
    sentence: Sequence[Line]
    is_large: bool = False

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.sides) + 1


def parts_of(stop: Stop, look: Look, width: int, height: int) -> Parts | None:
    """The parts of a step; None where all is shown: before the first, of a group, of a sum."""
    if stop.step is None or stop.passage is not None or stop.cursor.arrived is not None:
        return None
    from engine.derivation.note import note

    sides = sides_of(stop, look, width, 3 * max(height, 4))  # as not all have to be seen at once
    sentence = wrapped(note(stop.step, look.style(stop.program)), width, look.cut)
    large = enlarged(sides, look, width, height - len(sentence))
    return Parts(large, [[(text, "text")] for text in sentence], large is not sides)


def onward(reveal: Reveal, stop: Stop, parts: Parts | None) -> Reveal | None:
    """One part more; None where all are shown, and the next step is to be taken."""
    if parts is None or (shown := reveal.of(stop, parts.total)) >= parts.total:
        return None
    return Reveal(stop.cursor, shown + 1)


def backward(reveal: Reveal, stop: Stop, parts: Parts | None) -> Reveal | None:
    """One part less; None where there is only one, and the step is to be taken back."""
    if parts is None or (shown := reveal.of(stop, parts.total)) <= 1:
        return None
    return Reveal(stop.cursor, shown - 1)


def veiled(stop: Stop, reveal: Reveal, parts: Parts | None) -> Stop:
    """The stop for the other panels: what the step computes is not told before the card does."""
    if parts is None or reveal.of(stop, parts.total) >= len(parts.sides):
        return stop
    return replace(stop, state=State(stop.state.run, stop.cursor.step - 1))


class Card(NamedTuple):
    """The step card while presenting.

    Args:
        lines: all that is revealed.
        first: the line to begin with, for what was revealed last to be seen.
    """

    lines: Sequence[Line]
    first: int = 0


def presented(stop: Stop, look: Look, reveal: Reveal, width: int, height: int) -> Card:
    """The card: bold, spaced out where there is room, with the formula that is new in colour.

    What is shown stays where it is while more is revealed, as long as the whole step fits.
    """
    parts = parts_of(stop, look, width, height)
    if parts is None:
        return Card([_bold(line, "strong") for line in card_lines(stop, look, width, height)])
    shown = reveal.of(stop, parts.total)
    rows = sum(map(len, parts.sides)) + len(parts.sentence)
    between = 1 if rows + len(parts.sides) <= height else 0
    lines: list[Line] = []
    start = 0
    for number, side in enumerate(parts.sides[:shown], 1):
        start = len(lines)
        role = "hot" if number == shown else "strong"
        lines += [*(_bold(line, role) for line in side), *[()] * between]
    if shown == parts.total:
        gap = 0 if between or rows >= height else 1
        start = 0 if reveal.place != stop.cursor else len(lines) + gap
        lines += [*[()] * gap, *parts.sentence]
    over = len(lines) - height
    return Card(lines, min(start, max(over, 0)))


def large_card(stop: Stop, look: Look, width: int, height: int) -> Sequence[Line]:
    """The whole card with what there is room for in figures; without them, the usual one."""
    parts = parts_of(stop, look, width, height)
    if parts is None or not parts.is_large:
        return card_lines(stop, look, width, height)
    return presented(stop, look, Reveal(), width, height).lines


def _bold(line: Line, role: str) -> Line:
    return [(text, role) for text, _ in line]


def card_height(height: int, watches: int, has_graph: bool) -> int:
    """The rows of the step card on a screen of so many rows.

    Args:
        height: the rows of the screen.
        watches: the rows that watches take.
        has_graph: whether the graph is shown above it, which gives way where there is no room.
    """
    body = height - 2 - watches
    if height < LOW:
        return body if has_graph else body // 2
    return min(max(body - GRAPH, body * 10 // 22), MOST)
