"""The shortest way found to write pieces of text, each in its place and its setting.

A step changes some sixty pieces here and there. To set colours and to move between them takes more
bytes than the pieces themselves, so it matters in which order they are written: all that look alike
one after the other, or row by row, whichever is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

from tui.terminal.sgr import change

BACK = "\b"

MOST_BACK = 3
"""So many cells back are no longer to write one by one than as a number."""


class Piece(NamedTuple):
    """A text that looks the same from its first cell to its last.

    Args:
        y: the row, counted from 0.
        x: the column of the first cell, counted from 0.
        text: the text.
        code: the code that it is to be seen in.
        end: the column behind its last cell; None where that is for the terminal to say.
    """

    y: int
    x: int
    text: str
    code: str
    end: int | None


def moved(column: int, row: int, x: int, y: int) -> str:
    """The shortest sequence from one cell to another."""
    down, right = y - row, x - column
    if down == 0:
        if right > 0:
            return f"\x1b[{right}C" if right > 1 else "\x1b[C"
        return BACK * -right if -right <= MOST_BACK else f"\x1b[{-right}D"
    absolute = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
    if not -MOST_BACK <= right <= 0:
        return absolute
    way = "B" if down > 0 else "A"
    relative = f"\x1b[{abs(down)}{way}" if abs(down) > 1 else f"\x1b[{way}"
    return min(absolute, relative + BACK * -right, key=len)


def painted(pieces: Iterable[Piece], width: int) -> str:
    """What writes all of the pieces on a terminal of a width, from any cell and no setting on."""
    ordered = sorted(pieces, key=itemgetter(0, 1))
    return min(
        _written(_by_code(ordered), width), _written(_by_code_in_rows(ordered), width), key=len
    )


def _by_code(ordered: Sequence[Piece]) -> Iterator[Piece]:
    """All pieces that look alike, then all others."""
    groups: dict[str, list[Piece]] = {}
    for piece in ordered:
        groups.setdefault(piece.code, []).append(piece)
    return chain.from_iterable(groups.values())


def _by_code_in_rows(ordered: Sequence[Piece]) -> Iterator[Piece]:
    """Row by row, in each first those that look as the last one of the row before."""
    shown = ""
    for _, row in groupby(ordered, itemgetter(0)):
        groups: dict[str, list[Piece]] = {shown: []}
        for piece in row:
            groups.setdefault(piece.code, []).append(piece)
        for code, group in groups.items():
            if group:
                yield from group
                shown = code


def _written(pieces: Iterable[Piece], width: int) -> str:
    """Pieces in the order given."""
    written: list[str] = []
    row, shown = -1, ""
    column: int | None = None
    for y, x, text, code, end in pieces:
        if column is None:
            written.append(f"\x1b[{y + 1};{x + 1}H")
        elif (row, column) != (y, x):
            written.append(moved(column, row, x, y))
        if shown != code:
            written.append(change(shown, code))
        written.append(text)
        # Behind the last column terminals differ in where the cursor is.
        row, column, shown = y, None if end == width else end, code
    written.append(change(shown, ""))
    return "".join(written)
