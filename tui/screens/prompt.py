"""The line to type commands in, edited key by key and handed over when it is finished."""

from __future__ import annotations

from typing import Protocol

from textual import events

from engine.debugger.stop import Stop
from tui.commands.prompt import Prompt
from tui.drawing.look import Look

MAX_HISTORY = 100


class PromptHost(Protocol):
    """The screen, as far as the prompt needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands, for the words that a line may go on with."""

    @property
    def look(self) -> Look:
        """Has the keys, which are names of commands too."""

    def submit(self, line: str, count: int) -> None:
        """Do what a line says, as often as a count says."""

    def show_line(self) -> None:
        """Draw the last line anew."""


class PromptEditor:
    """The line behind `:` while it is typed, and those that were typed before.

    Args:
        host: the screen that does what is typed.
    """

    def __init__(self, host: PromptHost) -> None:
        self._host = host
        self._prompt = Prompt()
        self._is_open = False

    @property
    def typed(self) -> Prompt | None:
        """The line being typed; None while the prompt is closed."""
        return self._prompt if self._is_open else None

    def open(self, text: str, count: int = 1) -> None:
        """Open the prompt with a text to go on from, and the count that was typed before."""
        self._show(Prompt(text, self._prompt.history, count=count))

    def close(self) -> None:
        """Leave off, whatever is typed."""
        self._show(None)

    def takes(self, event: events.Key) -> bool:
        """Type a key into the line, or end it, if a line is being typed."""
        if not self._is_open:
            return False
        if event.key == "enter":
            self._finish()
        elif event.key == "ctrl+c":
            self._show(self._prompt.emptied() if self._prompt.text else None)
        elif event.key in ("tab", "shift+tab"):
            self._complete(1 if event.key == "tab" else -1)
        elif event.is_printable and event.character is not None:
            self._show(self._prompt.typed(event.character))
        else:
            self._show(self._prompt.edited(event.key))
        return True

    def paste(self, text: str) -> None:
        """Add what is pasted to the line being typed, if one is."""
        if self._is_open:
            self._show(self._prompt.typed(text))

    def _show(self, prompt: Prompt | None) -> None:
        self._is_open = prompt is not None
        if prompt is not None:
            self._prompt = prompt
        self._host.show_line()

    def _complete(self, by: int) -> None:
        """Complete the word before the cursor, or go on to another that it may be."""
        from tui.commands.completion import complete

        prompt, host = self._prompt, self._host
        cycled = prompt.cycled(by)
        found = cycled or prompt.completed(complete(prompt.before, host.stop, host.look))
        self._show(found)

    def _finish(self) -> None:
        line, count = self._prompt.text.strip(), self._prompt.count
        self._show(None)
        if line:
            self._prompt = Prompt(history=(*self._prompt.history, line)[-MAX_HISTORY:])
            self._host.submit(line, count)
