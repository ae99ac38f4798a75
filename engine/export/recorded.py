"""Curves of another run, read from what `makabaka-tui train --format csv` or `json` writes.

A table of anything else will do as well: its first column has the iterations.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.errors import DebuggerError, FileError
from engine.files import read_text
from engine.language.text import plain, suggestion

MAX_BYTES = 100_000_000
"""No larger file is read."""

LOSS = "loss"
"""What the loss is called in it."""

DEEPEST = 1_000_000_000
"""No iteration has a larger number."""


class Column(NamedTuple):
    """A column of a table.

    Args:
        name: what it is called.
        iterations: ascending.
        values: a number for each.
    """

    name: str
    iterations: Sequence[int]
    values: Sequence[float]


def read_column(path: Path, name: str) -> Column:
    """A column of the table in a file, in CSV or in the JSON of `train`.

    Args:
        path: where it is.
        name: of the column; its letters may be large or small.

    Raises:
        DebuggerError: where there is none, in a line that names the file and what is wrong.
    """
    shown = plain(str(path))
    try:
        text = read_text(path, MAX_BYTES)
    except FileError as error:
        raise DebuggerError(f"{shown}: {error}") from None
    table = _json_rows if text.lstrip()[:1] == "{" else _csv_rows
    try:
        return _column(table(text, name), name)
    except _WrongError as wrong:
        raise DebuggerError(f"{shown}: {wrong}") from None


class _WrongError(Exception):
    """What is wrong with a file."""


def _column(rows: Iterator[tuple[str, str | float, str | float]], name: str) -> Column:
    iterations: list[int] = []
    values: list[float] = []
    for where, iteration, value in rows:
        number, found = _number(iteration, where), _number(value, where)
        if not (0 <= number <= DEEPEST and number.is_integer()):
            raise _WrongError(
                f"{where}: {plain(str(iteration))} is no iteration, a whole number from 0"
            )
        if iterations and number <= iterations[-1]:
            raise _WrongError(f"{where}: iteration {int(number)} comes after {iterations[-1]}")
        iterations.append(int(number))
        values.append(found)
    if not iterations:
        raise _WrongError("holds no iteration")
    return Column(name, iterations, values)


def _number(text: str | float, where: str) -> float:
    try:
        return float(text)
    except (TypeError, ValueError, OverflowError):
        raise _WrongError(f"{where}: {plain(str(text)[:40])!r} is no number") from None


def _csv_rows(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    reader = csv.reader(io.StringIO(text))
    try:
        head = [each.strip() for each in next(reader, [])]
        place = _place(head, name)
        for row in reader:
            where = f"line {reader.line_num:,}"
            if row and len(row) <= place:
                raise _WrongError(f"{where}: has no column {head[place]!r}")
            if row:
                yield where, row[0], row[place]
    except csv.Error as error:
        raise _WrongError(f"line {reader.line_num:,}: {error}") from None


def _place(head: Sequence[str], name: str) -> int:
    """The place of a column behind the first."""
    known = [each.casefold() for each in head[1:]]
    if len(head) < 2 or all(_is_number(each) for each in head):
        raise _WrongError("is no table: its first line is to be as in iteration,loss")
    if name.casefold() not in known:
        names = ", ".join(plain(each) for each in head[1:11])
        hint = suggestion(name, [*head[1:]]) or f"; there is {names}"
        raise _WrongError(f"has no column {name!r}{hint}")
    return known.index(name.casefold()) + 1


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _json_rows(text: str, name: str) -> Iterator[tuple[str, float, float]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _WrongError(f"is neither a table nor JSON: {error}") from None
    losses = found.get("losses") if isinstance(found, Mapping) else None
    if not isinstance(losses, list):
        raise _WrongError("has no losses, as train --format json writes them")
    if name.casefold() != LOSS:
        raise _WrongError(f"has no {name!r}, only the loss")
    for number, each in enumerate(losses, 1):
        where = f"loss {number:,}"
        if not isinstance(each, Mapping) or not {"iteration", "loss"} <= each.keys():
            raise _WrongError(f"{where}: has to have an iteration and a loss")
        yield where, each["iteration"], each["loss"]
