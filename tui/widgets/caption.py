"""The caption of a lecture: one to three lines at the foot of the screen."""

from __future__ import annotations

from tui.drawing.caption import Caption, caption_lines
from tui.drawing.look import Look
from tui.widgets.contained import contained
from tui.widgets.lines import Lines


class CaptionStrip(Lines):
    """Shows a caption; without one it is not drawn."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.caption = Caption("")

    def tell(self, caption: Caption) -> None:
        """Show another caption."""
        self.caption = caption
        self.redraw()

    @contained
    def redraw(self) -> None:
        """Draw the lines, once there is room for them."""
        width, height = self.room
        if self.room:
            self.show(list(caption_lines(self.caption, self._look, width, height)))
