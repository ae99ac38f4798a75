"""Tables in files: a name and a value a line, `z1,0.25`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.checking.reading.chains import Chains, OpenChain, OpenSide
from engine.checking.reading.headings import announced
from engine.checking.reading.page import Heading
from engine.checking.reading.plain import plain_tokens
from engine.checking.reading.source import Source
from engine.checking.reading.token import Kind, Token
from engine.errors import PageError

_NAMES = ("symbol", "name", "variable", "node", "quantity", "größe", "groesse", "key")
_VALUES = ("value", "wert", "result", "ergebnis")
_ITERATIONS = ("iteration", "iter", "epoch", "epoche")
_PHASES = ("phase", "section", "pass", "abschnitt")
_DELIMITERS = ";\t,"
_FIELD = {
    delimiter: re.compile(rf'[ ]*(?:"((?:[^"]|"")*)"[^{delimiter}]*|([^{delimiter}]*))')
    for delimiter in _DELIMITERS
}
_SEEMS_TABLE = re.compile(r'("[^"\n]*"|[^=$\\,;\t]+)[,;\t][^=$\\]+')
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a line: where what is in it begins and ends."""

    text: str
    start: int
    end: int


def seems_table(text: str) -> bool:
    """Whether a text is lines of a name and a value, by its titles or its first lines."""
    titles = text[:4_000].lstrip().partition("\n")[0].split(delimiter_of(text[:4_000]))
    known = {title.strip().strip('"').lower() for title in titles}
    if known & set(_NAMES) and known & set(_VALUES):
        return True
    lines = [line for line in text[:4_000].split("\n")[:_LOOKED_AT] if line.strip()]
    return bool(lines) and all(
        _SEEMS_TABLE.fullmatch(line.rstrip()) for line in lines[:-1] or lines
    )


def delimiter_of(text: str) -> str:
    """What parts the fields: of the first line what it has most of."""
    first = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def add_table(chains: Chains, delimiter: str, name: str) -> None:
    """Add the values of a table.

    Args:
        chains: what was found before.
        delimiter: what parts the fields.
        name: the file, for errors.

    Raises:
        PageError: where a header names no column of values.
    """
    rows = _rows(chains.source.text, delimiter)
    last = ""
    first = next(rows, [])
    titles = [field.text.strip().lower() for field in first]
    columns = [_column(titles, names) for names in (_NAMES, _VALUES, _ITERATIONS, _PHASES)]
    if columns[0] is None and columns[1] is None:
        is_counted = len(first) > 2 and titles[0].isdecimal()
        columns = [1, 2, 0, None] if is_counted else [0, 1, None, None]
        last = _announce(chains, first, columns[2:], "")
        _add_row(chains, first, columns)
    elif columns[0] is None or columns[1] is None:
        missing = "name" if columns[0] is None else "value"
        raise PageError(f"{name}: line 1: no column is called {missing}")
    for row in rows:
        last = _announce(chains, row, columns[2:], last)
        _add_row(chains, row, columns)


def _column(titles: list[str], names: tuple[str, ...]) -> int | None:
    """The column with the first of these titles."""
    return next((titles.index(name) for name in names if name in titles), None)


def _rows(text: str, delimiter: str) -> Iterator[list[_Field]]:
    start = 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if text[start:stop].strip():
            yield _fields(text, start, stop, delimiter)
        start = stop + 1


def _fields(text: str, start: int, end: int, delimiter: str) -> list[_Field]:
    fields: list[_Field] = []
    while start <= end and (found := _FIELD[delimiter].match(text, start, end)):
        group = 1 if found[1] is not None else 2
        fields.append(_Field(found[group], found.start(group), found.end(group)))
        start = found.end() + 1
    return fields


def _announce(chains: Chains, row: list[_Field], columns: list[int | None], last: str) -> str:
    """Add a heading where iteration or phase are no longer the last ones; what they are now."""
    fields = [row[at] for at in columns if at is not None and at < len(row)]
    said = " ".join(field.text.strip() for field in fields)
    if not fields or said == last:
        return said
    place = chains.source.place(fields[0].start)
    iteration = fields[0].text.strip() if columns[0] is not None else ""
    heading = announced(said, place, is_heading=True)
    section = heading.section if heading else None
    number = int(iteration) if iteration.isdecimal() and len(iteration) < 10 else None
    chains.heading(Heading(said, section, number, place))
    return said


def _add_row(chains: Chains, row: list[_Field], columns: list[int | None]) -> None:
    name, value = columns[0], columns[1]
    if name is None or value is None or not row:
        return
    if max(name, value) >= len(row):
        chains.unread("a line without a value", row[0].start, row[-1].end)
        return
    left, right = row[name], row[value]
    sign = Token(Kind.SIGN, "=", right.start, right.start)
    source: Source = chains.source
    sides = [
        OpenSide(left.start, None, plain_tokens(source, left.start, left.end)),
        OpenSide(right.start, sign, plain_tokens(source, right.start, right.end)),
    ]
    chains.found.append(OpenChain(sides))
