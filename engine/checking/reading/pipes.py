"""Tables in Markdown: a name and its value a row, or names above and values below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

_RULE = re.compile(
    r"^[ \t>]*(?:\|[ \t]*)?(?::?-+:?[ \t]*\|[ \t]*)+(?::?-+:?[ \t]*)?$", re.MULTILINE
)
_VALUE = re.compile(r"\W*(?:value|wert|result|ergebnis)\w*\W*", re.IGNORECASE)

Span = tuple[int, int]


def tables(text: str) -> Mapping[int, Span]:
    """For each row of a table where it begins, and where its header stands: begin and end.

    The header and the rule below it stand for themselves.
    """
    found: dict[int, Span] = {}
    for rule in _RULE.finditer(text):
        if rule.start() == 0 or rule.start() in found:
            continue
        start = text.rfind("\n", 0, rule.start() - 1) + 1
        header = (start, rule.start() - 1)
        found[start] = found[rule.start()] = header
        for row in _rows(text, rule.end() + 1):
            found[row] = header
    return found


def _rows(text: str, start: int) -> Iterator[int]:
    """Where the rows begin that follow, up to a line without a bar."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if "|" not in text[start:end]:
            return
        yield start
        start = end + 1


def cells(words: str, start: int) -> list[Span]:
    """The cells of a row: where each begins and ends.

    Args:
        words: the row, with something else for the formulas in it.
        start: where it begins.
    """
    edges = [-1, *(at for at, letter in enumerate(words) if letter == "|"), len(words)]
    spans = [(start + left + 1, start + right) for left, right in pairwise(edges)]
    if not words[: edges[1]].strip(" \t>"):
        spans = spans[1:]
    if spans and not words[edges[-2] + 1 :].strip():
        spans = spans[:-1]
    return spans


def value_column(titles: list[str]) -> int | None:
    """The column of values of a table whose first column has names; None where none is told."""
    if len(titles) == 2:
        return 1
    return next((at for at, title in enumerate(titles) if at and _VALUE.fullmatch(title)), None)
