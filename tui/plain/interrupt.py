"""Ctrl+C while something is done that has to come to a good end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupt:
    """Ctrl+C while something is done that has to come to a good end."""

    def __init__(self) -> None:
        self.came = False

    def note(self, _: int, __: FrameType | None) -> None:
        """Note that it was pressed."""
        self.came = True


@contextmanager
def held_interrupt() -> Iterator[Interrupt]:
    """Let Ctrl+C be noted, and interrupt nothing by itself."""
    interrupt = Interrupt()
    before = signal.signal(signal.SIGINT, interrupt.note)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
