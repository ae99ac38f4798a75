"""What is to be opened, as one process tells another."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Request(msgspec.Struct, frozen=True):
    """A network file to open, and where to stand in it.

    Args:
        path: the file.
        is_kept: whether the file stays, so that a session in it can be gone on with.
        ahead: so many iterations are run before.
        lines: commands to do before, as behind `:`.
        notes: what there is to say to begin with.
    """

    path: str
    is_kept: bool = False
    ahead: int = 0
    lines: Sequence[str] = ()
    notes: str = ""
