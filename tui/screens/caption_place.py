"""The place of a caption: at the foot of the screen, on a large one under the graph.

Where something lies over the panels it is at the foot, below that, for else it would be covered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual.app import App
from textual.widget import Widget

from tui.drawing.look import Look
from tui.screens.rows import beside_caption

if TYPE_CHECKING:
    from tui.drawing.caption import Caption
    from tui.widgets.caption import CaptionStrip


class CaptionHost(Protocol):
    """The screen, as far as a caption needs it."""

    @property
    def app(self) -> App[object]:
        """What knows the size of the terminal."""

    @property
    def is_attached(self) -> bool:
        """Whether it is there still: not where the app was told to quit a moment ago."""

    def mount(self, panel: Widget, /, *, before: Widget) -> object:
        """Add a panel above another."""

    def move_child(self, panel: Widget, /, *, before: Widget) -> None:
        """Put a panel above another."""


class CaptionPlace:
    """Has the caption stand where the eyes are, and share the rows with the panels.

    Args:
        host: the screen.
        look: how it is drawn.
        lower: the panels under the graph.
        footer: the last line.
    """

    def __init__(self, host: CaptionHost, look: Look, lower: Widget, footer: Widget) -> None:
        self._host, self._look = host, look
        self._lower, self._footer = lower, footer
        self._strip: CaptionStrip | None = None
        self._is_low = True  # at the foot
        self.overlay: Widget | None = None
        """What lies over the panels."""

    def show(self, caption: Caption | None) -> None:
        """Show a caption, or none; the rows are to be shared out anew after it."""
        from tui.widgets.caption import CaptionStrip

        strip = self._strip
        if strip is not None:
            strip.display = caption is not None
        elif caption is not None and self._host.is_attached:
            strip = self._strip = CaptionStrip(self._look, id="caption")
            self._host.mount(strip, before=self._footer)
        if strip is not None and caption is not None:
            strip.tell(caption)

    @property
    def is_large(self) -> bool:
        """Whether there is a caption, in large letters."""
        return self._strip is not None and self._strip.display and self._strip.is_large

    def leaves(self, rows: int) -> int:
        """Give the caption its rows; tells how many of the lower row of panels are left.

        On a large screen it has them of the graph, between which and the step card it stands.
        """
        strip, overlay = self._strip, self.overlay
        if strip is None or not strip.display:
            if overlay is not None:
                overlay.styles.margin = (0, 0, 1, 0)
            return rows
        from tui.drawing.large_caption import has_room

        size = self._host.app.size
        is_large = has_room(*size) and not strip.caption.is_small
        if is_large is not strip.is_large:
            strip.is_large = is_large
            strip.redraw()
        is_low = overlay is not None or not is_large
        if is_low is not self._is_low:
            self._is_low = is_low
            self._host.move_child(strip, before=self._footer if is_low else self._lower)
        taken = strip.rows(size.width)
        if overlay is not None:
            overlay.styles.margin = (0, 0, taken + 1, 0)  # the last line is below the caption
        if strip.styles.height is None or strip.styles.height.value != taken:
            strip.styles.height = taken
        return rows if is_large else beside_caption(rows, taken)
