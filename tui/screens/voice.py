"""The voice of the screen: what it says and asks in its last line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual import events


class Resumed(Protocol):
    """Something that waits until a question is answered, and goes on then."""

    def resume(self) -> None:
        """Go on."""


class VoiceHost(Protocol):
    """The screen, as far as the voice needs it."""

    @property
    def lecture(self) -> Resumed:
        """Goes on where what it wanted done was asked about."""

    def show_soon(self) -> None:
        """Show where the debugger stands, and what is said about it."""

    def show_line(self) -> None:
        """Draw the last line anew, at once."""


class Voice:
    """The voice: says what was done and what was wrong, and asks what has to be answered.

    Args:
        host: the screen in whose last line it stands.
        said: what there is to say at first.
    """

    def __init__(self, host: VoiceHost, said: str = "") -> None:
        self._host = host
        self._agree: Callable[[], None] = lambda: None
        self.said, self.problem, self.question, self.offered = said, "", "", ""
        self.last = said
        """What was said or wrong last, to be read once more."""

    def say(self, text: str) -> None:
        """Say something, with what the debugger has come to."""
        self.tell(text)
        self._host.show_soon()

    def tell(self, text: str) -> None:
        """Say something as soon as the screen is drawn."""
        self.said = text
        self.last = text or self.last

    def complain(self, problem: str) -> None:
        """Say what is wrong; empty for nothing."""
        self.problem = problem
        self.last = problem or self.last
        self._host.show_line()

    def offer(self, text: str) -> None:
        """Say something until the first key, unless there is something else to say."""
        self.offered = text
        self._host.show_line()

    def ask(self, question: str, agree: Callable[[], None]) -> None:
        """Ask something that has to be answered before anything else.

        Args:
            question: without the keys that answer it.
            agree: what to do if the answer is yes.
        """
        self.question, self._agree = question, agree
        self._host.show_line()

    def takes(self, event: events.Key) -> bool:
        """Take a key for the answer, if something is asked: y does it, any other leaves it."""
        if self.offered:
            self.offer("")
        if not self.question:
            return False
        self.question = ""
        self._host.show_line()
        if event.key == "y":
            self._agree()
        self._host.lecture.resume()
        return True

    def hush(self) -> None:
        """Complain and ask no more, as something else is to be done."""
        self.problem = self.question = ""
        self._host.show_line()
