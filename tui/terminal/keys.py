"""Keys, read from what a terminal sends."""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import Keys
from textual.message import Message

from tui.terminal.escapes import ESCAPE, Escapes


class KeyParser(XTermParser):
    r"""Textual's parser, which tells Escape from Alt, and goes on after what is like a key.

    Textual's ends with an error at `\x1b[:u`, and reads no key after that.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._escapes = Escapes()

    def feed(self, data: str) -> Iterable[Message]:
        """The keys, and whatever else it is, that a terminal has sent."""
        for piece in self._escapes.feed(data):
            if piece == ESCAPE:
                yield Key("escape", ESCAPE)
            else:
                yield from super().feed(piece)

    def tick(self) -> Iterable[Message]:
        """What has come where nothing more belongs to it."""
        if self._escapes.give_up():
            yield Key("escape", ESCAPE)
        yield from super().tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # its numbers are none, or no character has them
            return [Key(Keys.Ignore, None)]  # and so the sequence ends here
