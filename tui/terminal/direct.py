"""Writes the cells of a panel to the terminal at once, past Textual's compositor.

For a step, Textual would note which regions are to be drawn, wait until all is quiet and for its
next tick, ask the panels for their lines, cut these where panels meet, and write styles anew for
each piece. A panel of lines knows better: which cells have changed, and how they look. It may write
them by itself where nothing lies over it. This and `compositor` are the places that build on parts
of Textual that are not public.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from textual.dom import NoScreen
from textual.widget import Widget

from tui.terminal.moves import Piece, painted
from tui.terminal.sgr import Short

if TYPE_CHECKING:
    from textual.geometry import Region


class Cells(Protocol):
    """The compositor, as far as panels that write by themselves need it."""

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """The region of each widget that can be seen, and what of it is not cut off."""

    def adopt(self, rows: Iterable[int]) -> None:
        """Take rows for shown that panels have just written by themselves."""


class DirectWriter:
    """Gathers what the panels write in one turn of the loop, and sends it as one update.

    Args:
        compositor: knows where the panels are, and what lies over them.
    """

    def __init__(self, compositor: Cells) -> None:
        self._compositor = compositor
        self._map: object = None
        self._free: dict[Widget, Region | None] = {}
        self._written: list[str] = []
        self._pieces: dict[Widget, list[Piece]] = {}
        self._rows: set[int] = set()

    def place_of(self, panel: Widget) -> Region | None:
        """Where a panel may write on the screen; None where Textual has to draw it."""
        app, screen = panel.app, panel.screen
        driver = app._driver
        if driver is None or driver.is_headless or app._batch_count:
            return None
        if app.screen is not screen:
            return None
        visible = self._compositor.visible_widgets
        if visible is not self._map:
            self._map, self._free = visible, {}
        if panel not in self._free:
            self._free[panel] = _free_place(panel, visible)
        return self._free[panel]

    def write(self, panel: Widget, pieces: list[Piece]) -> None:
        """Write pieces of text, each in its place on the screen."""
        if not self._written and not self._pieces:
            asyncio.get_running_loop().call_soon(self._send, panel)
        if panel in self._pieces:  # its cells may change once more, which has to come behind
            self._paint(panel)
        self._pieces[panel] = pieces

    def _paint(self, panel: Widget) -> None:
        """Find out how to write all that is not written yet."""
        pieces = [piece for each in self._pieces.values() for piece in each]
        self._written.append(painted(pieces, panel.app.size.width))
        self._rows.update([piece.y for piece in pieces])
        self._pieces = {}

    def _send(self, panel: Widget) -> None:
        """Send what was written, unless the app has come to its end meanwhile."""
        self._paint(panel)
        text, self._written = Short("".join(self._written)), []
        rows, self._rows = self._rows, set()
        app = panel.app
        if app._driver is not None and app._running:
            app._begin_update()
            app._driver.write(text)
            app._end_update()
            self._compositor.adopt(rows)


def direct_writer(panel: Widget) -> DirectWriter | None:
    """What a panel may write with; None on a screen that has no such thing, or that is gone.

    While the app closes, a job or a lecture may go on a little on panels that have no screen.
    """
    try:
        return getattr(panel.screen._compositor, "direct", None)
    except NoScreen:
        return None


def _free_place(panel: Widget, visible: dict[Widget, tuple[Region, Region]]) -> Region | None:
    """The region of a panel, if it can be seen as a whole and nothing lies over it."""
    if panel not in visible:
        return None
    region, clip = visible[panel]
    if not clip.contains_region(region):
        return None
    around = {panel, *panel.ancestors}
    others = (seen.intersection(cut) for each, (seen, cut) in visible.items() if each not in around)
    return None if any(other.overlaps(region) for other in others) else region
