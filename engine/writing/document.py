"""Documents: headings, sentences and formulas in order, before any format is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Args:
        text: its words, without formulas.
        level: 1 for the title, 2 for a section, 3 for a part of one.
    """

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph; formulas in it stand between dollars, and nothing else is a dollar."""

    text: str

    def runs(self) -> Iterator[tuple[str, bool]]:
        """Its parts in order, each with whether it is a formula."""
        for place, part in enumerate(self.text.split("$")):
            if part:
                yield part, place % 2 == 1


class Row(NamedTuple):
    """A row of a formula: what stands left of the place where rows are aligned, and right of it."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that stands by itself, in one row or in several that are aligned."""

    rows: tuple[Row, ...]

    @property
    def latex(self) -> str:
        """All of it in LaTeX."""
        if len(self.rows) == 1:
            return " ".join(filter(None, self.rows[0]))
        rows = " \\\\\n".join(f"{row.left} &{row.right}".lstrip() for row in self.rows)
        return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"


@dataclass(frozen=True, slots=True)
class Room:
    """Room to write: so many lines."""

    lines: int


Part = Heading | Sentence | Formula | Room


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its parts in order; the first is its title."""

    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return next(part.text for part in self.parts if isinstance(part, Heading))
