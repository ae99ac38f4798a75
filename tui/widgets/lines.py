"""A panel made of lines, which sends to the terminal only what has changed in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from engine.debugger.stop import Stop
from tui.drawing.look import Glyphs, Line, Span
from tui.drawing.themes import ROLES
from tui.widgets.themes import role_style

_LETTERS = {role: chr(ord("a") + i) for i, role in enumerate(ROLES)}


STRIDE = 16
"""Lines are compared so many columns at a time before they are compared cell by cell."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The border of a panel, drawn by the panel itself: lines within it stay cheap to change.

    Args:
        glyphs: the characters to draw it with.
        padding: the blank columns between it and the lines.
    """

    glyphs: Glyphs
    padding: int = 0

    @property
    def margin(self) -> int:
        """The columns between the edge of the panel and its lines."""
        return 1 + self.padding

    def top(self, title: str, width: int) -> Line:
        """The upper edge with a title; one that begins with a blank stands right over the lines."""
        left, right, _, _ = self.glyphs.corners
        head = left + (title if title[:1] == " " else f"{self.glyphs.horizontal} {title}") + " "
        return ((self._edge(head, width - 1) + right, "dim"),)

    def bottom(self, foot: str, width: int) -> Line:
        """The lower edge, with a note at its right end if there is one."""
        _, _, left, right = self.glyphs.corners
        tail = f" {foot} {self.glyphs.horizontal}" if foot else ""
        return ((self._edge(left, width - 1 - len(tail)) + tail + right, "dim"),)

    def _edge(self, head: str, width: int) -> str:
        rest = self.glyphs.horizontal * (width - cell_len(head))
        return head + rest if cell_len(head) <= width else set_cell_size(head, width)

    def beside(self, line: Line, width: int) -> Line:
        """A line between the sides."""
        side, gap = (self.glyphs.vertical, "dim"), (" " * self.padding, "text")
        return (side, gap, *fitted(line, width - 2 * self.margin), gap, side)


class Lines(Widget):
    """Draws lines of text, and repaints from one call of `show` to the next only what differs."""

    ALLOW_SELECT = False

    def __init__(self, frame: Frame | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.frame = frame
        self._extent = Size(0, 0)
        self._shown: list[Line] = []
        self._lines: list[Line] = []
        self._cells: list[tuple[str, str]] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}

    @property
    def room(self) -> Size:
        """The columns and rows that there are for lines."""
        if self.frame is None:
            return self._extent
        width, height = self._extent
        return Size(max(width - 2 * self.frame.margin, 0), max(height - 2, 0))

    def on_resize(self, event: events.Resize) -> None:
        """Note the size and draw for it."""
        self._extent = event.size
        self._shown = []
        self.redraw()

    def redraw(self) -> None:
        """Call `show` again; for panels to implement."""
        raise NotImplementedError

    def show(self, lines: Sequence[Line], title: str = "", foot: str = "") -> None:
        """Draw these lines, and a title and a note on the frame; what does not fit is left out."""
        room, (width, height) = self.room, self._extent
        shown = [*lines[: room.height], *[()] * (room.height - len(lines))]
        if self.frame is not None:
            shown = [((title, "dim"),), *shown, ((foot, "dim"),)]
        if len(self._shown) != height:
            self._lines = [self._dressed(y, line) for y, line in enumerate(shown)]
            self._cells = [cells_of(line) for line in self._lines]
            self._strips.clear()
            self.refresh()
        else:
            changed = [y for y, line in enumerate(shown) if line != self._shown[y]]
            regions = [region for y in changed for region in self._change(y, shown[y], width)]
            if regions:
                self.refresh(*regions)
        self._shown = shown

    def render_lines(self, crop: Region) -> list[Strip]:
        """The part of the panel that Textual asks for; nothing is drawn around the lines."""
        return [self._strip(y).crop(crop.x, crop.right) for y in crop.line_range]

    def notify_style_update(self) -> None:
        """Forget the styles when the theme changes; the lines are drawn anew."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()
        self.refresh()

    def place_of(self, event: events.MouseEvent) -> Offset | None:
        """The column and line that the mouse is on; None on the frame."""
        place = Offset(event.x, event.y)
        if self.frame is not None:
            place -= Offset(self.frame.margin, 1)
        return place if self.room.region.contains_point(place) else None

    def _change(self, y: int, shown: Line, width: int) -> list[Region]:
        """Put another line in the place of one and tell where it differs."""
        line = self._dressed(y, shown)
        cells = cells_of(line)
        spans = changed_spans(self._cells[y], cells, width)
        self._lines[y], self._cells[y] = line, cells
        self._strips.pop(y, None)
        return [Region(start, y, end - start, 1) for start, end in spans]

    def _dressed(self, y: int, line: Line) -> Line:
        """A line in full width, within the frame if there is one."""
        width, height = self._extent
        if self.frame is None:
            return fitted(line, width)
        if y == 0:
            return self.frame.top(line[0][0], width)
        if y == height - 1:
            return self.frame.bottom(line[0][0], width)
        return self.frame.beside(line, width)

    def _strip(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            strip = self._painted(self._lines[y]) if y < len(self._lines) else Strip([])
            self._strips[y] = strip
        return strip

    def _painted(self, line: Line) -> Strip:
        segments = [
            Segment("".join([text for text, _ in spans]), self._style(role))
            for role, spans in groupby(line, itemgetter(1))
        ]
        return Strip(segments, self._extent.width)

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            style = role_style(role, None if self.app.no_color else self.app.theme_variables)
            self._styles[role] = style
        return style


class Panel(Lines):
    """Lines that show where the debugger stands."""

    def __init__(self, frame: Frame | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(frame, id=id)
        self.stop: Stop | None = None

    def update(self, stop: Stop) -> None:
        """Show another stop."""
        self.stop = stop
        self.redraw()

    def redraw(self) -> None:
        """Draw again, once there is something to draw and room for it."""
        if self.stop is not None and self.room:
            self.draw(self.stop)

    def draw(self, stop: Stop) -> None:
        """Show a stop; for panels to implement."""
        raise NotImplementedError


def fitted(line: Line, width: int) -> Line:
    """A line cut or filled up to a width."""
    room = width - sum([cell_len(text) for text, _ in line])
    if room >= 0:
        return (*line, (" " * room, "text"))
    cut: list[Span] = []
    for text, role in line:
        used = sum(cell_len(before) for before, _ in cut)
        cut.append((set_cell_size(text, min(cell_len(text), width - used)), role))
    return tuple(cut)


def cells_of(line: Line) -> tuple[str, str]:
    """The characters of a line, and a letter for the role of each."""
    characters = "".join([text for text, _ in line])
    roles = "".join([_LETTERS[role] * len(text) for text, role in line])
    return characters, roles


def changed_spans(
    before: tuple[str, str], after: tuple[str, str], width: int
) -> Iterator[tuple[int, int]]:
    """The columns, first and behind the last, in which a line differs from what was there before.

    Changes in a run of one role are sent together: to name a style again costs more than to send
    the cells between them.
    """
    (old, old_roles), (new, new_roles) = before, after
    if len(old) != width or len(new) != width:
        yield 0, width  # a character that is wider, or narrower, than one cell
        return
    changed = [
        i
        for at in range(0, width, STRIDE)
        if old[at : at + STRIDE] != new[at : at + STRIDE]
        or old_roles[at : at + STRIDE] != new_roles[at : at + STRIDE]
        for i in range(at, min(at + STRIDE, width))
        if old[i] != new[i] or old_roles[i] != new_roles[i]
    ]
    start = changed[0] if changed else width
    for column, following in pairwise([*changed, width]):
        if following == column + 1 < width:
            continue
        gap = new_roles[column:following]
        if following == width or gap != gap[0] * len(gap):
            yield start, column + 1
            start = following
