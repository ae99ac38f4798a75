"""The caption of a lecture: at the foot of the screen, on a large one under the graph."""

from __future__ import annotations

from collections.abc import Sequence

from tui.drawing.caption import Caption, caption_height, caption_lines
from tui.drawing.look import Line, Look
from tui.widgets.contained import contained
from tui.widgets.lines import Lines


class CaptionStrip(Lines):
    """Shows a caption; without one it is not drawn."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.caption = Caption("")
        self.is_large = False

    def tell(self, caption: Caption) -> None:
        """Show another caption."""
        self.caption = caption
        self.redraw()

    @contained
    def redraw(self) -> None:
        """Draw the lines, once there is room for them."""
        width, height = self.room
        if self.room:
            self.show(self._text(width, height))

    def rows(self, width: int) -> int:
        """The rows that the caption takes on a screen of so many columns."""
        if not self.is_large:
            return caption_height(self.caption, self._look, width)
        return len(self._text(width, 0))

    def _text(self, width: int, height: int) -> Sequence[Line]:
        if not self.is_large:
            return list(caption_lines(self.caption, self._look, width, height))
        from tui.drawing.large_caption import large_lines

        return large_lines(self.caption, self._look, width)
