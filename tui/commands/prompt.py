"""The line a person types after `:` or `/`, as plain data.

It is not a focused input widget: keys that are typed ahead, over a slow connection say, would reach
the screen before the widget has the focus, and be taken for commands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from engine.frozen import frozen, replace

MAX_LENGTH = 200

LEAVING = ("escape", "ctrl+g")
BACKSPACE = ("backspace", "ctrl+h")


def _without_word(before: str) -> str:
    """What stands before the last word."""
    return re.sub(r"\S*\s*\Z", "", before, count=1)


def _word(after: str) -> str:
    """The first word, with the blanks before it."""
    return after[: len(after) - len(re.sub(r"\s*\S*", "", after, count=1))]


Edit = Callable[[str, str], tuple[str, str]]
"""Called with what stands before the cursor and what from it on; gives both as they are then."""

CHANGES: Mapping[str, Edit] = {
    **dict.fromkeys(BACKSPACE, lambda before, after: (before[:-1], after)),
    **dict.fromkeys(("delete", "ctrl+d"), lambda before, after: (before, after[1:])),
    "ctrl+w": lambda before, after: (_without_word(before), after),
    "ctrl+u": lambda _, after: ("", after),
    "ctrl+k": lambda before, _: (before, ""),
}
"""The keys that delete something."""

MOVES: Mapping[str, Edit] = {
    **dict.fromkeys(("left", "ctrl+b"), lambda before, after: (before[:-1], before[-1:] + after)),
    **dict.fromkeys(("right", "ctrl+f"), lambda before, after: (before + after[:1], after[1:])),
    **dict.fromkeys(("home", "ctrl+a"), lambda before, after: ("", before + after)),
    **dict.fromkeys(("end", "ctrl+e"), lambda before, after: (before + after, "")),
    "ctrl+left": lambda before, after: (
        _without_word(before),
        before[len(_without_word(before)) :] + after,
    ),
    "ctrl+right": lambda before, after: (before + _word(after), after[len(_word(after)) :]),
}
"""The keys that move the cursor."""


class Completion(NamedTuple):
    """The words that may stand where one is being typed.

    Args:
        head: the line up to that word.
        words: what it may be.
        agreed: the word, completed as far as they agree.
    """

    head: str
    words: tuple[str, ...]
    agreed: str

    @property
    def line(self) -> str:
        """The line, completed as far as the words agree."""
        return self.head + self.agreed


@frozen(slots=True)
class Prompt:
    """A line being typed.

    Args:
        before: what stands before the cursor.
        history: earlier lines, the oldest first.
        after: what stands from the cursor on.
        place: which of the earlier lines is shown, counted from the end; 0 for a new one.
        draft: the new line, while an earlier one is shown.
        count: the number that was typed before the key that opened the line.
        completion: what the word before the cursor may be, if that was asked a moment ago.
        chosen: which of its words stands in the line; None while none was chosen.
    """

    before: str = ""
    history: tuple[str, ...] = ()
    after: str = ""
    place: int = 0
    draft: str = ""
    count: int = 1
    completion: Completion | None = None
    chosen: int | None = None

    @property
    def text(self) -> str:
        """The whole line."""
        return self.before + self.after

    def typed(self, text: str) -> Prompt:
        """The line with a text added at the cursor."""
        added = "".join(character for character in text if character.isprintable())
        room = MAX_LENGTH - len(self.text)
        return self._with(self.before + added[: max(room, 0)], self.after)

    def emptied(self) -> Prompt:
        """The line with nothing in it."""
        return self._with("", "")

    def edited(self, key: str) -> Prompt | None:
        """The line after an editing key; None where the key leaves it."""
        if key in LEAVING or (key in BACKSPACE and not self.text):
            return None
        if key in ("up", "down"):
            return self._recalled(self.place + (1 if key == "up" else -1))
        if key in CHANGES:
            return self._with(*CHANGES[key](self.before, self.after))
        if key in MOVES:
            return self._at(*MOVES[key](self.before, self.after))
        return self

    def completed(self, completion: Completion) -> Prompt:
        """The line with the word before the cursor completed as far as that can be done."""
        changed = self._with(completion.line, self.after)
        return replace(changed, completion=completion if len(completion.words) != 1 else None)

    def cycled(self, by: int) -> Prompt | None:
        """The line with the next word that it may be, or the one before; None without any."""
        completion = self.completion
        if completion is None or not completion.words:
            return None
        first = 0 if by > 0 else -1
        chosen = (first if self.chosen is None else self.chosen + by) % len(completion.words)
        changed = self._with(completion.head + completion.words[chosen], self.after)
        return replace(changed, completion=completion, chosen=chosen)

    def _with(self, before: str, after: str) -> Prompt:
        """The line with another text, as a new line."""
        return Prompt(before, self.history, after, count=self.count)

    def _at(self, before: str, after: str) -> Prompt:
        """The line with the cursor elsewhere."""
        return replace(self, before=before, after=after, completion=None, chosen=None)

    def _recalled(self, place: int) -> Prompt:
        if not 0 <= place <= len(self.history):
            return self
        draft = self.draft if self.place else self.text
        text = self.history[-place] if place else draft
        return replace(self._with(text, ""), place=place, draft=draft)
