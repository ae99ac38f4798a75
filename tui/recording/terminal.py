"""A terminal in memory: what is on its screen after what it was sent.

It knows what this app sends, and what is common besides; anything else it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from rich.segment import Segment

from tui.recording.pen import NEW, Pen

Cell = tuple[str, Pen]
"""A character, none in the second cell of a wide one, and how it looks."""

_TOKEN = re.compile(
    r"\x1b\[(?P<given>[<=>?]?)(?P<parameters>[0-9;:]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-Z\\^-~]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
"""A sequence, a control character, or text."""

TAB = 8

LONGEST = 100_000
"""The most characters of a sequence that has not come to its end."""


class Terminal:
    """The screen of a terminal.

    Args:
        columns: of the screen.
        rows: of the screen.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._lines = [self._blank(NEW) for _ in range(rows)]
        self._x = self._y = 0
        self._pen = NEW
        self._wraps = True
        self._rest = ""
        self._last = " "

    def resize(self, columns: int, rows: int) -> None:
        """Have another size: what there is no room for is lost."""
        self.columns, self.rows = columns, rows
        fill = [(" ", NEW)] * columns
        kept = [[*line, *fill[len(line) :]][:columns] for line in self._lines[:rows]]
        self._lines = [*kept, *(list(fill) for _ in range(rows - len(kept)))]
        self._x, self._y = min(self._x, columns - 1), min(self._y, rows - 1)

    def feed(self, text: str) -> None:
        """Take what is sent; a sequence that was cut waits for its end."""
        text = self._rest + text
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                if len(text) - at < LONGEST and text[at] == "\x1b":
                    break
                at += 1
                continue
            at = found.end()
            if found["text"]:
                self._write(found["text"])
            elif found["final"]:
                self._obey(found["given"], found["parameters"], found["final"])
            elif found["control"]:
                self._control(found["control"])
        self._rest = text[at:]

    def cells(self) -> Sequence[Sequence[Cell]]:
        """The cells of each row."""
        return [list(line) for line in self._lines]

    def segments(self) -> Sequence[Sequence[Segment]]:
        """The rows, in pieces that look alike."""
        return [
            tuple(
                Segment("".join(map(itemgetter(0), cells)), pen.style())
                for pen, cells in groupby(line, itemgetter(1))
            )
            for line in self._lines
        ]

    def _blank(self, pen: Pen) -> list[Cell]:
        return [(" ", Pen(ground=pen.ground))] * self.columns

    def _write(self, text: str) -> None:
        for character in text:
            width = cell_len(character)
            if width == 0:
                self._combine(character)
                continue
            if self._x + width > self.columns:
                if self._wraps:
                    self._x = 0
                    self._feed_line()
                else:
                    self._x = self.columns - width
            line = self._lines[self._y]
            line[self._x : self._x + width] = [(character, self._pen), ("", self._pen)][:width]
            self._x += width
            self._last = character

    def _combine(self, character: str) -> None:
        """Put an accent on the character before."""
        line = self._lines[self._y]
        if self._x and len(line[self._x - 1][0]) < TAB:
            before, pen = line[self._x - 1]
            line[self._x - 1] = (before + character, pen)

    def _control(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\b":
            self._x = max(min(self._x, self.columns - 1) - 1, 0)
        elif control == "\t":
            self._x = min((self._x // TAB + 1) * TAB, self.columns - 1)
        elif control in "\n\v\f":
            self._feed_line()

    def _feed_line(self) -> None:
        """Go a line down, and at the foot of the screen move all up."""
        if self._y + 1 < self.rows:
            self._y += 1
        else:
            self._lines = [*self._lines[1:], self._blank(self._pen)]

    def _obey(self, given: str, parameters: str, final: str) -> None:
        if final == "m" and not given:
            self._pen = self._pen.after(parameters)
        elif given == "?" and final in "hl":
            numbers = parameters.split(";")
            self._wraps = final == "h" if "7" in numbers else self._wraps
            if {"47", "1047", "1049"} & set(numbers):
                self._lines = [self._blank(NEW) for _ in range(self.rows)]
        elif not given:
            first, second = ([int(each or 0) for each in parameters.split(";")] + [0, 0])[:2]
            self._move(final, first, second)
            self._change(final, min(max(first, 1), self.columns * self.rows), first)

    def _move(self, final: str, first: int, second: int) -> None:
        """Go elsewhere, if that is meant."""
        count = max(first, 1)
        x, y = min(self._x, self.columns - 1), self._y
        places = {
            "A": (x, y - count), "B": (x, y + count), "C": (x + count, y), "D": (x - count, y),
            "E": (0, y + count), "F": (0, y - count), "G": (count - 1, y), "`": (count - 1, y),
            "d": (x, count - 1), "H": (max(second, 1) - 1, count - 1),
            "f": (max(second, 1) - 1, count - 1),
        }  # fmt: skip
        if final in places:
            x, y = places[final]
            self._x, self._y = min(max(x, 0), self.columns - 1), min(max(y, 0), self.rows - 1)

    def _change(self, final: str, count: int, way: int) -> None:
        """Erase, insert or delete, if that is meant."""
        x, y, line = min(self._x, self.columns - 1), self._y, self._lines[self._y]
        blank, empty = self._blank(self._pen), self._blank
        if final == "K":
            self._erase(line, *((x, None), (0, x + 1), (0, None))[way] if way < 3 else (0, 0))
        elif final == "J" and way < 4:
            self._erase(line, *((x, None), (0, x + 1), (0, None), (0, None))[way])
            for row in (range(y + 1, self.rows), range(y), range(self.rows))[min(way, 2)]:
                self._lines[row] = empty(self._pen)
        elif final == "X":
            self._erase(line, x, x + count)
        elif final == "P":
            line[x:] = [*line[x + count :], *blank][: self.columns - x]
        elif final == "@":
            line[x:] = [*blank[:count], *line[x:]][: self.columns - x]
        elif final == "L":
            fresh = [empty(self._pen) for _ in range(min(count, self.rows - y))]
            self._lines[y:] = [*fresh, *self._lines[y:]][: self.rows - y]
        elif final == "M":
            fresh = [empty(self._pen) for _ in range(min(count, self.rows - y))]
            self._lines[y:] = [*self._lines[y + len(fresh) :], *fresh]
        elif final == "b":
            self._write(self._last * count)

    def _erase(self, line: list[Cell], start: int, end: int | None) -> None:
        end = self.columns if end is None else min(end, self.columns)
        line[start:end] = self._blank(self._pen)[start:end]


def texts(lines: Iterable[Sequence[Cell]]) -> list[str]:
    """What stands in rows of cells."""
    return ["".join(map(itemgetter(0), line)) for line in lines]
