"""Files: pages opened, bounded in size; `-` is standard input."""

from __future__ import annotations

import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from engine.checking.reading.page import Page
from engine.checking.reading.reader import read_page
from engine.errors import FileError, PageError
from engine.files import read_bytes

MOST_BYTES = 12_000_000
"""A page of 10 MB is read in some seconds; no hand computation is longer."""


def open_page(path: str | Path) -> Page:
    """The page in a file; `-` is standard input.

    Raises:
        PageError: where it cannot be read, is no text, or too large.
    """
    return read_page(page_text(path), str(path))


def page_text(path: str | Path) -> str:
    """The text of a page in a file, for `read_page`; errors as of `open_page`."""
    name = str(path)
    return _standard_input() if name == "-" else _text(Path(path), name)


def _text(path: Path, name: str) -> str:
    try:
        data = read_bytes(path, MOST_BYTES)
    except FileError as error:
        raise PageError(f"{name}: {error}") from None
    return _decoded(data, name)


def _standard_input() -> str:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        raise PageError(f"standard input: cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise PageError(f"standard input: larger than {MOST_BYTES:,} bytes")
    return _decoded(data, "standard input")


def _decoded(data: bytes, name: str) -> str:
    """The text that bytes are.

    Raises:
        PageError: where they are none, with what to do about it.
    """
    if data.startswith(b"%PDF"):
        raise PageError(f"{name}: a PDF: check the text that it was made from (.tex, .md, .txt)")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise PageError(f"{name}: in UTF-16: save it as UTF-8")
    if b"\0" in data:
        raise PageError(
            f"{name}: a binary file: a page is text, Markdown, LaTeX, CSV or a notebook"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PageError(f"{name}: line {line:,}: not text in UTF-8: save it as UTF-8") from None
