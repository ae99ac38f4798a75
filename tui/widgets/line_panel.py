"""A panel made of lines, which sends to the terminal only what has changed in them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine.debugger import Stop

Span = tuple[str, str]
"""A text and the role it plays, one of `Lines.ROLES`."""

Line = Sequence[Span]
"""Spans from left to right."""


class Lines(Widget):
    """Draws lines of text, and repaints from one call of `show` to the next only what differs."""

    ROLES = (
        "text",
        "dim",
        "title",
        "strong",
        "here",
        "selected",
        "hot",
        "active",
        "dead",
        "kink",
        "mixed",
        "error",
    )
    """What a span can be; how it looks stands in `app.tcss`."""

    COMPONENT_CLASSES = {f"lines--{role}" for role in ROLES}  # noqa: RUF012  (Textual reads it)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._lines: list[Strip] = []
        self._styles: dict[str, Style] = {}

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these lines; what does not fit is left out."""
        width, height = self.size
        strips = [self._strip(line, width) for line in lines[:height]]
        strips += [self._strip((), width)] * (height - len(strips))
        before, self._lines = self._lines, strips
        if len(before) != height or (before and before[0].cell_length != width):
            self.refresh()
            return
        changed = [
            Region(0, y, end, 1)
            for y, (old, new) in enumerate(zip(before, strips, strict=True))
            if (end := _last_difference(old, new, width))
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """A line of the panel."""
        if y < len(self._lines):
            return self._lines[y]
        return self._strip((), self.size.width)

    def notify_style_update(self) -> None:
        """Forget the styles when the theme changes; the lines are drawn anew."""
        super().notify_style_update()
        self._styles.clear()
        self.restyle()

    def restyle(self) -> None:
        """Draw the lines again in new colours."""

    def _strip(self, line: Line, width: int) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in line if text]
        strip = Strip(segments)
        return strip.adjust_cell_length(width, self._style("text")).simplify()

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            style = self.get_component_rich_style(f"lines--{role}")
            self._styles[role] = style
        return style


class Panel(Lines):
    """Lines that show where the debugger stands."""

    stop: reactive[Stop | None] = reactive(None, repaint=False)
    """What to show."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._is_due = False

    def watch_stop(self) -> None:
        """Draw what has changed, once, when the keys that have arrived are obeyed."""
        self._draw_soon()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._draw_soon()

    def restyle(self) -> None:
        """Draw in the new colours."""
        self._lines = []
        self._draw_soon()

    def draw(self, stop: Stop) -> None:
        """Show a stop; for panels to implement."""
        raise NotImplementedError

    def _draw_soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self.call_later(self._draw)

    def _draw(self) -> None:
        self._is_due = False
        if self.stop is not None and self.size:
            self.draw(self.stop)


def _last_difference(old: Strip, new: Strip, width: int) -> int:
    """The column behind the last cell in which two lines of a width differ, 0 if none does.

    Textual sends a changed line from the left edge of its widget, so only the end matters.
    """
    if old == new:
        return 0
    theirs, ours = list(old), list(new)
    while theirs and ours:
        a, b = theirs.pop(), ours.pop()
        if a.style != b.style:
            return width
        common = _common_suffix(a.text, b.text)
        width -= cell_len(common)
        if len(common) < min(len(a.text), len(b.text)):
            return width
        if len(common) < len(a.text):
            theirs.append(Segment(a.text[: -len(common)], a.style))
        elif len(common) < len(b.text):
            ours.append(Segment(b.text[: -len(common)], b.style))
    return width


def _common_suffix(a: str, b: str) -> str:
    if a.endswith(b):
        return b
    if b.endswith(a):
        return a
    size = 0
    while a[-1 - size] == b[-1 - size]:
        size += 1
    return a[len(a) - size :]
