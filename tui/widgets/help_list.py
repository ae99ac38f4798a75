"""The help as it is seen: what it says around a cursor, as lines, and more about one entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from engine.frozen import frozen, replace
from tui.commands.help import READ, SIGNS, Entry, reading, signs
from tui.commands.keys import shown_keys
from tui.drawing.frame import fitted
from tui.drawing.look import Line, Look, Span
from tui.drawing.why_rows import PAGES, STEPS
from tui.widgets.listing import ENDS

WIDE = 124
"""The columns from which on there is room beside the list."""

BESIDE = 44
"""The fewest columns beside the list, with the gap before them."""

MARGIN = 3
"""The rows that a page has in common with the next: the cursor, and a heading with its blank."""

SENTENCE, SHARE = 84, 0.55
"""The columns of the list: as many as any task takes, or that share of all of them."""

BELOW = 3
"""The rows below the list, where nothing is beside it."""

LEAST = 12
"""The fewest rows in which something is told below the list."""


class Row(NamedTuple):
    """A row of the list.

    Args:
        line: what it says.
        entry: the place of the entry that it is of; None for a heading or a blank.
    """

    line: Line
    entry: int | None = None


class Listed:
    """What is listed, as rows.

    Args:
        entries: of the help.
        is_found: whether they were found by words, and stand in no groups.
    """

    def __init__(self, entries: Sequence[Entry], is_found: bool = False) -> None:
        self.entries = entries
        self._is_found = is_found
        self._rows: dict[int, Sequence[Row]] = {}

    def rows(self, width: int) -> Sequence[Row]:
        """All rows, in so many columns."""
        if width not in self._rows:
            self._rows[width] = list(self._made(width))
        return self._rows[width]

    def _made(self, width: int) -> Iterator[Row]:
        group = ""
        for place, entry in enumerate(self.entries):
            if entry.group != group and not self._is_found:
                if group:
                    yield Row(())
                group = entry.group
                yield Row(((f" {group}", "title"),))
            for line in _wrapped(entry.line, width - 3):
                yield Row((("  ", "text"), *line), place)
        if not self.entries:
            yield Row(((" nothing has these words: try gradient, train, dead or file", "dim"),))


@frozen()
class HelpList:
    """The entries of the help with a cursor on one of them.

    Args:
        listed: the entries.
        look: how to draw.
        cursor: the place of the entry that the cursor is on.
        top: the row that is seen first.
    """

    listed: Listed
    look: Look
    cursor: int = 0
    top: int = 0

    @property
    def entries(self) -> Sequence[Entry]:
        """What is listed."""
        return self.listed.entries

    @property
    def entry(self) -> Entry | None:
        """What the cursor is on; None where nothing is listed."""
        return self.entries[self.cursor] if self.entries else None

    def at(self, place: int) -> HelpList:
        """The list with the cursor on an entry, or on the last that there is."""
        return replace(self, cursor=max(min(place, len(self.entries) - 1), 0))

    def moved(self, key: str, width: int, height: int) -> HelpList | None:
        """The list with the cursor where a key takes it; None for a key that does not."""
        if key in ENDS:
            return self.at(ENDS[key] % max(len(self.entries), 1))
        if key in STEPS:
            return self.at(self.cursor + STEPS[key])
        if key in ("tab", "shift+tab"):
            return self.at(self._group_from(1 if key == "tab" else -1))
        if key in PAGES:
            return self._page(PAGES[key] * max(height - MARGIN, 1), width)
        return None

    def seen(self, width: int, height: int) -> HelpList:
        """The list scrolled so that the entry of the cursor is seen, under its heading."""
        rows = self.listed.rows(width)
        own = [place for place, row in enumerate(rows) if row.entry == self.cursor]
        if not own:
            return replace(self, top=0)
        first = own[0]
        while first and rows[first - 1].entry is None:
            first -= 1
        top = max(self.top, own[-1] - height + 1)
        top = min(top, first if own[-1] - first < height else own[0])
        return replace(self, top=max(min(top, len(rows) - height), 0))

    def at_row(self, y: int, width: int) -> HelpList:
        """The list with the cursor on the entry in a row that is seen."""
        rows = self.listed.rows(width)
        entry = rows[self.top + y].entry if self.top + y < len(rows) else None
        return self if entry is None else self.at(entry)

    def lines(self, width: int, height: int) -> list[Line]:
        """The rows that are seen, with the cursor in them."""
        rows = self.listed.rows(width)[self.top : self.top + height]
        return [_marked(row.line, width) if row.entry == self.cursor else row.line for row in rows]

    def _page(self, by: int, width: int) -> HelpList:
        """The list with the cursor so many rows further."""
        rows = self.listed.rows(width)
        here = next((y for y, row in enumerate(rows) if row.entry == self.cursor), 0)
        there = max(min(here + by, len(rows) - 1), 0)
        way = rows[there::-1] if by > 0 else rows[there:]
        entry = next((row.entry for row in way if row.entry is not None), self.cursor)
        if entry == self.cursor:  # as where one takes more than a page
            entry += 1 if by > 0 else -1
        return self.at(entry)

    def _group_from(self, by: int) -> int:
        """The first entry of the next group, or of the one before."""
        begins = [
            place
            for place, entry in enumerate(self.entries)
            if not place or entry.group != self.entries[place - 1].group
        ]
        if by > 0:
            return next((place for place in begins if place > self.cursor), self.cursor)
        return next((place for place in reversed(begins) if place < self.cursor), 0)


class Shares(NamedTuple):
    """How the room of the help is shared out.

    Args:
        width: the columns of the list.
        height: its rows.
        beside: the columns of what is told beside it; 0 for none.
        below: the rows of what is told below it; 0 for none.
    """

    width: int
    height: int
    beside: int
    below: int

    @classmethod
    def of(cls, width: int, height: int) -> Shares:
        """Share out a room, the first row of which is for the words that are searched."""
        if width >= WIDE:
            columns = min(max(SENTENCE, int(width * SHARE)), width - BESIDE)
            return cls(columns, height - 1, width - columns, 0)
        below = BELOW if height >= LEAST else 0
        return cls(width, max(height - 1 - below, 1), 0, below)


def help_lines(listing: HelpList, head: Line, width: int, height: int) -> list[Line]:
    """All lines: the head, the list, and more about what the cursor is on."""
    shares, look = Shares.of(width, height), listing.look
    lines = listing.lines(shares.width, shares.height)
    lines += [()] * (shares.height - len(lines))
    if shares.below:
        rule: Line = ((look.glyphs.horizontal * width, "dim"),)
        lines += [rule, *_about(listing.entry, look, width)][: shares.below]
    if shares.beside:
        beside = list(_beside(listing.entry, look, shares.beside - 3))
        side = (f" {look.glyphs.vertical} ", "dim")
        pairs = zip_longest(lines, beside[: len(lines)], fillvalue=())
        lines = [(*fitted(line, shares.width), side, *other) for line, other in pairs]
    return [head, *lines]


def _about(entry: Entry | None, look: Look, width: int) -> list[Line]:
    """A line for each of the commands of an entry, as far as they go into the columns."""
    if entry is None or not entry.commands:
        return [((" only to be read" if entry else "", "dim"),)]
    lines: list[Line] = []
    for command in entry.commands:
        keys = look.keys(shown_keys(command, look.keymap))
        said = f"{f'  {keys}' if keys else ''}  {command.summary}"
        usage = f" :{command.usage}"
        lines.append(((usage, "strong"), (look.shortened(said, width - cell_len(usage)), "dim")))
    return lines


def _beside(entry: Entry | None, look: Look, width: int) -> Iterator[Line]:
    """All about the commands of an entry, the signs on the screen, and how it is read."""
    if entry is not None and entry.commands:
        for command in entry.commands:
            keys = look.keys(shown_keys(command, look.keymap))
            yield ((f":{command.usage}", "strong"),)
            if keys:
                yield (("key ", "dim"), (keys, "strong"))
            yield from _wrapped(((command.summary, "text"),), width)
            yield ()
    yield ((SIGNS, "title"),)
    for sign, meaning in signs(look):
        first, *rest = _wrapped(((meaning, "text"),), width - 3)
        yield ((f"{sign}  ", "strong"), *first)
        yield from (((" " * 3, "text"), *line) for line in rest)
    yield from ((), ((READ, "title"),))
    for sentence in reading(look):
        yield from _wrapped(sentence, width)


def _wrapped(line: Line, width: int) -> list[Line]:
    """A line broken between words, so that each piece has at most so many columns."""
    lines: list[list[Span]] = [[]]
    used = 0
    for word in _words(line):
        taken = cell_len("".join(text for text, _ in word))
        if used and used + taken - word[-1][0].endswith(" ") > width:
            lines.append([("  ", word[0][1])])
            used = 2
        lines[-1] += word
        used += taken
    return [tuple(spans) for spans in lines]


def _words(line: Line) -> list[list[Span]]:
    """The words of a line, each with the blank behind it; a sign belongs to the word before."""
    words: list[list[Span]] = [[]]
    for text, role in line:
        for piece in re.findall(r"[^ ]* |[^ ]+", text):
            words[-1].append((piece, role))
            if piece.endswith(" "):
                words.append([])
    return [word for word in words if word]


def _marked(line: Line, width: int) -> Line:
    """A line that the cursor is on."""
    return ((set_cell_size("".join(text for text, _ in line), width), "here"),)
