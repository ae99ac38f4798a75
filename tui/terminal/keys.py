"""Keys, read from what a terminal sends."""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import Keys


class KeyParser(XTermParser):
    r"""Textual's parser, which goes on after a sequence that is like a key and is none.

    Textual's ends with an error at `\x1b[:u`, and reads no key after that.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # its numbers are none, or no character has them
            return [Key(Keys.Ignore, None)]  # and so the sequence ends here
