"""The strip of watches: a line for each expression that is kept in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset, Size

from engine.debugger.stop import Stop
from engine.debugger.watches import Watches
from tui.drawing.look import Line, Look
from tui.widgets.scrolling import Scrolling

if TYPE_CHECKING:
    from tui.drawing.watches import Strip


class WatchStrip(Scrolling):
    """Shows the watches, one a line; without any it has no lines, and is not drawn."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self._is_focused = False
        self._fitted: tuple[Watches, Size, int, Strip] | None = None

    def draw(self, stop: Stop) -> None:
        """Draw the lines."""
        from tui.drawing.watches import Strip  # not before there is a watch

        start = self.start_of(0, len(stop.watches), self.room.height - 1)
        fitted = self._fitted
        if fitted is None or fitted[0] is not stop.watches or fitted[1:3] != (self.room, start):
            strip = Strip.fit(stop, self._look, *self.room, start)
            fitted = self._fitted = (stop.watches, self.room, start, strip)
        lines = fitted[3].lines(stop, self._look)
        self.show([self._marked(line) for line in lines] if self._is_focused else lines)

    def told_at(self, place: Offset, stop: Stop) -> str:
        """What the watch is worth now and was worth before, with all digits."""
        from tui.drawing.watches import worths_told

        shown = () if self._fitted is None else self._fitted[3].shown
        return worths_told(shown[place.y], stop, self._look) if place.y < len(shown) else ""

    def mark(self, is_focused: bool) -> None:
        """Mark the lines of the panel in focus, which has no frame, or leave them as they are."""
        if is_focused != self._is_focused:
            self._is_focused = is_focused
            self.redraw()

    def _marked(self, line: Line) -> Line:
        """A line with the side of a frame in the place of the blank that it begins with."""
        (text, role), *rest = line
        return ((self._look.glyphs.focus[-1], "title"), (text[1:], role), *rest)
