"""A key's request to the screen, by a panel that takes keys for itself."""

from __future__ import annotations

from typing import NamedTuple


class Reply(NamedTuple):
    """A key's request: a command and its argument; no command where all is done already."""

    command: str = ""
    argument: str = ""
    problem: str = ""
