"""Notebooks: the text of the Markdown cells, with the way to each line in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.checking.reading.source import Piece, Source, line_starts
from engine.errors import PageError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Cell:
    """A cell: whether it is Markdown, and its strings, each with its offset in the file."""

    is_markdown: bool = False
    strings: list[tuple[int, str]] = field(default_factory=list)


def notebook_source(text: str, name: str) -> Source:
    """The source that the Markdown cells of a notebook are.

    Args:
        text: the file.
        name: its name, for errors.

    Raises:
        PageError: where it is no notebook.
    """
    try:
        content = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise PageError(f"{name}: line {line}: this is not the JSON of a notebook") from None
    except RecursionError:
        raise PageError(f"{name}: nested too deep to be a notebook") from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise PageError(f"{name}: a notebook without cells: save it anew with Jupyter")
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for cell in _cells(text):
        if not cell.is_markdown:
            continue
        for origin, raw in cell.strings:
            length = _add(parts, pieces, length, origin, raw)
        parts.append("\n\n")
        length += 2
    return Source("".join(parts), line_starts(text), tuple(pieces))


def _add(parts: list[str], pieces: list[Piece], length: int, origin: int, raw: str) -> int:
    """Add a string of the file; how long the text is then."""
    pieces.append(Piece(length, origin))
    before = 0
    for escape in _ESCAPE.finditer(raw):
        length += escape.start() - before + 1
        before = escape.end()
        pieces.append(Piece(length, origin + before))
    parts.append(_SURROGATE.sub("\ufffd", json.loads(f'"{raw}"', strict=False)))
    return length + len(raw) - before


def _cells(text: str) -> Iterator[_Cell]:
    """The cells of a file that is valid JSON."""
    keys: list[str | None] = []  # of what is open: the key of an object that is at its value
    lists: list[bool] = []
    cell = _Cell()
    last = ""
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first in "{[":
            keys.append(None)
            lists.append(first == "[")
            if len(keys) == 3 and keys[0] == "cells":
                cell = _Cell()
        elif first in "}]":
            if len(keys) == 3 and keys[0] == "cells":
                yield cell
            keys.pop()
            lists.pop()
        elif first == ":":
            keys[-1] = last
        elif first == ",":
            keys[-1] = None
        elif first == '"':
            last = token[0][1:-1]
            if len(keys) > 2 and keys[0] == "cells" and lists[1]:
                _take(cell, keys[2:], last, token.start() + 1)


def _take(cell: _Cell, keys: list[str | None], string: str, origin: int) -> None:
    """Take a string of a cell that says what it is, or what is in it."""
    if keys == ["cell_type"]:
        cell.is_markdown = string in ("markdown", "raw")
    elif keys[0] == "source" and keys[1:] in ([], [None]):
        cell.strings.append((origin, string))
