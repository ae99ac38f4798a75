"""Tasks: what a person is asked to do, as a veil over the debugger that knows how to go on.

All that a task knows is frozen. What is done in it gives the debugger another one, and what the
debugger shows follows from that.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.debugger.veil import Veil
from engine.errors import DebuggerError
from engine.frozen import frozen
from engine.language.notation import Style


@frozen()
class Task(Veil):
    """What a person is asked to do."""

    @property
    def how(self) -> str:
        """How to answer, in a sentence or two."""
        return ""

    def question(self, stop: Stop, style: Style, /) -> str:
        """What is asked where one stands, in a line."""
        raise NotImplementedError

    def lines(self, stop: Stop, style: Style, /) -> Sequence[str]:
        """The same with all that belongs to it, the question first."""
        return [self.question(stop, style)]

    def allows(self, command: str) -> bool:
        """Whether a command that moves, or looks at what is known, tells nothing here."""
        return bool(command)

    def answer(self, debugger: Debugger, text: str) -> Stop:
        """Answer the question.

        Raises:
            DebuggerError: where nothing is asked, or the answer cannot be understood.
        """
        raise NotImplementedError

    def hint(self, debugger: Debugger) -> Stop:
        """Say a bit more each time.

        Raises:
            DebuggerError: where there is nothing to say.
        """
        raise NotImplementedError

    def skip(self, debugger: Debugger) -> Stop:
        """Show the answer, and go on.

        Raises:
            DebuggerError: where nothing is asked.
        """
        raise NotImplementedError

    def leave(self, debugger: Debugger) -> Stop:
        """Ask no more."""
        raise NotImplementedError

    def score(self) -> Sequence[str]:
        """What has been answered, in lines."""
        return ()


def task_of(stop: Stop) -> Task:
    """The task that is under way.

    Raises:
        DebuggerError: where none is.
    """
    if not isinstance(stop.veil, Task) or stop.veil.is_lifted:
        raise DebuggerError("nothing is asked: P begins")
    return stop.veil


def numbers_in(text: str, most: int, what: str) -> list[int]:
    """The numbers of an answer such as `3 1 2`, each from 1 to so many.

    Raises:
        DebuggerError: where it is none.
    """
    words = text.replace(",", " ").split()
    if not words or not all(each.isdecimal() and len(each) <= 6 for each in words):
        raise DebuggerError(f"type the numbers of {what}, such as 3 1")
    numbers = [int(each) for each in words]
    for each in numbers:
        if not 1 <= each <= most:
            raise DebuggerError(f"there is no {each}: they are numbered from 1 to {most}")
    return numbers
