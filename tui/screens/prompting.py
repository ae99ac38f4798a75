"""A screen with a line to type commands in."""

from __future__ import annotations

from textual import events
from textual.reactive import reactive
from textual.screen import Screen

from tui.prompt import Prompt

MAX_HISTORY = 100


class PromptingScreen(Screen[None]):
    """Edits the line behind `:` and hands it over when it is finished."""

    typed: reactive[str | None] = reactive(None, repaint=False)
    """The line being typed; None while the prompt is closed."""

    def __init__(self) -> None:
        super().__init__()
        self._prompt = Prompt()

    def submit(self, line: str) -> None:
        """Do what a line says; for screens to implement."""
        raise NotImplementedError

    def on_paste(self, event: events.Paste) -> None:
        """Add what is pasted to the line being typed."""
        if self.typed is not None:
            self._show_prompt(self._prompt.typed(event.text))

    def open_prompt(self, text: str) -> None:
        """Open the prompt with a text to go on from."""
        self._show_prompt(Prompt(text, self._prompt.history))

    def edit_prompt(self, event: events.Key) -> None:
        """Type a key into the line, or end it."""
        if event.key == "enter":
            self._finish()
        elif event.is_printable and event.character is not None:
            self._show_prompt(self._prompt.typed(event.character))
        else:
            self._show_prompt(self._prompt.edited(event.key))

    def _show_prompt(self, prompt: Prompt | None) -> None:
        if prompt is not None:
            self._prompt = prompt
        self.typed = None if prompt is None else prompt.text

    def _finish(self) -> None:
        line = self._prompt.text.strip()
        self._show_prompt(None)
        if line:
            self._prompt = Prompt(history=(*self._prompt.history, line)[-MAX_HISTORY:])
            self.submit(line)
