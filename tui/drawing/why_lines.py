"""The lines of a tree that says why: its rows with their notes, and the texts around them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len

from tui.drawing.look import STATE_ROLES, Line, Look, Span
from tui.drawing.why_rows import Row, WhyTree

INDENT = 2
"""So many columns a branch stands to the right of the one above it."""

VALUE_WIDTH = 24
"""The most columns of a value."""

SAID_ROWS = 3
"""The most rows of the answer, and of the equation below the tree."""


def row_lines(tree: WhyTree, rows: Sequence[Row], look: Look, width: int) -> list[Line]:
    """Some rows of a tree, their notes one below the other."""
    # Where the cursor is deep in the tree, everything moves to the left.
    shift = max(INDENT * len(tree.cursor) - width // 3, 0)
    texts = [_text(tree, row, look, max(INDENT * len(row.path) - shift, 0)) for row in rows]
    widths = [cell_len("".join(text for text, _ in spans)) for spans in texts]
    column = min(max(widths) + 2, width * 2 // 3)
    return [
        _line(tree, row, [*spans, *_note(row, look, column - wide)], look, width)
        for row, spans, wide in zip(rows, texts, widths, strict=True)
    ]


def said_lines(texts: Sequence[str], look: Look, width: int) -> list[Line]:
    """Texts in rows of so many columns, with a sign where they were cut, if they were."""
    rows = [row for text in texts for row in wrap(_plain(text, look), max(width, 1))]
    if len(rows) > SAID_ROWS:
        rows[SAID_ROWS - 1] = look.shortened(f"{rows[SAID_ROWS - 1]}…".ljust(width + 1), width)
    return [((row, "text"),) for row in rows[:SAID_ROWS]]


def _text(tree: WhyTree, row: Row, look: Look, indent: int) -> list[Span]:
    """A name with its value, or how many are left out."""
    branch = row.branch
    margin = " " * (indent + 1)
    if row.left_out:
        return [(_plain(f"{margin}  … {row.left_out}", look), "dim")]
    joint = ": " if branch.part is not None and branch.part.expression is None else " = "
    value = look.value(branch.value, VALUE_WIDTH)
    text = f"{margin}{_sign(tree, row, look)} {branch.name}{joint}{value}"
    spans: list[Span] = [(_plain(text, look), "text")]
    if branch.relu is not None:
        spans.append((f" {look.state(branch.relu)}", STATE_ROLES[branch.relu]))
    return spans


def _sign(tree: WhyTree, row: Row, look: Look) -> str:
    """Whether a branch is open, closed, or has nothing below it."""
    if not row.branch.children:
        return " "
    closed, is_open = ("+", "-") if look.ascii else ("▸", "▾")
    return is_open if row.path in tree.opened else closed


def _note(row: Row, look: Look, gap: int) -> list[Span]:
    """The note of a row behind a gap, if there is one."""
    note = "" if row.left_out else _plain(row.branch.note, look)
    return [(" " * max(gap, 2) + note, "dim")] if note else []


def _line(tree: WhyTree, row: Row, spans: Sequence[Span], look: Look, width: int) -> Line:
    """A row as it fits, the one with the cursor in reverse."""
    if row.path != tree.cursor or row.left_out:
        return _cut(spans, look, width)
    text = look.shortened("".join(text for text, _ in spans)[1:], width - 1)
    return ((f"{look.glyphs.here}{text}".ljust(width), "here"),)


def _cut(line: Sequence[Span], look: Look, width: int) -> Line:
    """A line with a sign where it was cut, if it was."""
    spans: list[Span] = []
    for text, role in line:
        room = width - sum(cell_len(before) for before, _ in spans)
        if room > 0:
            spans.append((look.shortened(text, room), role))
    return tuple(spans)


def _plain(text: str, look: Look) -> str:
    """A text in the characters that there are."""
    if not look.ascii:
        return text
    return text.replace("…", "...").encode("ascii", "backslashreplace").decode()
