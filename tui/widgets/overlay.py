"""Overlays, which lie over the panels for a while: the contract with the screen, and a text."""

from __future__ import annotations

from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from engine.debugger.stop import Stop
from tui.commands.lists import Outcome
from tui.drawing.look import Look

__all__ = ["Outcome", "Overlay", "TextOverlay"]

SCROLLS = {
    "j": "down", "down": "down", "k": "up", "up": "up",
    "space": "page_down", "pagedown": "page_down", "b": "page_up", "pageup": "page_up",
    "g": "home", "home": "home", "G": "end", "end": "end",
}  # fmt: skip
"""Which way each key scrolls."""

LIST_CLOSES = frozenset({"escape", "q"})
"""The keys that close a list, in which others act on a row."""

CLOSES = LIST_CLOSES | {"question_mark", "enter"}
"""The keys that close a text."""


class Overlay(Widget):
    """Lies over the debugger's panels, whose screen gives it its keys.

    Were it a screen of its own, keys typed ahead would reach the wrong one. It may be given keys
    before it is mounted, laid out or drawn. Name it last among the bases of a widget, so that the
    style of the others is inherited: `class List(Lines, Overlay)`.
    """

    DEFAULT_CLASSES: ClassVar[str] = "overlay"

    takes_text: bool = False
    """Whether characters are not keys here, but `add`ed to a text, for the time being."""

    def obey(self, key: str) -> Outcome:
        """Take a key, any key, and tell the screen what to do; for overlays to implement."""
        raise NotImplementedError

    def add(self, text: str) -> None:
        """Take characters that are typed or pasted; for those that take some."""

    def renew(self, stop: Stop) -> None:
        """Show another stop, before the next key at the latest; a text stays as it was asked for.

        Raises:
            DebuggerError: where there is nothing to show any more.
        """


class TextOverlay(VerticalScroll, Overlay, can_focus=False):
    """A text with a title."""

    def __init__(self, look: Look, title: str, text: RenderableType) -> None:
        super().__init__()
        self._keymap, self._text = look.keymap, text
        self.border_title = Text(title)  # so that nothing in it is markup
        self._closes = look.told("«q text.close» closes")
        self._scrolls = look.told("«↓ text.down» scrolls")
        self.border_subtitle = self._closes

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(self._text)

    def on_resize(self) -> None:
        """Say how much is out of sight."""
        self._say_where(self.scroll_offset.y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say how much is still out of sight."""
        super().watch_scroll_y(old_value, new_value)
        self._say_where(round(new_value))

    def _say_where(self, first: int) -> None:
        """Tell in the frame how many rows lie below, or that there are some above."""
        below = max(self.virtual_size.height - self.scrollable_content_region.height - first, 0)
        parts = [f"{below} more", self._scrolls] if below else [f"{first} above"] if first else []
        self.border_subtitle = ", ".join([*parts, self._closes])

    def obey(self, key: str) -> Outcome:
        """Scroll as a key says, or close."""
        key = self._keymap.read("text", key)
        if key in SCROLLS:
            getattr(self, f"scroll_{SCROLLS[key]}")(animate=False)
        return Outcome(closes=key in CLOSES)
