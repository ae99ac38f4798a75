"""The message of a panel in which a person asked for something that a command does."""

from __future__ import annotations

from textual.message import Message


class Asked(Message):
    """A command was asked for with the mouse.

    Args:
        command: its name.
        argument: what stands behind it; without one it is done as its key does it, which may open
            the line for an argument.
    """

    def __init__(self, command: str, argument: str = "") -> None:
        super().__init__()
        self.command, self.argument = command, argument
