"""A list as it is seen: the rows around a cursor, as lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui.commands.lists import Choice, Choices, Outcome
from tui.drawing.look import Line, Look
from tui.drawing.why_rows import PAGES, STEPS

ENDS = {"g": 0, "home": 0, "G": -1, "end": -1}
"""The row that each key goes to."""


@dataclass(frozen=True)
class Listing:
    """A list with a cursor.

    Args:
        choices: what it lists.
        cursor: the row that the cursor is on.
        top: the row that is seen first.
    """

    choices: Choices
    cursor: int = 0
    top: int = 0

    def at(self, row: int) -> Listing:
        """The list with the cursor on a row, or on the last that there is."""
        return replace(self, cursor=max(min(row, len(self.choices.rows) - 1), 0))

    def of(self, choices: Choices) -> Listing:
        """The list of other choices, with the cursor where it is."""
        return replace(self, choices=choices).at(self.cursor)

    def moved(self, key: str, height: int, ends: Mapping[str, int] = ENDS) -> Listing | None:
        """The list with the cursor where a key takes it; None for a key that does not."""
        if key in ends:
            return self.at(ends[key] % max(len(self.choices.rows), 1))
        if key in STEPS:
            return self.at(self.cursor + STEPS[key])
        if key in PAGES:
            return self.at(self.cursor + PAGES[key] * max(height, 1))
        return None

    def outcome(self, key: str) -> Outcome:
        """What a key comes to on the row that the cursor is on."""
        rows = self.choices.rows
        return rows[self.cursor].actions.get(key, Outcome()) if rows else Outcome()

    def seen(self, height: int) -> Listing:
        """The list scrolled so that the cursor is seen in so many rows."""
        top = max(min(self.cursor, max(self.top, self.cursor - height + 1)), 0)
        return replace(self, top=max(min(top, len(self.choices.rows) - height), 0))

    def lines(self, look: Look, width: int, height: int) -> list[Line]:
        """The rows that are seen, or that there are none."""
        shown = self.choices.rows[self.top : self.top + height]
        lines = [self._line(row, self.top + y, look, width) for y, row in enumerate(shown)]
        empty: Line = ((written(f" {self.choices.empty}", look, width), "dim"),)
        return lines or [empty]

    def title(self, height: int) -> str:
        """What is listed, and where the cursor is if not all of it is seen."""
        rows = len(self.choices.rows)
        return self.choices.title + (f" {self.cursor + 1}/{rows}" if rows > height else "")

    def _line(self, row: Choice, place: int, look: Look, width: int) -> Line:
        is_here = place == self.cursor
        mark = look.glyphs.here if is_here else " "
        text = written(f"{mark}{row.text}", look, width).ljust(width)
        return ((text, "here" if is_here else "dim" if row.is_off else "text"),)


def written(text: str, look: Look, width: int) -> str:
    """A text in the characters and the columns that there are."""
    if look.ascii:
        text = text.encode("ascii", "backslashreplace").decode()
    return look.shortened(text, width)
