"""Which rows of a list are shown, and in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.commands.lists import Choice, Choices
from tui.commands.prompt import Prompt

NUMBER = re.compile(r"[\W\d]+")
"""What stands before the words of a row: marks, and its number."""

ORDERS = ("", "last first", "by name")
"""The orders of a list; in the first it is as it is made."""


@dataclass(frozen=True)
class Picking:
    """What a person wants to see of a list.

    Args:
        query: what is typed, of which each word has to be in a row; None where nothing was asked.
        order: which of `ORDERS`.
    """

    query: Prompt | None = None
    order: int = 0

    @property
    def words(self) -> Sequence[str]:
        """The words that have to be in a row."""
        return [] if self.query is None else self.query.text.casefold().split()

    def asking(self, query: Prompt | None) -> Picking:
        """With something else typed, or nothing any more."""
        return replace(self, query=query)

    def turned(self) -> Picking:
        """In the next order."""
        return replace(self, order=(self.order + 1) % len(ORDERS))

    def picked(self, choices: Choices) -> Choices:
        """The rows of a list that are wanted, in the order that is wanted."""
        if not self.words and not self.order:
            return choices
        rows = [row for row in choices.rows if all(each in _seen(row) for each in self.words)]
        if ORDERS[self.order] == "last first":
            rows.reverse()
        elif self.order:
            rows.sort(key=lambda row: NUMBER.sub("", _seen(row), count=1))
        order = f", {ORDERS[self.order]}" if self.order else ""
        return choices._replace(
            rows=rows, title=choices.title + order, empty="no row has these words in it"
        )


def _seen(row: Choice) -> str:
    return row.text.casefold()
