"""A document as a Jupyter notebook of Markdown cells, which is plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from engine.writing.document import Document, Heading, Part
from engine.writing.markdown import block


def notebook(document: Document) -> str:
    """The whole document: a cell for each heading, and for each step with its sentence."""
    cells = [
        {
            "cell_type": "markdown",
            "id": f"part-{number}",
            "metadata": {},
            "source": "\n".join(map(block, parts)).rstrip("\n").splitlines(keepends=True),
        }
        for number, parts in enumerate(_cells(document))
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cells(document: Document) -> Iterator[list[Part]]:
    """The parts that stand in one cell: those of a section that are given, or a step."""
    cell: list[Part] = []
    for part in document.parts:
        if cell and isinstance(part, Heading):
            yield cell
            cell = []
        cell.append(part)
    yield cell
