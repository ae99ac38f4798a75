"""The step card: the rule, its numbers, its terms, its value, and a sentence that explains it.

What derives and explains is imported when there is a step to show: the app starts without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from tui.drawing.card import card_lines, card_title, scrolled
from tui.drawing.frame import Frame
from tui.drawing.look import Line, Look
from tui.widgets.lines import Panel

if TYPE_CHECKING:
    from tui.drawing.presentation import Reveal


class StepCard(Panel):
    """Explains the step that was just taken."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs, padding=1), id=id)
        self._look = look
        self._top: int | None = None
        self.reveal: Reveal | None = None
        self.has_keys = True
        self._is_large = False

    def update(self, stop: Stop) -> None:
        """Show another stop, from its first line, or to what is revealed last."""
        self._top = None
        super().update(stop)

    def draw(self, stop: Stop) -> None:
        """Draw the card, or the part of it that there is room for."""
        lines, first = self._lines_at(stop)
        top = first if self._top is None else self._top
        self._top = max(0, min(top, len(lines) - self.room.height))
        height, title = self.room.height, card_title(stop, self._look)
        self.show(*scrolled(lines, self._top, height, title, self._look, self.has_keys))

    def _lines_at(self, stop: Stop) -> tuple[Sequence[Line], int]:
        """All the lines of the card, and the first to show."""
        if self.reveal is None and not self._is_large:
            return card_lines(stop, self._look, *self.room), 0
        from tui.drawing.presentation import large_card, presented

        if self.reveal is None:
            return large_card(stop, self._look, *self.room), 0
        return presented(stop, self._look, self.reveal, *self.room)

    def enlarge(self, is_large: bool) -> None:
        """Have formulas in large letters where there is room, though all of the step is shown."""
        if is_large is not self._is_large:
            self._is_large = is_large
            self.redraw()

    def scroll_lines(self, count: int) -> None:
        """Show the card from a line further down, or up if `count` is negative."""
        self._top = (self._top or 0) + count
        self.redraw()

    def scroll_pages(self, count: int) -> None:
        """Show the next page of the card; a line of the one before stays in sight."""
        self.scroll_lines(count * max(self.room.height - 1, 1))

    def on_mouse_scroll_down(self) -> None:
        """Scroll with the wheel."""
        self.scroll_lines(1)

    def on_mouse_scroll_up(self) -> None:
        """Scroll with the wheel."""
        self.scroll_lines(-1)
