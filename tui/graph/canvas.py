"""A view, and what is written over the still picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tui.drawing.look import Line, Span
from tui.graph.grid import Cell, Run
from tui.graph.layout import Box

Stretch = tuple[int, str, str]
"""Cells side by side in one role: the column that they begin in, what stands in them, the role."""


class View(NamedTuple):
    """The part of a layout that a panel shows; it begins before 0 where there is room to spare."""

    x: int
    y: int
    width: int
    height: int

    def clipped(self, run: Run) -> Run:
        """What can be seen of a stretch of cells in a row; its length is 0 for nothing."""
        x, y, length = run
        start, end = max(x, self.x), min(x + length, self.x + self.width)
        is_seen = start < end and self.y <= y < self.y + self.height
        return (start, y, end - start) if is_seen else (x, y, 0)

    def shows(self, box: Box) -> bool:
        """Whether the whole width of a box is in it; a part of a number would mislead."""
        return (
            self.x <= box.x <= self.x + self.width - box.width
            and self.y - box.height < box.y < self.y + self.height
        )

    def begins(self, box: Box) -> bool:
        """Whether a box begins in it, and goes on beyond its right end."""
        end = self.x + self.width
        return self.x <= box.x < end < box.x + box.width and self.holds((box.x, box.y))

    def holds(self, cell: Cell) -> bool:
        """Whether a cell can be seen."""
        x, y = cell
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def meets(self, corners: Sequence[Cell]) -> bool:
        """Whether the least rectangle around some cells can be seen, or a part of it."""
        columns, rows = [x for x, _ in corners], [y for _, y in corners]
        right, bottom = self.x + self.width, self.y + self.height
        is_level = min(columns) < right and self.x <= max(columns)
        return is_level and min(rows) < bottom and self.y <= max(rows)


Placed = tuple[int, Stretch]
"""A row of a view, and what is written in it, by its columns."""


class Ink:
    """What is written over the still picture, apart from it.

    Args:
        view: what is seen.
        roles: what becomes of the roles.
    """

    def __init__(self, view: View, roles: Callable[[str], str] = str) -> None:
        self._view, self._roles = view, roles
        self.placed: list[Placed] = []

    def put(self, x: int, y: int, text: str, role: str) -> None:
        """Write a text, which begins at a cell of the layout and overlaps no other."""
        view = self._view
        row, start = y - view.y, x - view.x
        if start < 0:
            text, start = text[-start:], 0
        text = text[: max(view.width - start, 0)]
        if text and 0 <= row < view.height:
            self.placed.append((row, (start, text, self._roles(role))))


class Canvas:
    """The still part of the picture, and what is written over it."""

    def __init__(self, rows: Sequence[str], view: View) -> None:
        self._view = view
        left, width = " " * max(-view.x, 0), view.width
        shown = [left + row[max(view.x, 0) :] for row in rows[max(view.y, 0) :]]
        above = [""] * max(-view.y, 0)
        self._rows = [row[:width] for row in [*above, *shown][: view.height]]
        self._spans: list[list[Stretch]] = [[] for _ in self._rows]

    def put(self, x: int, y: int, text: str, role: str) -> None:
        """Write a text, which begins at a cell of the layout and overlaps no other."""
        ink = Ink(self._view)
        ink.put(x, y, text, role)
        self.add(ink.placed)

    def add(self, placed: Iterable[Placed]) -> None:
        """Write what was written apart."""
        spans, height = self._spans, len(self._spans)
        for row, stretch in placed:
            if row < height:
                spans[row].append(stretch)

    def put_all(self, y: int, row: Sequence[Stretch]) -> None:
        """Write what stands in a row, all of it in the view."""
        left = self._view.x
        self._spans[y - self._view.y] += [(x - left, text, role) for x, text, role in row]

    def lines(self) -> list[Line]:
        """The picture, line by line."""
        return [tuple(self._line(*pair)) for pair in zip(self._rows, self._spans, strict=True)]

    def _line(self, row: str, spans: list[tuple[int, str, str]]) -> Iterator[Span]:
        column = 0
        for start, text, role in sorted(spans):
            if column < start:
                yield row[column:start], "dim"
            yield text, role
            column = start + len(text)
        if column < len(row):
            yield row[column:], "dim"


def stretches(row: Mapping[int, Span]) -> Iterator[Stretch]:
    """What stands in a row, in as few pieces as can be.

    >>> list(stretches({4: ("b", "hot"), 3: ("a", "hot"), 6: ("c", "dim")}))
    [(3, 'ab', 'hot'), (6, 'c', 'dim')]
    """
    start, text, role = 0, "", ""
    for x in sorted(row):
        character, plays = row[x]
        if text and x == start + len(text) and plays == role:
            text += character
        else:
            if text:
                yield start, text, role
            start, text, role = x, character, plays
    if text:
        yield start, text, role
