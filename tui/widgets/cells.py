"""The cells of a line: their characters, how each looks, and which differ from those before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from tui.drawing.look import Line
from tui.drawing.themes import ROLES
from tui.terminal.moves import Piece
from tui.terminal.sgr import dressed

STRIDE = 16
"""Lines are compared so many columns at a time before they are compared cell by cell."""

BLANK = " "
"""The letter of a blank in a plain role: it looks the same in all of them."""

LONGEST_BRIDGE = 4
"""So many cells between two changes are no longer to send than to move over."""


def _is_plain(role: str) -> bool:
    """Whether a blank shows nothing of a role."""
    return not {"reverse", "underline"} & set(ROLES[role][1].split())


class _Letters(dict[int, str]):
    """The letter of a role for each character."""

    def __init__(self, letter: str, role: str) -> None:
        super().__init__({ord(" "): BLANK} if _is_plain(role) else {})
        self._letter = letter

    def __missing__(self, character: int) -> str:
        self[character] = self._letter  # to be found faster from now on
        return self._letter


_LETTERS = {role: chr(ord("a") + i) for i, role in enumerate(ROLES)}
_ROLES = {letter: role for role, letter in _LETTERS.items()}
_TABLES = {role: _Letters(letter, role) for role, letter in _LETTERS.items()}
_PLAIN = "".join([letter for role, letter in _LETTERS.items() if _is_plain(role)])
_RUN = re.compile(rf" *([{_PLAIN}])(?:\1| )*|([^{_PLAIN} ])\2*| +")


def cells_of(line: Line) -> tuple[str, str]:
    """The characters of a line, and a letter for the role of each."""
    characters = "".join([text for text, _ in line])
    letters = "".join([text.translate(_TABLES[role]) for text, role in line])
    return characters, letters


def pieces_of(
    cells: tuple[str, str], start: int, end: int, at: tuple[int, int], code: Callable[[str], str]
) -> Iterator[Piece]:
    """The cells between two columns, as they are written to the terminal.

    Args:
        cells: those of a line, each as wide as it should be.
        start: the first column.
        end: the column behind the last.
        at: column and row of the line's first cell on the terminal.
        code: gives the code that a role is seen in.
    """
    (characters, letters), (x, y) = cells, at
    for run in _RUN.finditer(letters, start, end):
        first, last = run.span()
        role = _ROLES.get(run[1] or run[2], "text")
        yield Piece(y, x + first, characters[first:last], code(role), x + last)


def piece_of(line: Line, at: tuple[int, int], code: Callable[[str], str]) -> Piece:
    """A whole line, of whose cells it is not known where they end; arguments as of `pieces_of`."""
    x, y = at
    return Piece(y, x, dressed([(text, code(role)) for text, role in line]), "", None)


def changed_spans(
    before: tuple[str, str], after: tuple[str, str], width: int
) -> Iterator[tuple[int, int]]:
    """The columns, first and behind the last, in which a line differs from what was there before.

    Changes in a run of one role are sent together where to move costs more than to send the cells
    between them.
    """
    (old, old_roles), (new, new_roles) = before, after
    if len(old) != width or len(new) != width:
        yield 0, width  # a character that is wider, or narrower, than one cell
        return
    changed = [
        i
        for at in range(0, width, STRIDE)
        if old[at : at + STRIDE] != new[at : at + STRIDE]
        or old_roles[at : at + STRIDE] != new_roles[at : at + STRIDE]
        for i in range(at, min(at + STRIDE, width))
        if old[i] != new[i] or old_roles[i] != new_roles[i]
    ]
    start = changed[0] if changed else width
    for column, following in pairwise([*changed, width]):
        if following == column + 1 < width:
            continue
        if following == width or not _is_bridged(new, new_roles, column, following):
            yield start, column + 1
            start = following


def _is_bridged(characters: str, letters: str, column: int, following: int) -> bool:
    """Whether to send the cells between two changed ones takes no more than to move over them."""
    between = following - column - 1
    if between > LONGEST_BRIDGE or len(set(letters[column : following + 1]) - {BLANK}) > 1:
        return False
    move = 3 if between == 1 else 4
    return len(characters[column + 1 : following].encode()) <= move
