"""A text that lies over the panels for a while."""

from __future__ import annotations

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.look import Look

SCROLLS = {
    "j": "down", "down": "down", "k": "up", "up": "up",
    "space": "page_down", "pagedown": "page_down", "b": "page_up", "pageup": "page_up",
    "g": "home", "home": "home", "G": "end", "end": "end",
}  # fmt: skip
"""Which way each key scrolls."""

CLOSES = frozenset({"escape", "q", "question_mark", "enter"})
"""The keys that close it."""


class Overlay(VerticalScroll):
    """A text with a title.

    It lies over the debugger's panels, and the debugger's screen gives it its keys: were it a
    screen of its own, keys typed ahead would reach the wrong one.
    """

    def __init__(self, look: Look, title: str, text: RenderableType) -> None:
        super().__init__(id="overlay")
        self._text = text
        self.border_title = title
        self.border_subtitle = f"{look.keys('↓')} scrolls, q closes"

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(self._text)

    def obey(self, key: str) -> None:
        """Scroll as a key says."""
        if key in SCROLLS:
            getattr(self, f"scroll_{SCROLLS[key]}")(animate=False)
