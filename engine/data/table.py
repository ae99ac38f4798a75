"""Tables: columns of numbers or of labels, as they are taken from a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from engine.language.text import shortened, suggestion
from engine.language.values import Array

MAX_SHOWN = 8
"""So many columns are named at the most."""


class Table(ABC):
    """Something with a row for each sample.

    Args:
        name: of the file, or of the data set.
        digest: tells whether it is the same that it was; empty for what ships.
    """

    name: str
    digest: str

    @abstractmethod
    def numbers(self, columns: Sequence[str | int] | None, rows: int | None) -> Array:
        """Columns as numbers, (rows, columns), of an array also with more axes.

        Args:
            columns: by name or, from 1, by number; None for all.
            rows: how many rows, from the first on; None for all.

        Raises:
            ValueError: where there is no such column, or something in it is no number.
        """

    @abstractmethod
    def labels(self, column: str | int | None, rows: int | None) -> Sequence[str | float]:
        """A column as labels, texts or numbers; arguments and errors as of `numbers`."""


def find_column(names: Sequence[str], asked: str | int, where: str) -> int:
    """Which column is asked for, counted from 0.

    Args:
        names: of all columns; empty where they have none, but are numbered.
        asked: a name or, from 1, a number.
        where: what they are of.

    Raises:
        ValueError: where there is none, or there are two of the name.
    """
    if isinstance(asked, int):
        if not 1 <= asked <= len(names):
            raise ValueError(f"{where} has no column {asked}: it has columns 1 to {len(names)}")
        return asked - 1
    found = [place for place, name in enumerate(names) if name == asked]
    if len(found) > 1:
        raise ValueError(
            f"{where} has {len(found)} columns {shortened(asked)!r}: say which by its number, "
            f"columns = {found[0] + 1}"
        )
    if found:
        return found[0]
    shown = [shortened(name, 30) for name in names[:MAX_SHOWN]]
    listed = f"; it has {', '.join(shown)}{', ...' if len(names) > MAX_SHOWN else ''}"
    hint = suggestion(asked, list(names)) or listed
    raise ValueError(f"{where} has no column {shortened(asked)!r}{hint}")
