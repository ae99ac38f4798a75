"""CSV files: rows of cells, read cell by cell so that a mistake is told with its line."""

from __future__ import annotations

import csv
import math
from array import array as row_of
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from engine.data.bounds import check_numbers
from engine.data.table import Table, find_column
from engine.language.text import shortened
from engine.language.values import Array, array

DELIMITERS = ",;\t"


class Row(NamedTuple):
    """A row that holds something.

    Args:
        line: where it ends, counted from 1.
        cells: as they are written, without spaces around.
    """

    line: int
    cells: list[str]


class CsvTable(Table):
    """The text of a CSV file, in which commas, semicolons or tabs stand between cells.

    Its first row has the names of the columns, unless all of it are numbers.

    Args:
        name: of the file.
        text: all of it.
        digest: of the file.

    Raises:
        ValueError: where there is no row of data.
    """

    def __init__(self, name: str, text: str, digest: str = "") -> None:
        self.name, self.digest = name, digest
        self._lines = text.splitlines(keepends=True)
        head = text[: text.find("\n")] if "\n" in text else text
        self._delimiter = max(DELIMITERS, key=head.count)
        first = next(self._all_rows(), None)
        if first is None:
            raise ValueError(f"{name}: there are no rows in it")
        self._has_header = not all(map(_is_number, first.cells))
        width = len(first.cells)
        self.columns = first.cells if self._has_header else [str(n + 1) for n in range(width)]
        if next(self._rows(1), None) is None:
            raise ValueError(f"{name}: there are no rows of data in it, only names of columns")

    def numbers(self, columns: Sequence[str | int] | None, rows: int | None) -> Array:
        """Columns as numbers, (rows, columns)."""
        everything = columns is None
        asked = range(1, len(self.columns) + 1) if columns is None else columns
        places = [find_column(self.columns, each, self.name) for each in asked]
        found = row_of("d")
        count = 0
        for count, row in enumerate(self._rows(rows), 1):
            for place in places:
                found.append(self._number(row, place, everything))
            check_numbers(count, len(places))
        return array(found).reshape(count, len(places))

    def labels(self, column: str | int | None, rows: int | None) -> Sequence[str | float]:
        """A column as labels, numbers where all of them are."""
        if column is None and len(self.columns) > 1:
            raise ValueError(f'{self.name} has many columns: name one, columns = "class"')
        place = find_column(self.columns, 1 if column is None else column, self.name)
        known: dict[str, str] = {}  # few differ: each is kept once
        found = []
        for count, row in enumerate(self._rows(rows), 1):
            check_numbers(count, 1)
            cell = row.cells[place]
            if not cell:
                raise ValueError(self._wrong(row, place, "is empty: give it a label"))
            found.append(known.setdefault(cell, cell))
        return list(map(float, found)) if all(map(_is_number, known)) else found

    def _number(self, row: Row, place: int, everything: bool) -> float:
        cell = row.cells[place]
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and "_" not in cell:
            return number
        if not cell:
            problem = "is empty: give it a number, or leave the row out"
        elif "\n" in cell:
            problem = "goes over several lines: is a quote left open?"
        elif everything:
            problem = (
                f"is {shortened(cell, 30)!r}, no number: name the columns to take, columns = [...]"
            )
        elif _is_number(cell.replace(",", ".", 1)):
            problem = f"is {cell!r}: write a point for the comma"
        else:
            problem = f"is {shortened(cell, 30)!r}, which is no finite number"
        raise ValueError(self._wrong(row, place, problem))

    def _wrong(self, row: Row, place: int, problem: str) -> str:
        column = shortened(self.columns[place], 30)
        return f"{self.name}:{row.line}: column {column!r} {problem}"

    def _rows(self, most: int | None) -> Iterator[Row]:
        """The rows of data, each as long as the first row; so many at the most."""
        rows = self._all_rows()
        if self._has_header:
            next(rows)
        for row in islice(rows, most):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"{self.name}:{row.line}: {len(row.cells)} cells, where the first row has "
                    f"{len(self.columns)}"
                )
            yield row

    def _all_rows(self) -> Iterator[Row]:
        reader = csv.reader(self._lines, delimiter=self._delimiter, skipinitialspace=True)
        try:
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield Row(reader.line_num, stripped)
        except csv.Error as error:
            problem = str(error)
            if "limit" in problem:
                problem = "a cell that is too long: is a quote left open?"
            raise ValueError(f"{self.name}:{reader.line_num}: {problem}") from None


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell)) and "_" not in cell
    except ValueError:
        return False
