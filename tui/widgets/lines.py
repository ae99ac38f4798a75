"""A panel made of lines, which sends to the terminal only what has changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from engine.debugger.stop import Stop
from tui.drawing.frame import Frame, Shown, rows_of
from tui.drawing.look import Line
from tui.terminal.direct import direct_writer
from tui.widgets.contained import contained, contained_strips
from tui.widgets.sheet import Change, Sheet


class Lines(Widget):
    """Draws lines of text, and repaints from one call of `show` to the next only what differs."""

    ALLOW_SELECT = False

    def __init__(self, frame: Frame | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.frame = frame
        self._extent = Size(0, 0)
        self._is_asked = False
        self._sheet = Sheet()

    @property
    def room(self) -> Size:
        """The columns and rows that there are for lines."""
        if self.frame is None:
            return self._extent
        return Size(*self.frame.room(*self._extent))

    def on_resize(self, event: events.Resize) -> None:
        """Draw for another size."""
        self._fill(event.size)

    def _fill(self, size: Size) -> None:
        """Draw for a size, unless that is done."""
        if size != self._extent:
            self._extent, self._sheet.rows = size, []
            self.redraw()

    def redraw(self) -> None:
        """Call `show` again; for panels to implement."""
        raise NotImplementedError

    def show(self, lines: Sequence[Line], title: str = "", foot: str | Line = "") -> None:
        """Draw these lines, and a title and a note on the frame; what does not fit is left out."""
        rows = rows_of(Shown(lines, title, foot), self.frame, self._extent.height)
        changes = self._sheet.take(rows, self.frame, self._extent)
        if changes is not None:
            self._send(changes)
        elif not self._is_asked:
            self.refresh()

    def mark(self, is_focused: bool) -> None:
        """Draw the frame of the panel in focus, or of one that is not."""
        if self.frame is not None and self.frame.is_focused != is_focused:
            self.frame = self.frame._replace(is_focused=is_focused)
            self._send(self._sheet.frame_as(self.frame, self._extent))

    @contained_strips
    def render_lines(self, crop: Region) -> list[Strip]:
        """The part of the panel that Textual asks for; nothing is drawn around the lines.

        It may ask before it tells the size, when the panel is laid out for the first time.
        """
        if not self._sheet.rows:
            self._is_asked = True
            self._fill(self.size)
            self._is_asked = False
        app = self.app
        return [self._sheet.strip(y, app).crop(crop.x, crop.right) for y in crop.line_range]

    def notify_style_update(self) -> None:
        """Forget the styles when the theme changes; the lines are drawn anew."""
        super().notify_style_update()
        self._sheet.forget_styles()
        self.refresh()

    def place_of(self, event: events.MouseEvent) -> Offset | None:
        """The column and line that the mouse is on; None on the frame."""
        place = Offset(event.x, event.y)
        if self.frame is not None:
            place -= Offset(self.frame.margin, 1)
        return place if self.room.region.contains_point(place) else None

    def _send(self, changes: Sequence[Change]) -> None:
        if changes and not self._write(changes):
            self.refresh(*(Region(start, y, end - start, 1) for y, start, end in changes))

    def _write(self, changes: Sequence[Change]) -> bool:
        """Write what has changed to the terminal, if this panel may; tells whether it did."""
        writer = direct_writer(self)
        place = None if writer is None else writer.place_of(self)
        if writer is None or place is None or place.size != self._extent:
            return False
        writer.write(self, self._sheet.pieces(changes, place.offset, self.app))
        return True


class Panel(Lines):
    """Lines that show where the debugger stands."""

    setting: Any = None
    """What a person has chosen to see of stops, in panels that let one choose."""

    def __init__(self, frame: Frame | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(frame, id=id)
        self.stop: Stop | None = None

    def update(self, stop: Stop) -> None:
        """Show another stop."""
        self.stop = stop
        self.redraw()

    def needed(self, stop: Stop, width: int) -> int | None:
        """The rows that show all there is; None for a panel that takes what it is given."""

    @contained
    def redraw(self) -> None:
        """Draw again, once there is something to draw and room for it."""
        if self.stop is not None and self.room:
            self.draw(self.stop)

    def told_at(self, place: Offset, stop: Stop) -> str:
        """What there is to say about what is drawn at a place; for panels that cut or round."""
        del place, stop
        return ""

    def draw(self, stop: Stop) -> None:
        """Show a stop; for panels to implement."""
        raise NotImplementedError
