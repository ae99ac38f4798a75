"""Pages, read from their text."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import replace

from engine.checking.reading.chains import Chains
from engine.checking.reading.cursor import Cursor, Unreadable
from engine.checking.reading.definitions import NONE, Definition, definitions
from engine.checking.reading.expressions import whole
from engine.checking.reading.html import masked_html
from engine.checking.reading.kinds import PageKind, kind_of
from engine.checking.reading.latex import Latex
from engine.checking.reading.layout import add_formula
from engine.checking.reading.lines import Lines
from engine.checking.reading.masks import masked_latex, masked_markdown
from engine.checking.reading.notebook import notebook_source
from engine.checking.reading.page import Chain, Page
from engine.checking.reading.plain import plain_tokens
from engine.checking.reading.scan import Formula, blocks
from engine.checking.reading.source import Source, line_starts, source_of
from engine.checking.reading.table import add_table, delimiter_of
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.written import Written
from engine.errors import PageError
from engine.language.text import shortened
from engine.slowly import at_once

_SCANNED = 0.9
"""How much of the reading is done when all was met: only the last formula is left to be read."""

_PRIVATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can be written with."""


def read_page(text: str, name: str, kind: PageKind | None = None) -> Page:
    """The page that a text is.

    Args:
        text: all of it.
        name: the file, as it was named: it says what kind of text this is.
        kind: what kind of text it is, where that is known otherwise.

    Raises:
        PageError: where it is no page of this kind.

    >>> page = read_page("z1 = w1*h0 = 0.25", "page.txt")
    >>> [side.text for item in page.items for side in item.sides]
    ['z1', 'w1*h0', '0.25']
    """
    return at_once(read_steps(text, name, kind))


def read_steps(text: str, name: str, kind: PageKind | None = None) -> Generator[float, None, Page]:
    """As `read_page`, in pieces: each gives how much of the page is read, from 0 to 1."""
    text = _PRIVATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    kind = kind or kind_of(name, text)
    if kind is PageKind.TABLE:
        return _read_table(text, name)
    source = notebook_source(text, name) if kind is PageKind.NOTEBOOK else source_of(text)
    if kind is PageKind.HTML:
        return (yield from _read(replace(source, text=masked_html(text)), name, NONE))
    defined, plain = definitions(source.text)
    masked = masked_latex(plain) if kind is PageKind.LATEX else masked_markdown(plain)
    return (yield from _read(replace(source, text=masked), name, defined))


def _read(
    source: Source, name: str, defined: Mapping[str, Definition]
) -> Generator[float, None, Page]:
    """The page that a text is whose code and comments are masked."""
    chains, length = Chains(source), max(len(source.text), 1)
    latex = Latex(source, defined)
    lines = Lines(chains, latex)
    for block in blocks(source):
        if isinstance(block, Formula):
            add_formula(chains, latex.tokens(block.start, block.end))
            if block.missing:
                chains.unread(f"{block.missing} is missing", block.outer, block.start)
        else:
            lines.add(block)
        chains.settle()
        yield _SCANNED * block.start / length
    items = []
    for number, item in enumerate(chains.finished()):
        items.append(item)
        yield _SCANNED + (1 - _SCANNED) * number / len(chains.found)
    return Page(name, tuple(items), len(source.starts))


def _read_table(text: str, name: str) -> Page:
    delimiter = delimiter_of(text)
    source = Source(text, line_starts(text), decimal_commas=None if delimiter != "," else False)
    chains = Chains(source)
    add_table(chains, delimiter, name)
    return Page(name, chains.items(), len(source.starts))


def read_line(text: str) -> Chain:
    """The one chain that a line is, as a person types it: `L = 0.375`.

    Raises:
        PageError: where it is none, or more than one.
    """
    page = read_page(text, "", PageKind.TEXT)
    chains = [item for item in page.items if isinstance(item, Chain)]
    if len(chains) != 1 or len(chains[0].sides) < 2:
        raise PageError(f"{shortened(text)}: type one equality, such as L = 0.375")
    return chains[0]


def read_value(text: str) -> Written:
    """The value or the expression that a line is, as a person types it: `-w3`, `1*0.5 + 0.25`.

    Raises:
        PageError: where it is none.
    """
    source = source_of(text)
    tokens = _typed(source)
    try:
        return whole(Cursor(source, tokens))
    except Unreadable as why:
        raise PageError(f"{shortened(text)}: {why.reason}") from None


def _typed(source: Source) -> list[Token]:
    """The tokens of what was typed, in LaTeX or in plain text."""
    text = source.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    while end - start > 1 and text[start] == text[end - 1] == "$":
        start, end = start + 1, end - 1
    if "\\" in text or (start and text[start - 1] == "$"):
        tokens = Latex(source).tokens(start, end)
    else:
        tokens = plain_tokens(source, start, end)
    while tokens and tokens[-1].kind is Kind.STOP:
        tokens.pop()
    return tokens
