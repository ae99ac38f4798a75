"""The beat of a lecture: what comes after a statement."""

from __future__ import annotations

from typing import NamedTuple


class Beat(NamedTuple):
    """The pause, or the end, that comes after a statement.

    Args:
        seconds: how long to stay.
        waits: whether to wait for a person.
        marker: what to call the place in a recording; empty for none.
        problem: why the statement cannot be done, or that it is not true; empty where all is well.
    """

    seconds: float = 0.0
    waits: bool = False
    marker: str = ""
    problem: str = ""
