"""The trail: what was done last, without anything that was typed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

LONGEST = 60
"""So much of what was done last is reported."""

TEXT = "…"
"""What stands for characters that were typed, however many."""


class Trail:
    """The keys and commands of a person, the last of them."""

    def __init__(self) -> None:
        self._done: deque[str] = deque(maxlen=LONGEST)

    def __iter__(self) -> Iterator[str]:
        return iter(self._done)

    def note(self, done: str, is_text: bool = False) -> None:
        """Note a key by its name, or a command by its name and a colon before it.

        Of a text that is typed nothing is noted but that there was one.
        """
        done = TEXT if is_text else done
        if not is_text or not self._done or self._done[-1] != TEXT:
            self._done.append(done)
