"""The rows of the screen, shared out among the panels."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.program.program import Program
from tui.drawing.frame import FRAME_ROWS
from tui.graph.pictures import Pictures
from tui.screens.arrangement import Sizes

MIN_WIDTH, MIN_HEIGHT = 60, 16
"""The columns and rows of the smallest screen that the app draws on."""

LEAST_ROWS = 5
"""The rows that a caption leaves to the lower row of panels."""


SMALL_STAGE = 14
"""The rows of the stage up to which the graph is asked for none: it needs them."""

CARD, CARD_OF_MATRICES = 13, 10
"""The rows with which most steps are seen as a whole on their card, and those beside matrices."""

MOST_ASKED = 300
"""The most nodes of a network whose picture is asked for its rows: a larger one uses any."""


def usual_sizes(stop: Stop, size: tuple[int, int], pictures: Pictures) -> Sizes:
    """The sizes of the panels as long as nobody makes them others.

    Rows that the graph has no use for go to the lower panels, as far as these have, and the other
    way round.
    """
    (width, height), program = size, stop.program
    watches = strip_height(height, len(stop.watches))
    nodes, has_arrays = len(pictures.scene(stop).nodes), any(program.network.shapes.values())
    lower = lower_height(height, nodes, has_arrays, watches)
    usual = Sizes(width, height, watches, lower, card_width(width))
    if usual.upper <= SMALL_STAGE or nodes > MOST_ASKED:
        return usual
    useful = _useful(program, nodes)
    if lower == useful:
        return usual  # and the picture is not laid out for that
    missing = pictures.wanted(stop, width - 2) + FRAME_ROWS - usual.upper
    if missing < 0:
        return usual._replace(lower=min(lower - missing, max(lower, useful)))
    return usual._replace(lower=max(lower - missing, min(lower, useful)))


def _useful(program: Program, nodes: int) -> int:
    """The rows of which the lower panels make use: for all values, and for matrices on the card."""
    table = nodes + sum(map(len, program.memo.listed.values())) + FRAME_ROWS
    rows = max(map(_written_rows, set(program.shapes.values())), default=0)
    return max(table, CARD, CARD_OF_MATRICES + 2 * rows)


def _written_rows(shape: tuple[int, ...]) -> int:
    """The rows of a matrix on the card; 0 where it is not written there entry by entry."""
    if len(shape) < 2:
        return 0
    from engine.derivation.matrices import written_rows  # not before there is a matrix

    return written_rows(shape)


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
