"""The rows of the screen, shared out among the panels."""

from __future__ import annotations

MIN_WIDTH, MIN_HEIGHT = 60, 16
"""The columns and rows of the smallest screen that the app draws on."""

LEAST_ROWS = 5
"""The rows that a caption leaves to the lower row of panels."""


def lower_height(height: int, nodes: int, has_arrays: bool = False, watches: int = 0) -> int:
    """The rows of the step card and the values table on a screen of so many rows.

    The graph comes first with what the skip network needs, then the table with a row for each of up
    to 16 nodes, and matrices with what they need, then the graph again. The rows of watches are
    taken from the table as long as the graph has no more than it needs.
    """
    table = max(min(nodes, 16), 18 if has_arrays else 10) + 2
    body, graph = height - 2, 12
    return min(table, max(body - watches - graph, body * 10 // 22 - watches))


def card_width(width: int) -> int:
    """The columns of the step card on a screen of so many; the values table has the rest."""
    return width * 3 // 5


def strip_height(height: int, watches: int) -> int:
    """The rows of the strip of watches on a screen of so many rows: three of 24 at the most."""
    return min(watches, height // 8)


def is_too_small(width: int, height: int) -> bool:
    """Whether there is no room for the panels."""
    return width < MIN_WIDTH or height < MIN_HEIGHT


def too_small_text(ascii_only: bool, width: int, height: int) -> str:
    """What stands in the middle of a screen that has no room for the panels."""
    by = "x" if ascii_only else "×"
    return f"This terminal is {width}{by}{height}.\nmakabaka-tui needs {MIN_WIDTH}{by}{MIN_HEIGHT}."


def beside_caption(rows: int, caption: int) -> int:
    """The rows that a caption leaves of those of the lower row of panels.

    On a small screen the graph gives some up too, so that the panels can still be read.
    """
    return max(rows - caption, min(rows, LEAST_ROWS))
