"""What a person's own program is told, as exceptions of one line or two."""

from __future__ import annotations

from engine.errors import PlainError


class LiveError(PlainError):
    """A debugger that could not be shown: why, and the way out."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows, which asks for it by this name: no more than what is wrong."""
        return [f"{type(self).__name__}: {self}"]


class NotFiniteError(LiveError, FloatingPointError):
    """A number in a training loop that is not finite: which, and in which batch."""
