"""What a key comes to that is given to what lies over the panels."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """What the screen is to do: close what lies over the panels, then the line, then the prompt.

    Args:
        closes: whether to close it.
        line: a command line to do; empty for none.
        prompt: a text to open the prompt with, for editing; empty to leave it closed.
    """

    closes: bool = False
    line: str = ""
    prompt: str = ""
