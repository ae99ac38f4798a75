"""The player: plays a lecture on the debugger's screen, a statement at a time.

A person goes on at each pause with Space or Enter, and may do anything in between; where the
lecture goes on, the debugger is taken back to where the lecture had left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from tui.drawing.caption import Caption
from tui.lectures.check import failure
from tui.lectures.lecture import (
    Ask,
    Do,
    Expect,
    Lecture,
    Open,
    Pause,
    Say,
    Spotlight,
    Statement,
    Wait,
)
from tui.lectures.predict import judge
from tui.lectures.screen import LectureScreen

READ_PER_SECOND = 15.0
"""The characters of a caption that are read in a second, as in subtitles."""

LEAST_READING = 1.5
"""The seconds that any caption stands."""

PER_COMMAND = 0.6
"""The seconds after a command, where nobody goes on by hand."""


THINKING = 3.0
"""The seconds in addition after a question."""


class Beat(NamedTuple):
    """The pause, or the end, that comes after a statement.

    Args:
        seconds: how long to stay.
        waits: whether to wait for a person.
        marker: what to call the place in a recording; empty for none.
    """

    seconds: float = 0.0
    waits: bool = False
    marker: str = ""


class Player:
    """The state of a lecture that is played.

    Args:
        lecture: the lecture.
        screen: what it is played on.
        auto: whether pauses are waits, and nobody answers.
    """

    def __init__(self, lecture: Lecture, screen: LectureScreen, auto: bool = False) -> None:
        self._statements: Sequence[Statement] = lecture.statements
        self._screen = screen
        self._auto = auto
        self._laid: object | None = None
        self._next = 0
        self._said = 0
        self._total = sum(_is_said(each) for each in self._statements)
        self._unread = 0.0
        self._caption: Caption | None = None
        self._asked: Ask | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is no more to play."""
        return self._next >= len(self._statements) and self._asked is None

    @property
    def line(self) -> int:
        """The line of the last statement that was obeyed."""
        return self._statements[max(self._next - 1, 0)].line

    @property
    def asks(self) -> bool:
        """Whether a question is to be answered."""
        return self._asked is not None

    @property
    def is_covered(self) -> bool:
        """Whether something lies over the panels that the lecture has not laid there."""
        return self._screen.overlays.top not in (None, self._laid)

    def step(self) -> Beat:
        """Obey the next statement, or resolve the question that was asked."""
        if self._asked is not None:
            is_told = bool(self._asked.text)
            self._resolve()
            beat = Beat(self._unread, is_told and not self._auto)
        else:
            statement = self._statements[self._next]
            self._next += 1
            beat = self._obey(statement)
        if self._auto:
            beat = self._paced(beat)
        self._hint(beat.waits)
        return beat

    def _resolve(self) -> None:
        """Tell what is asked; where it cannot be told, say so."""
        try:
            self.answer("")
        except DebuggerError as error:
            self._asked = None
            self._screen.voice.complain(str(error))

    def answer(self, prediction: str) -> bool:
        """Tell what is asked, and whether the prediction was right.

        Returns:
            Whether there was anything to tell.

        Raises:
            DebuggerError: where the prediction is not to be read.
        """
        asked = self._asked
        if asked is None:
            raise DebuggerError("nothing is asked: predict answers the question of a lecture")
        verdict = ""
        if asked.text:
            stop = self._screen.stop
            style = self._screen.look.style(stop.program)
            verdict = judge(asked.text, prediction, stop, style)
        self._asked = None
        self._read(verdict)
        self._show(Caption(asked.question, verdict))
        self._hint(waits=not self._auto)
        return bool(verdict)

    def _obey(self, statement: Statement) -> Beat:
        match statement:
            case Open(recipe=recipe, program=program):
                self._screen.overlays.close()
                self._screen.panels.spotlight(frozenset())
                self._screen.change_debugger(Debugger(program, recipe))
            case Say(text=text):
                return self._say(text)
            case Ask():
                self._said += 1
                self._asked = statement if statement.text or not self._auto else None
                self._show(Caption(statement.question))
                self._read(statement.question)
                return Beat(self._unread + THINKING, not self._auto, _words(statement.question))
            case Pause():
                return Beat(max(self._unread, LEAST_READING), not self._auto, "pause")
            case Wait(seconds=seconds):
                return Beat(seconds)
            case Spotlight(nodes=nodes):
                self._screen.panels.spotlight(nodes)
            case Expect(line=line, condition=condition):
                stop = self._screen.stop
                failed = failure(condition, stop, self._screen.look.style(stop.program))
                if failed:
                    self._screen.voice.complain(f"line {line}: {failed.partition(chr(10))[0]}")
            case Do(command=command, argument=argument, count=count):
                self._screen.overlays.close()
                self._screen.do(command, argument, count)
                self._laid = self._screen.overlays.top
                return Beat(PER_COMMAND if self._auto else 0.0)
        return Beat()

    def _say(self, text: str) -> Beat:
        if not text:
            self._show(None)
            return Beat()
        self._said += 1
        self._show(Caption(text))
        self._read(text)
        return Beat(marker=_words(text))

    def _paced(self, beat: Beat) -> Beat:
        """Stay until the caption can have been read, where another follows."""
        following = self._statements[self._next] if self._next < len(self._statements) else None
        seconds = beat.seconds
        if self._asked is None and (following is None or isinstance(following, Say | Ask | Open)):
            seconds = max(seconds, self._unread)
        self._unread = max(self._unread - seconds, 0.0)
        return beat._replace(seconds=seconds)

    def _read(self, text: str) -> None:
        """Note how long it takes to read a text."""
        self._unread = max(LEAST_READING, len(text) / READ_PER_SECOND) if text else 0.0

    def _hint(self, waits: bool) -> None:
        """Say in the corner of the caption how far the lecture has come, and how to go on."""
        caption = self._caption
        if caption is not None and (caption.text or caption.verdict):
            hint = f"{self._said}/{self._total}"
            if self.is_over:
                hint += ", the end"
            elif waits:
                hint += ", Enter answers" if self.asks else ", Space goes on"
            self._show(caption._replace(hint=hint))
        else:
            self._show(Caption("", hint="Space goes on") if waits else None)

    def _show(self, caption: Caption | None) -> None:
        if caption != self._caption:
            self._caption = caption
            self._screen.panels.show_caption(caption)


def _is_said(statement: Statement) -> bool:
    return isinstance(statement, Ask) or (isinstance(statement, Say) and bool(statement.text))


def _words(text: str, most: int = 40) -> str:
    """The first words of a text."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0] + " ..."
