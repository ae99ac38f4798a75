"""A document as Markdown, as GitHub and Jupyter show it: formulas between dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.writing.document import Document, Formula, Heading, Part, Room, Sentence

SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&]")
"""Characters that mean something else in Markdown."""


def markdown(document: Document) -> str:
    """The whole document."""
    return "\n".join(block(part) for part in document.parts)


def block(part: Part) -> str:
    """A part of it, with the blank line behind it."""
    return "\n".join(_lines(part)) + "\n"


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Heading(text=text, level=level):
            yield f"{'#' * level} {_escaped(' '.join(text.split()))}"
        case Sentence():
            yield "".join(
                f"${text}$" if is_formula else _escaped(text) for text, is_formula in part.runs()
            )
        case Formula():
            yield from ("$$", part.latex, "$$")
        case Room(lines=lines):
            yield "\n\n".join(["&nbsp;"] * lines)


def _escaped(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text)
