"""The contents of a panel as plain data, and the frame around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.drawing.look import Glyphs, Line, Span

FRAME_ROWS = 2
"""The rows of a frame, above and below the lines."""


class Shown(NamedTuple):
    """The contents of a panel's frame.

    Args:
        lines: from top to bottom; what does not fit is left out.
        title: on the upper edge of the frame.
        foot: a note at the right end of the lower edge; where it has roles, as spans.
    """

    lines: Sequence[Line]
    title: str = ""
    foot: str | Line = ""


class Frame(NamedTuple):
    """The border of a panel, drawn by the panel itself: lines within it stay cheap to change.

    Args:
        glyphs: the characters to draw it with.
        padding: the blank columns between it and the lines.
        is_focused: whether keys that are about a panel are about this one.
    """

    glyphs: Glyphs
    padding: int = 0
    is_focused: bool = False

    @property
    def margin(self) -> int:
        """The columns between the edge of the panel and its lines."""
        return 1 + self.padding

    def room(self, width: int, height: int) -> tuple[int, int]:
        """The columns and rows that there are for lines in a panel of a size."""
        return max(width - 2 * self.margin, 0), max(height - 2, 0)

    def top(self, title: str, width: int) -> Line:
        """The upper edge with a title; one that begins with a blank stands right over the lines."""
        left, right, _, _, edge, _ = self._strokes
        head = left + (title if title[:1] == " " else f"{edge} {title}") + " "
        return ((self._edge(head, width - 1) + right, self._role),)

    def bottom(self, foot: Line, width: int) -> Line:
        """The lower edge, with a note at its right end if there is one, and room for it."""
        _, _, left, right, edge, _ = self._strokes
        if not foot or self.foot_at(foot, width) < 2:
            return ((self._edge(left, width - 1) + right, self._role),)
        head = self._edge(left, self.foot_at(foot, width) - 1)
        note = [(text, self._role if role == "dim" else role) for text, role in foot]
        return ((f"{head} ", self._role), *note, (f" {edge}{right}", self._role))

    def foot_at(self, foot: Line, width: int) -> int:
        """The column at which a note in the lower edge begins."""
        return width - 3 - sum([cell_len(text) for text, _ in foot])

    @property
    def _strokes(self) -> Sequence[str]:
        """Four corners, an edge and a side."""
        glyphs = self.glyphs
        return (
            glyphs.focus
            if self.is_focused
            else (*glyphs.corners, glyphs.horizontal, glyphs.vertical)
        )

    @property
    def _role(self) -> str:
        return "title" if self.is_focused else "dim"

    def _edge(self, head: str, width: int) -> str:
        rest = self._strokes[-2] * (width - cell_len(head))
        return head + rest if cell_len(head) <= width else set_cell_size(head, width)

    def beside(self, line: Line, width: int) -> Line:
        """A line between the sides."""
        side, gap = (self._strokes[-1], self._role), (" " * self.padding, "text")
        return (side, gap, *fitted(line, width - 2 * self.margin), gap, side)


def rows_of(shown: Shown, frame: Frame | None, height: int) -> list[Line]:
    """What stands in each row of a panel, title and note among them, not yet in full width."""
    lines, title, foot = shown
    room = height if frame is None else max(height - 2, 0)
    rows = [*lines[:room], *[()] * (room - len(lines))]
    if frame is None:
        return rows
    note = spans_of(foot)
    return [((title, "dim"),), *rows, note]


def spans_of(foot: str | Line) -> Line:
    """A note in the lower edge of a frame as spans; none where there is nothing to say."""
    if isinstance(foot, str):
        return ((foot, "dim"),) if foot else ()
    return foot


def dressed(row: Line, y: int, frame: Frame | None, width: int, height: int) -> Line:
    """A row of a panel in full width, within the frame if there is one."""
    if frame is None:
        return fitted(row, width)
    if y == 0:
        return frame.top(row[0][0], width)
    if y == height - 1:
        return frame.bottom(row, width)
    return frame.beside(row, width)


def drawn(shown: Shown, frame: Frame | None, width: int, height: int) -> list[Line]:
    """All rows of a panel in full width."""
    rows = rows_of(shown, frame, height)
    return [dressed(row, y, frame, width, height) for y, row in enumerate(rows)]


def fitted(line: Line, width: int) -> Line:
    """A line cut or filled up to a width."""
    room = width - sum([cell_len(text) for text, _ in line])
    if room >= 0:
        return (*line, (" " * room, "text"))
    cut: list[Span] = []
    for text, role in line:
        used = sum(cell_len(before) for before, _ in cut)
        cut.append((set_cell_size(text, min(cell_len(text), width - used)), role))
    return tuple(cut)
