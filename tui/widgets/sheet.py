"""The sheet of a panel: its lines as they were drawn last, and how they are written and painted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from rich.segment import Segment
from textual.app import App
from textual.strip import Strip

from tui.drawing.frame import Frame, dressed
from tui.drawing.look import Line
from tui.terminal.moves import Piece
from tui.widgets.cells import cells_of, changed_spans, piece_of, pieces_of
from tui.widgets.themes import RoleStyles

Change = tuple[int, int, int]
"""A row, the first column that changed in it, and the column behind the last."""


class Sheet:
    """The rows of a panel, and what they are in full width: their cells, and for Textual strips."""

    def __init__(self) -> None:
        self.rows: list[Line] = []
        self.width = 0
        self._lines: list[Line] = []
        self._cells: list[tuple[str, str]] = []
        self._strips: dict[int, Strip] = {}
        self._styles = RoleStyles()

    def take(
        self, rows: list[Line], frame: Frame | None, size: tuple[int, int]
    ) -> list[Change] | None:
        """Take rows in the place of those that there are.

        Returns:
            Where they differ; None where there were none, so that all is to be drawn.
        """
        before, self.rows, (width, height) = self.rows, rows, size
        if len(before) == height:
            return self._put([y for y, row in enumerate(rows) if row != before[y]], frame, size)
        self.width = width
        self._lines = [dressed(row, y, frame, width, height) for y, row in enumerate(rows)]
        self._cells = [cells_of(line) for line in self._lines]
        self._strips.clear()
        return None

    def frame_as(self, frame: Frame, size: tuple[int, int]) -> list[Change]:
        """Put another frame around the rows, and tell where that differs."""
        return self._put(range(len(self.rows)), frame, size)

    def _put(
        self, places: Sequence[int], frame: Frame | None, size: tuple[int, int]
    ) -> list[Change]:
        """Dress some of the rows anew and tell where they differ."""
        changes: list[Change] = []
        for y in places:
            line = dressed(self.rows[y], y, frame, *size)
            cells = cells_of(line)
            spans = changed_spans(self._cells[y], cells, self.width)
            changes += [(y, start, end) for start, end in spans]
            self._lines[y], self._cells[y] = line, cells
            self._strips.pop(y, None)
        return changes

    def pieces(
        self, changes: Sequence[Change], place: tuple[int, int], app: App[object]
    ) -> list[Piece]:
        """What has changed, as it is written to the terminal of an app.

        Args:
            changes: where.
            place: the column and row of the sheet on the terminal.
            app: knows the theme.
        """

        def code(role: str) -> str:
            return self._styles.code(role, app)

        pieces: list[Piece] = []
        for y, start, end in changes:
            at = (place[0], place[1] + y)
            if len(self._cells[y][0]) == self.width:
                pieces += pieces_of(self._cells[y], start, end, at, code)
            else:  # some are wider than a cell, or narrower
                pieces.append(piece_of(self._lines[y], at, code))
        return pieces

    def strip(self, y: int, app: App[object]) -> Strip:
        """A line as Textual wants it."""
        if y not in self._strips:
            self._strips[y] = (
                self._painted(self._lines[y], app) if y < len(self._lines) else Strip([])
            )
        return self._strips[y]

    def forget_styles(self) -> None:
        """Find all styles anew, as the theme is another."""
        self._styles.forget()
        self._strips.clear()

    def _painted(self, line: Line, app: App[object]) -> Strip:
        segments = [
            Segment("".join([text for text, _ in spans]), self._styles.style(role, app))
            for role, spans in groupby(line, itemgetter(1))
        ]
        return Strip(segments, self.width)
