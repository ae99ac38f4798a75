"""Kinds of pages, by their name or by their text."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath

from engine.checking.reading.table import seems_table


class PageKind(Enum):
    """What kind of text a page is."""

    TEXT = "text"
    """Plain text or Markdown, with or without LaTeX."""
    LATEX = "latex"
    HTML = "html"
    NOTEBOOK = "notebook"
    TABLE = "table"


_BY_SUFFIX = {
    ".md": PageKind.TEXT, ".markdown": PageKind.TEXT, ".txt": PageKind.TEXT,
    ".tex": PageKind.LATEX, ".latex": PageKind.LATEX, ".ltx": PageKind.LATEX,
    ".html": PageKind.HTML, ".htm": PageKind.HTML, ".xhtml": PageKind.HTML,
    ".ipynb": PageKind.NOTEBOOK, ".csv": PageKind.TABLE, ".tsv": PageKind.TABLE,
}  # fmt: skip
_HEAD = 4_000


def kind_of(name: str, text: str) -> PageKind:
    """The kind that the name of a file says, or else its first lines.

    >>> kind_of("page.tex", ""), kind_of("-", "z1,0.25")
    (<PageKind.LATEX: 'latex'>, <PageKind.TABLE: 'table'>)
    """
    known = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    if known:
        return known
    head = text[:_HEAD].lstrip()
    if head.startswith("{") and '"cells"' in text:
        return PageKind.NOTEBOOK
    if "\\documentclass" in head or "\\begin{document}" in head:
        return PageKind.LATEX
    if head[:9].lower() == "<!doctype" or head[:5].lower() == "<html":
        return PageKind.HTML
    return PageKind.TABLE if seems_table(head) else PageKind.TEXT
