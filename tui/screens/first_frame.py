"""The first frame of the app, drawn before Textual is imported.

Two thirds of the time that the app takes to start go into importing Textual and making its
widgets, and none of that is needed to know what the screen shows to begin with: all panels are
lines that are computed from a stop. So a person reads while the rest is made ready. The frame is
composed of the functions that the panels draw with, and has to be equal to theirs, cell by cell:
Textual takes the screen over as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from engine.debugger.stop import Stop
from tui.drawing.card import card_lines, card_title, scrolled
from tui.drawing.frame import Frame, Shown, drawn, fitted
from tui.drawing.header import first_line
from tui.drawing.look import Line, Look
from tui.drawing.themes import ROLES, Theme
from tui.drawing.values import Table, table_shown
from tui.graph.pictures import Pictures, seen
from tui.screens.rows import is_too_small, too_small_text, usual_sizes
from tui.terminal.colours import code
from tui.terminal.sgr import dressed
from tui.widgets.last_line import LastLine, footer_line

BARE = ""
"""The role of blanks beside a text that Textual puts in the middle: they have no colour of text."""


def first_frame(
    stop: Stop,
    look: Look,
    size: tuple[int, int],
    pictures: Pictures,
    notes: str = "",
    is_recording: bool = False,
) -> list[Line]:
    """The rows of the screen, each as wide as the screen.

    Args:
        stop: where the app opens.
        look: the characters to draw with.
        size: the columns and rows of the screen.
        pictures: keeps the picture of the graph, so that it is not laid out again.
        notes: what there is to say in the last line.
        is_recording: whether the session is recorded, which the header says.
    """
    width, height = size
    if is_too_small(width, height):
        return list(_too_small(look, width, height))
    sizes = usual_sizes(stop, size, pictures)
    last = LastLine(said=look.keymap.said(notes or stop.message))
    return [
        fitted(first_line(stop, look, width, is_recording), width),
        *_graph(pictures, stop, look, width, sizes.upper),
        *_watches(stop, look, width, sizes.watches),
        *_lower(stop, look, width, sizes.left, sizes.lower),
        fitted(footer_line(last, stop, look, width), width),
    ]


def _too_small(look: Look, width: int, height: int) -> Iterator[Line]:
    """What there is to say in the middle of a screen that has no room for the panels."""
    said = too_small_text(look.ascii, width, height).split("\n")
    lines = [line for text in said for line in wrap(text, max(width, 1))][:height]
    above = (height - len(lines)) // 2
    for line in [*[""] * above, *lines, *[""] * height][:height]:
        left = (width - len(line)) // 2
        right = width - len(line) - left
        yield (
            ((" " * left, BARE), (line, "text"), (" " * right, BARE))
            if line
            else ((" " * width, "text"),)
        )


def _graph(pictures: Pictures, stop: Stop, look: Look, width: int, height: int) -> list[Line]:
    frame = Frame(look.glyphs)
    shown = seen(pictures, stop, look, frame.room(width, height)).shown
    return drawn(shown, frame, width, height)


def _watches(stop: Stop, look: Look, width: int, height: int) -> list[Line]:
    if not height:
        return []
    from tui.drawing.watches import Strip

    shown = Shown(Strip.fit(stop, look, width, height).lines(stop, look))
    return drawn(shown, None, width, height)


def _lower(stop: Stop, look: Look, width: int, left: int, height: int) -> Iterator[Line]:
    """The step card, and the values table beside it."""
    frame = Frame(look.glyphs, padding=1)
    room = frame.room(left, height)
    shown = scrolled(card_lines(stop, look, *room), 0, room[1], card_title(stop, look), look)
    card = drawn(shown, frame, left, height)
    frame = Frame(look.glyphs)
    table = Table.of(stop.program, look, stop.visible, stop.sight.shut)
    shown = table_shown(table, stop, look, frame.room(width - left, height))
    values = drawn(shown, frame, width - left, height)
    return ((*one, *other) for one, other in zip(card, values, strict=True))


def written(rows: Sequence[Line], theme: Theme, depth: str) -> list[str]:
    """Rows as they are written to a terminal: what Textual's compositor would send for each.

    Args:
        rows: spans with their roles.
        theme: the colours of the roles.
        depth: how many colours the terminal has, `256` or `standard`; empty for none.
    """
    return [_written(row, theme, depth) for row in rows]


def _written(row: Line, theme: Theme, depth: str) -> str:
    codes = {role: _code(role, theme, depth) for role in {role for _, role in row}}
    return dressed((text, codes[role]) for text, role in row)


def _code(role: str, theme: Theme, depth: str) -> str:
    if role == BARE:
        return code("", theme.background, "", depth)
    colour, attributes = ROLES[role]
    return code(getattr(theme, colour), theme.background, attributes, depth)
