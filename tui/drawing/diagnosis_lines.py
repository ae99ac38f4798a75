"""The lines of a diagnosis: its rows, wrapped, with a cursor on one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from tui.drawing.diagnosis import Row
from tui.drawing.look import Line, Look, Span

INDENT = 2
"""The columns in front of a row, in which the cursor stands."""

DOES = {
    "goto": "goes there", "try": "tries it in a branch", "train": "trains on",
    "branch": "goes over", "rises": "lists them", "iteration": "stays there",
}  # fmt: skip
"""What Enter does on a row, by the command that it does."""


class Walk(NamedTuple):
    """Rows, and the one that the cursor is on.

    Args:
        rows: all of them.
        cursor: a row that leads somewhere.
    """

    rows: Sequence[Row]
    cursor: int = 0

    @property
    def here(self) -> Row:
        """The row that the cursor is on."""
        return self.rows[self.cursor]

    @property
    def does(self) -> str:
        """What Enter does there."""
        return DOES[self.here.line.partition(" ")[0]]

    def moved(self, count: int) -> Walk:
        """The cursor so many rows further down, as far as there are any; headings do not count."""
        places = [place for place, row in enumerate(self.rows) if row.line]
        at = places.index(self.cursor) + count
        return self._replace(cursor=places[max(min(at, len(places) - 1), 0)])

    def at(self, place: int) -> Walk:
        """The cursor on a row, if that leads somewhere."""
        return self._replace(cursor=place) if self.rows[place].line else self


class Drawn(NamedTuple):
    """The lines of rows.

    Args:
        lines: from top to bottom.
        rows: for each line the row that it is of; None for a blank one.
    """

    lines: Sequence[Line]
    rows: Sequence[int | None]

    def of(self, row: int) -> range:
        """The lines of a row."""
        first = self.rows.index(row)
        return range(first, first + self.rows.count(row))


def drawn(walk: Walk, look: Look, width: int) -> Drawn:
    """All rows in so many columns, a blank line before each heading."""
    lines: list[Line] = []
    places: list[int | None] = []
    for place, row in enumerate(walk.rows):
        if not row.line:
            lines.append(())
            places.append(None)
        for line in _lines(row, place == walk.cursor, place == 0, look, width):
            lines.append(line)
            places.append(place)
    return Drawn(lines, places)


def _lines(row: Row, is_here: bool, is_first: bool, look: Look, width: int) -> Iterator[Line]:
    text, aside = _plain(row.text, look), _plain(row.aside, look)
    if not row.line:
        yield ((look.shortened(text, width), "title"),)
        return
    role, place = "strong" if is_first else "text", 0
    for number, piece in enumerate(wrap(text + aside, max(width - INDENT, 1))):
        mark = look.glyphs.here if is_here else " " if is_first else "-"
        head = "  " if number else f"{mark} "
        if is_here:
            yield ((f"{head}{piece}".ljust(width), "here"),)
            continue
        place = (text + aside).index(piece, place)
        split = max(len(text) - place, 0)
        spans: list[Span] = [(head, "text"), (piece[:split], role), (piece[split:], "dim")]
        yield tuple(span for span in spans if span[0])
        place += len(piece)


def _plain(text: str, look: Look) -> str:
    """A text in the characters that there are."""
    if not look.ascii:
        return text
    return text.replace("×", "x").encode("ascii", "backslashreplace").decode()
