"""The player: plays a lecture on the debugger's screen, a statement at a time.

A person goes on at each pause with Space, PgDn or Enter, and may do anything in between; where the
lecture goes on, all is as the lecture had left it.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from tui.drawing.caption import Caption
from tui.drawing.spotlight import OFF, Spotlight
from tui.lectures.beat import Beat
from tui.lectures.check import failure
from tui.lectures.lecture import (
    Ask,
    Await,
    Do,
    Expect,
    Lecture,
    Light,
    Open,
    Pause,
    Say,
    Statement,
    Wait,
)
from tui.lectures.predict import judge
from tui.lectures.scenes import Kept, Scenes, first_words
from tui.lectures.screen import LectureScreen
from tui.lectures.staged import is_staged
from tui.lectures.writing import Writing

READ_PER_SECOND = 15.0
"""The characters of a caption that are read in a second, as in subtitles."""

LEAST_READING = 1.5
"""The seconds that any caption stands."""

PER_COMMAND = 0.6
"""The seconds after a command, where nobody goes on by hand."""

THINKING = 3.0
"""The seconds more after a question, or after a line that cannot be done."""

GOES_ON, TELLS, DOES_IT = (f"«Space lecture.on» {does}" for does in ("goes on", "tells", "does it"))
"""What the key does that goes on with a lecture."""


class Player:
    """The state of a lecture that is played.

    Args:
        lecture: the lecture.
        screen: what it is played on.
        auto: whether pauses are waits, and nobody answers.
        may_write: whether it writes files without asking.
    """

    def __init__(
        self, lecture: Lecture, screen: LectureScreen, auto: bool = False, may_write: bool = False
    ) -> None:
        self._statements: Sequence[Statement] = lecture.statements
        self.scenes = Scenes(self._statements)
        self._is_tried = any(isinstance(each, Await) for each in self._statements)
        self._screen, self._auto = screen, auto
        self._writing = Writing(lecture, screen, may_write)
        self._laid: object | None = None
        self.place, self.said, self._unread = 0, 0, 0.0  # `said` captions there have been
        self._is_staged = False
        self.caption: Caption | None = None
        self.spotlight = OFF
        self._asked: Ask | None = None
        self.awaited: Do | None = None  # what a person is to do, or the lecture in their place
        self._kept: dict[int, Kept] = {}

    @property
    def is_over(self) -> bool:
        """Whether there is no more to play."""
        return self.place >= len(self._statements) and not (self._asked or self.awaited)

    @property
    def following(self) -> Statement | None:
        """The statement to come; None where it is the answer to a question, or nothing."""
        if self.asks or self.is_over:
            return None
        return self.awaited or self._statements[self.place]

    @property
    def line(self) -> int:
        """The line of the last statement that was obeyed."""
        return self._statements[max(self.place - 1, 0)].line

    @property
    def asks(self) -> bool:
        """Whether a question is to be answered."""
        return self._asked is not None

    @property
    def is_covered(self) -> bool:
        """Whether something lies over the panels that the lecture has not laid there."""
        return self._screen.overlays.top not in (None, self._laid)

    def step(self, is_quick: bool = False) -> Beat:
        """Obey the next statement, or resolve the question that was asked.

        Args:
            is_quick: whether it is on the way to a later place: nothing is expected or written.
        """
        if self._asked is not None:
            is_told = bool(self._asked.text)
            beat = self._resolve() or Beat(self._unread, is_told and not self._auto)
        elif self.awaited is not None:
            do, self.awaited = self.awaited, None
            beat = self._do(do)
        else:
            if self.scenes.begins_at(self.place):
                self._keep()
            statement = self._statements[self.place]
            self.place += 1
            beat = self._obey(statement, is_quick)
        if self._auto:
            beat = self._paced(beat)
        self._hint(beat.waits)
        return beat

    def go_back(self, place: int) -> None:
        """Have all as it was where a scene began that was played before."""
        kept = self._kept[place]
        self.place, self.said, self.spotlight = place, kept.said, kept.spotlight
        self._asked, self.awaited, self._unread, self._is_staged = None, None, 0.0, False
        self._screen.overlays.close()
        self._screen.panels.spotlight(kept.spotlight)
        self._show(kept.caption)
        self._screen.change_debugger(kept.debugger.copy())
        self._screen.stand(kept.stop)
        self._screen.panels.stage.show_again(kept.scenery)

    def end(self) -> None:
        """Take away what the lecture shows of itself."""
        self._screen.panels.spotlight(OFF)
        self._show(None)

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
        self._show(Caption(self._screen.look.told(asked.question), verdict))
        self._hint(waits=not self._auto)
        return bool(verdict)

    def fulfilled(self) -> None:
        """Go on past what a person has done, and leave what came of it on the screen."""
        do, self.awaited = self.awaited, None
        has_laid = self._screen.overlays.top is not None
        self._is_staged = has_laid or (do is not None and is_staged(do.command))

    def failed(self, problem: str) -> Beat:
        """Say what is wrong with the last statement, and let a person go on past it."""
        goes_on = "" if self._auto else f"; {self._screen.look.told(GOES_ON)}"
        self._screen.voice.complain(f"line {self.line}: {problem.partition(chr(10))[0]}{goes_on}")
        return Beat(THINKING, not self._auto, problem=problem)

    def _keep(self) -> None:
        """Keep how all is where a scene begins, to come back to."""
        debugger, stop = self._screen.debugger.copy(), self._screen.stop
        shown = self.caption, self.spotlight, self._screen.panels.stage.scenery
        self._kept[self.place] = Kept(debugger, stop, self.said, *shown)

    def _resolve(self) -> Beat | None:
        """Tell what is asked; where it cannot be told, say so."""
        try:
            self.answer("")
        except DebuggerError as error:
            self._asked = None
            return self.failed(str(error))
        return None

    def _obey(self, statement: Statement, is_quick: bool) -> Beat:
        match statement:
            case Open(recipe=recipe, program=program):
                self._screen.overlays.close()
                self._light(OFF)
                self._screen.change_debugger(Debugger(program, recipe))
            case Say(text=text):
                return Beat(marker=first_words(self._say(text)))
            case Ask(question=question):
                self._asked = statement if statement.text or not self._auto else None
                said = self._say(question)
                return Beat(self._unread + THINKING, not self._auto, first_words(said))
            case Pause():
                return Beat(max(self._unread, LEAST_READING), not self._auto, "pause")
            case Wait(seconds=seconds):
                return Beat(seconds)
            case Light(spotlight=spotlight):
                self._light(spotlight)
            case Expect() if not is_quick:
                return self._expect(statement)
            case Await(do=do) if not is_quick:
                self.awaited = do
                return Beat(max(self._unread, LEAST_READING), not self._auto, "pause")
            case Await(do=do) | (Do() as do) if not (is_quick and do.command.touches_files):
                return self._do(do)
        return Beat()

    def _expect(self, statement: Expect) -> Beat:
        stop = self._screen.stop
        problem = failure(statement.condition, stop, self._screen.look.style(stop.program))
        return self.failed(problem) if problem else Beat()

    def _do(self, statement: Do) -> Beat:
        self._screen.overlays.close()
        self._is_staged = self._is_staged or is_staged(statement.command)
        if statement.command.touches_files:
            self._writing.write(statement)
        else:
            self._screen.do(statement.command, statement.argument, statement.count)
        self.adopt()
        if self._screen.voice.problem:
            return self.failed(self._screen.voice.problem)
        return Beat(PER_COMMAND if self._auto else 0.0)

    def adopt(self) -> None:
        """Take what lies over the panels for laid by the lecture, as a job may be that it began."""
        self._laid = self._screen.overlays.top
        self._is_staged = self._is_staged or self._laid is not None

    def _light(self, spotlight: Spotlight) -> None:
        self.spotlight = spotlight
        self._screen.panels.spotlight(spotlight)

    def _say(self, text: str) -> str:
        """Show another caption, with the graph unless the lecture has put something in its place.

        It is said with the keys as they are, `«n step»`, and so given back.

        What was opened for the caption before, or by a person, has nothing to do with this one.
        """
        if not text:
            self._show(None)
            return text
        text = self._screen.look.told(text)
        if not self._is_staged:
            self._screen.overlays.close()
            self._screen.panels.stage.show_graph()
            self._screen.panels.show_page(None)
        self.said, self._is_staged = self.said + 1, False
        self._show(Caption(text))
        self._read(text)
        return text

    def _paced(self, beat: Beat) -> Beat:
        """Stay until the caption can have been read, where another follows."""
        seconds = beat.seconds
        if not self.asks and isinstance(self.following, Say | Ask | Open | None):
            seconds = max(seconds, self._unread)
        self._unread = max(self._unread - seconds, 0.0)
        return beat._replace(seconds=seconds)

    def _read(self, text: str) -> None:
        """Note how long it takes to read a text."""
        self._unread = max(LEAST_READING, len(text) / READ_PER_SECOND) if text else 0.0

    def _hint(self, waits: bool) -> None:
        """Say in the corner of the caption how far the lecture has come, and how to go on."""
        caption = self.caption
        if caption is not None and (caption.text or caption.verdict):
            hint = f"{self.said}/{self.scenes.captions}"
            if self.is_over:
                hint += ", the end"
            elif waits:
                does = TELLS if self.asks else GOES_ON if self.awaited is None else DOES_IT
                hint += f", {self._screen.look.told(does)}"
            self._show(caption._replace(hint=hint))
        else:
            self._show(Caption("", hint=self._screen.look.told(GOES_ON)) if waits else None)

    def _show(self, caption: Caption | None) -> None:
        if caption is not None and self._is_tried:
            caption = caption._replace(is_small=True)
        if caption != self.caption:
            self.caption = caption
            self._screen.panels.show_caption(caption)
