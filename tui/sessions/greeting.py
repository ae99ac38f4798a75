"""The greeting of whoever starts the app for the first time."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

GREETED = "greeted"
"""The file beside the folder of sessions that tells that a person was greeted."""


def greets(folder: Path) -> bool:
    """Whether a person is to be greeted, as nobody was before; that is kept for the next time.

    Who has sessions needs no greeting, and where nothing can be kept there is none.

    Args:
        folder: of sessions.
    """
    marker = folder.parent / GREETED
    with suppress(OSError):
        if marker.exists():
            return False
        has_sessions = any(folder.glob("*.json"))
        marker.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.touch(mode=0o600, exist_ok=False)
        return not has_sessions
    return False
