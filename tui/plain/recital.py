"""A lecture in the line mode: captions are said, questions answered in a line, steps narrated."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Protocol

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.text import plain
from tui.commands.action import View, ViewName
from tui.commands.command import Command
from tui.commands.headless import Headless
from tui.commands.perform import perform
from tui.drawing.keymap import Keymap
from tui.lectures.check import failure
from tui.lectures.lecture import Ask, Await, Do, Expect, Open, Pause, Playing, Say, Statement
from tui.lectures.predict import judge
from tui.plain.help import OWN
from tui.plain.narration import greet
from tui.plain.speech import Spoken, in_words

HINT = (
    "An empty line goes on, or tells the answer to a question; leave leaves the lecture. Whatever "
    "else you do at a pause, the lecture goes on from where it was; at a question write a colon "
    "before a command."
)

DOTS = re.compile(r"^\s*(?:\.\.\.|…)\s*|\s*(?:\.\.\.|…)(?=\s*$)")
"""Dots at the ends of a caption, which goes on in the next: elsewhere they are read as `to`."""


class RecitalHost(Protocol):
    """The line mode, as far as a lecture needs it."""

    @property
    def debugger(self) -> Debugger:
        """What is moved."""

    @property
    def views(self) -> Collection[ViewName]:
        """What it can show."""

    def say(self, text: str) -> None:
        """Say a line."""

    def do(self, command: Command, argument: str, count: int) -> None:
        """Do a command, and say what came of it."""

    def take_up(self, debugger: Debugger) -> None:
        """Go on with another debugger."""


class Recital:
    """A lecture that is told.

    Args:
        playing: the lecture, and how to tell it.
        host: what says it.
        keymap: the keys, for captions that name some.
    """

    def __init__(self, playing: Playing, host: RecitalHost, keymap: Keymap) -> None:
        self._lecture, self._statements = playing.lecture, playing.lecture.statements
        self._start, self._goes_alone = playing.start, playing.auto
        self._host, self._keymap = host, keymap
        self._place = 0
        self._asked: Ask | None = None
        self._left: Debugger | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is no more to tell."""
        return self._place >= len(self._statements) and self._asked is None

    def begin(self) -> None:
        """Tell the title, how to go on, and the lecture up to where a person is waited for."""
        self._host.say(f"Lecture: {plain(self._lecture.title)}.")
        if not self._goes_alone:
            self._host.say(HINT)
        self._go_on()

    def finish(self) -> None:
        """Tell the rest, as nobody is there who could go on."""
        self._goes_alone = True
        if self._asked is not None:
            self._answer("")
        self._go_on()

    def takes(self, line: str) -> bool:
        """Take a line that leads through the lecture, or answers what it asks."""
        if self.is_over or (line and (self._asked is None or self._is_command(line))):
            return False
        if self._asked is not None:
            self._answer(line.removeprefix("predict ").strip())
        self._go_on()
        return True

    def _is_command(self, line: str) -> bool:
        """Whether a line that is typed at a question is none of its answers."""
        return line.startswith((":", "#")) or line in (*OWN, "help", "quit")

    def _answer(self, prediction: str) -> None:
        """Tell what is asked, and whether the answer was right.

        Raises:
            DebuggerError: where the answer cannot be read; it is asked still.
        """
        asked = self._asked
        if asked is None:
            return
        self._restore()
        if asked.text:
            stop = self._host.debugger.stop
            try:
                self._say(judge(asked.text, prediction, stop, Spoken.of(stop.program)))
            except DebuggerError:
                if prediction:
                    raise
        self._asked = None

    def _go_on(self) -> None:
        """Tell the lecture up to where a person is waited for, or its end."""
        self._restore()
        while not self.is_over:
            statement = self._statements[self._place]
            self._place += 1
            if self._obey(statement, is_quick=self._place <= self._start):
                self._left = self._host.debugger.copy()
                return
        self._host.say("The lecture ends here; what it has done is yours to go on with.")

    def _restore(self) -> None:
        """Have all as the lecture has left it, if a person has done something in between."""
        left, self._left = self._left, None
        if left is not None and _whereabouts(left.stop) != _whereabouts(self._host.debugger.stop):
            self._host.take_up(left)
            self._host.say("Back to where the lecture is.")

    def _obey(self, statement: Statement, is_quick: bool) -> bool:
        """Do a statement; whether a person is waited for then."""
        match statement:
            case Open(recipe=recipe, program=program):
                self._host.take_up(Debugger(program, recipe))
                if not is_quick:
                    self._host.say(greet(self._host.debugger.stop))
            case Say(text=text) if text and not is_quick:
                self._say(text)
            case Ask(question=question) if not is_quick:
                self._say(f"Question: {question}")
                self._asked = statement
                if not self._goes_alone:
                    return True
                self._answer("")
            case Pause():
                return not (is_quick or self._goes_alone)
            case Expect(condition=condition) if not is_quick:
                stop = self._host.debugger.stop
                problem = failure(condition, stop, Spoken.of(stop.program))
                self._complain(statement.line, problem.partition("\n")[0])
            case Await(do=do) | (Do() as do):
                self._do(do, is_quick)
        return False

    def _do(self, do: Do, is_quick: bool) -> None:
        """Do a command, unless it is about files or about what can only be seen."""
        command, action = do.command, do.command.action
        if command.touches_files:
            return
        if isinstance(action, View) and action.name not in self._host.views:
            return
        try:
            if is_quick:
                debugger = self._host.debugger
                style = Spoken.of(debugger.stop.program)
                perform(command, do.argument, do.count, Headless(debugger, style))
            else:
                self._host.do(command, do.argument, do.count)
        except DebuggerError as error:
            self._complain(do.line, str(error))

    def _say(self, text: str) -> None:
        self._host.say(in_words(DOTS.sub("", self._keymap.told(text))))

    def _complain(self, line: int, problem: str) -> None:
        """Say what is wrong with a line of the lecture, if anything is."""
        if problem:
            self._host.say(f"error: line {line} of the lecture: {problem}")


def _whereabouts(stop: Stop) -> tuple[object, ...]:
    """All of a stop that a person may change."""
    return (
        stop.world, stop.cursor, stop.selection, stop.breakpoints, stop.watches, stop.marks,
        stop.notes, stop.folds.unfolded,
    )  # fmt: skip
