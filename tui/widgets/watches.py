"""The strip of watches: a line for each expression that is kept in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

from engine.debugger.stop import Stop
from engine.debugger.watches import Watches
from tui.drawing.look import Look
from tui.widgets.scrolling import Scrolling

if TYPE_CHECKING:
    from tui.drawing.watches import Strip


class WatchStrip(Scrolling):
    """Shows the watches, one a line; without any it has no lines, and is not drawn."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self._fitted: tuple[Watches, Size, int, Strip] | None = None

    def draw(self, stop: Stop) -> None:
        """Draw the lines."""
        from tui.drawing.watches import Strip  # not before there is a watch

        start = self.start_of(0, len(stop.watches), self.room.height - 1)
        fitted = self._fitted
        if fitted is None or fitted[0] is not stop.watches or fitted[1:3] != (self.room, start):
            strip = Strip.fit(stop, self._look, *self.room, start)
            fitted = self._fitted = (stop.watches, self.room, start, strip)
        self.show(fitted[3].lines(stop, self._look))
