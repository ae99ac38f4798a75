"""A screen with a line to type commands in."""

from __future__ import annotations

from textual import events
from textual.reactive import reactive
from textual.screen import Screen

from tui.commands.prompt import Completion, Prompt

MAX_HISTORY = 100


class PromptingScreen(Screen[None]):
    """Edits the line behind `:` and hands it over when it is finished."""

    typed: reactive[Prompt | None] = reactive(None, repaint=False)
    """The line being typed; None while the prompt is closed."""

    def __init__(self) -> None:
        super().__init__()
        self._prompt = Prompt()

    def submit(self, line: str, count: int = 1) -> None:
        """Do what a line says, as often as a count says; for screens to implement."""
        raise NotImplementedError

    def completion(self, text: str) -> Completion:
        """What the last word of a text may be; for screens to implement."""
        raise NotImplementedError

    def on_paste(self, event: events.Paste) -> None:
        """Add what is pasted to the line being typed."""
        if self.typed is not None:
            self._show_prompt(self._prompt.typed(event.text))

    def open_prompt(self, text: str, count: int = 1) -> None:
        """Open the prompt with a text to go on from, and the count that was typed before."""
        self._show_prompt(Prompt(text, self._prompt.history, count=count))

    def edit_prompt(self, event: events.Key) -> None:
        """Type a key into the line, or end it."""
        if event.key == "enter":
            self._finish()
        elif event.key in ("tab", "shift+tab"):
            self._complete(1 if event.key == "tab" else -1)
        elif event.is_printable and event.character is not None:
            self._show_prompt(self._prompt.typed(event.character))
        else:
            self._show_prompt(self._prompt.edited(event.key))

    def _show_prompt(self, prompt: Prompt | None) -> None:
        if prompt is not None:
            self._prompt = prompt
        self.typed = prompt

    def _complete(self, by: int) -> None:
        """Complete the word before the cursor, or go on to another that it may be."""
        prompt = self._prompt
        self._show_prompt(prompt.cycled(by) or prompt.completed(self.completion(prompt.before)))

    def _finish(self) -> None:
        line, count = self._prompt.text.strip(), self._prompt.count
        self._show_prompt(None)
        if line:
            self._prompt = Prompt(history=(*self._prompt.history, line)[-MAX_HISTORY:])
            self.submit(line, count)
