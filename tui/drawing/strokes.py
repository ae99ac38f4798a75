"""The keys that were pressed last, for an audience to read."""

from __future__ import annotations

from typing import NamedTuple

from tui.drawing.look import Look

KEPT = 6
"""How many strokes are kept."""

WIDEST = 24
"""The most columns that they take."""

WORDS = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "pageup": "PgUp",
    "pagedown": "PgDn", "home": "Home", "end": "End", "backspace": "Backspace", "delete": "Del",
    "right": "→", "left": "←", "up": "↑", "down": "↓",
}  # fmt: skip
"""How keys are written that stand for no character."""


class Strokes(NamedTuple):
    """The keys pressed, and the line typed, last.

    Args:
        done: one after the other: `n`, `10n`, `:set w3 = 0`.
        digits: of a count whose key has still to come.
    """

    done: tuple[str, ...] = ()
    digits: str = ""

    def pressed(self, key: str, character: str | None) -> Strokes:
        """With another key; digits wait for the key that they count."""
        if key.isdecimal() and (self.digits or key != "0"):
            return self._replace(digits=self.digits + key)
        name = WORDS.get(key) or (character if character and character.isprintable() else key)
        return self.with_stroke(self.digits + name)

    def with_stroke(self, stroke: str) -> Strokes:
        """With something else that was pressed or typed."""
        return Strokes((*self.done, stroke)[-KEPT:])

    def shown(self, look: Look) -> str:
        """The last of them that there is room for, at least one."""
        strokes = [*self.done, self.digits] if self.digits else list(self.done)
        text = ""
        for stroke in reversed(strokes):
            longer = f"{look.keys(stroke)} {text}".rstrip()
            if text and len(longer) > WIDEST:
                break
            text = longer
        return look.shortened(text, WIDEST) if text else ""
