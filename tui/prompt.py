"""The line a person types after `:` or `/`, as plain data.

It is not a focused input widget: keys that are typed ahead, over a slow connection say, would reach
the screen before the widget has the focus, and be taken for commands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line being typed.

    Args:
        text: what has been typed.
        history: earlier lines, the oldest first.
        place: which of them is shown, counted from the end; 0 for the line being typed.
    """

    text: str = ""
    history: tuple[str, ...] = ()
    place: int = 0

    def typed(self, text: str) -> Prompt:
        """The line with a text added at its end."""
        added = "".join(character for character in text if character.isprintable())
        return replace(self, text=(self.text + added)[:MAX_LENGTH], place=0)

    def edited(self, key: str) -> Prompt | None:
        """The line after an editing key; None where the key leaves it."""
        match key:
            case "backspace" | "ctrl+h":
                return replace(self, text=self.text[:-1], place=0) if self.text else None
            case "ctrl+u":
                return replace(self, text="", place=0)
            case "ctrl+w":
                return replace(self, text=self.text.rstrip().rpartition(" ")[0], place=0)
            case "up":
                return self._recalled(self.place + 1)
            case "down":
                return self._recalled(self.place - 1)
            case "escape" | "ctrl+g":
                return None
        return self

    def _recalled(self, place: int) -> Prompt:
        if not 0 <= place <= len(self.history):
            return self
        return replace(self, text=self.history[-place] if place else "", place=place)
