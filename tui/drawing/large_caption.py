"""The lines of a caption on a large screen: its numbers and formulas in figures of three rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui.drawing.caption import MOST_LINES, OPERATORS, PUNCTUATION, Caption, units_of, written
from tui.drawing.figures import ROWS, figures, has_figures
from tui.drawing.look import Line, Look

WIDEST, HIGHEST = 100, 36
"""The columns and rows of a screen from which on its captions are large."""

RESERVED = 2 * ROWS
"""The rows that a large caption takes at the least, for the graph to stay where it is."""

ENDS = PUNCTUATION.replace("[", "").replace("(", "") + "."
"""What may stand behind a formula, and is no part of it."""


class _Piece(NamedTuple):
    """A piece of a caption: all its rows of the same width."""

    rows: Sequence[str]
    role: str

    @property
    def width(self) -> int:
        return cell_len(self.rows[0])


def has_room(width: int, height: int) -> bool:
    """Whether captions are large on a screen of so many columns and rows."""
    return width >= WIDEST and height >= HIGHEST


def large_lines(caption: Caption, look: Look, width: int) -> list[Line]:
    """The lines of a caption: the text, cut where that is needed, the verdict, and the hint."""
    side = "| " if look.ascii else "▌ "
    room = width - len(side) - 1
    verdict = list(_filled(_pieces(caption.verdict, "hot", look, room), room))[:MOST_LINES]
    text = list(_filled(_pieces(caption.text, "strong", look, room), room))
    left = MOST_LINES - len(verdict)
    if len(text) > left > 0:
        text[left - 1][-1] = _Piece([look.cut], "strong")
    lines = [list(_across(each)) for each in [*text[:left], *verdict]]
    rows: list[Line] = [line for each in lines for line in each] or [()]
    hint = f"  {written(caption.hint, look)}" if caption.hint else ""
    if hint:
        taken = sum(cell_len(text) for text, _ in rows[-1])
        if taken + len(hint) > room:
            rows, taken = [*rows, ()], 0
        rows[-1] = (*rows[-1], (" " * (room - taken - len(hint)), "text"), (hint, "dim"))
    above = max(RESERVED - len(rows), 0) // 2
    below = max(RESERVED - len(rows) - above, 0)
    return [((side, "hot"), *row) for row in [*[()] * above, *rows, *[()] * below]]


def _pieces(text: str, role: str, look: Look, room: int) -> Iterator[_Piece]:
    """The units of a text: formulas as figures, where they have any, and words as they are."""
    for unit in units_of(text):
        formula = unit.rstrip(ENDS)
        if is_formula(formula) and has_figures(formula):
            rows = figures(formula, look.ascii)
            end = written(unit.removeprefix(formula), look)
            piece = _Piece(
                [f"{row}{end if n == 1 else ' ' * len(end)}" for n, row in enumerate(rows)], role
            )
            if piece.width <= room:
                yield piece
                continue
        word = written(unit, look)
        yield _Piece([look.shortened(word, room)], role)


def is_formula(unit: str) -> bool:
    """Whether a unit of a caption is a number, or something is computed or told by signs in it.

    >>> [is_formula(each) for each in ("0.75", "-3", "w0", "z0 = 0", "ReLU 0", "a -> b")]
    [True, True, False, True, False, True]
    """
    words = unit.split(" ")
    if len(words) > 1:
        return any(word in OPERATORS for word in words)
    return unit.lstrip("-−").replace(".", "", 1).isdigit()


def _filled(pieces: Iterator[_Piece], room: int) -> Iterator[list[_Piece]]:
    """As many pieces in a line as there is room for, with a blank between two of them."""
    line: list[_Piece] = []
    taken = 0
    for piece in pieces:
        if line and taken + 1 + piece.width > room:
            yield line
            line, taken = [], 0
        taken += piece.width + (1 if line else 0)
        line.append(piece)
    if line:
        yield line


def _across(pieces: Sequence[_Piece]) -> Iterator[Line]:
    """The rows of a line: where there are figures in it, the words stand in the middle of them."""
    height = max(len(piece.rows) for piece in pieces)
    for row in range(height):
        texts = [_row(piece, row, height) for piece in pieces]
        yield [(" ".join(texts), pieces[0].role)]


def _row(piece: _Piece, row: int, height: int) -> str:
    if len(piece.rows) == height:
        return piece.rows[row]
    return piece.rows[0] if row == height // 2 else " " * piece.width
