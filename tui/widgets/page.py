"""A page that was checked, beside the graph: its claims with their marks."""

from __future__ import annotations

from textual import events

from engine.debugger.stop import Stop
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.page import OpenPage, page_shown, said_rows
from tui.widgets.lines import Panel


class PagePanel(Panel):
    """Lists the claims around the cursor, and says why the one there is what it is."""

    setting: OpenPage | None
    """The page, and where its cursor is."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self.setting = None
        self._rows = 0

    def turn_to(self, page: OpenPage) -> None:
        """Show a page, or another place in it."""
        self.setting = page
        self.redraw()

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the cursor."""
        width, height = self.room
        if self.setting is None:
            return
        here = self.setting.current
        said = [] if here is None else said_rows(here, self._look, width, height)
        self._rows = max(height - len(said), 1)
        self.setting = self.setting.seen(self._rows)
        self.show(*page_shown(self.setting, stop, self._look, width, height))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the claim that was clicked."""
        place = self.place_of(event)
        if place is not None and self.setting is not None and place.y < self._rows:
            self.turn_to(self.setting.at(self.setting.top + place.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next claim."""
        event.stop()
        self._go(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the claim before."""
        event.stop()
        self._go(-1)

    def _go(self, way: int) -> None:
        if self.setting is not None:
            self.turn_to(self.setting.at(self.setting.here + way))
