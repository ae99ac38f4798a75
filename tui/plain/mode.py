"""The line mode: commands are typed a line each, and answered in words for a screen reader."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError, SessionError
from engine.language.figures import grouped
from engine.language.notation import Style
from tui.commands.action import Exact, ViewName
from tui.commands.command import Command
from tui.commands.commas import as_typed
from tui.commands.errand import Errand
from tui.commands.line import parse_line
from tui.commands.lists import Choices
from tui.commands.perform import perform
from tui.commands.quiz import begins_answer, predict
from tui.commands.table import BY_NAME
from tui.drawing.keymap import SHIPPED, Keymap
from tui.plain.help import OWN, help_found, help_lines
from tui.plain.interrupt import held_interrupt
from tui.plain.narration import say_equations, say_move, say_stop, say_values
from tui.plain.speech import Spoken, in_words

if TYPE_CHECKING:
    from tui.lectures.lecture import Playing
    from tui.plain.recital import Recital
    from tui.sessions.store import Store

EVERY = 5.0
"""The seconds between two lines that say how far training has come."""


class PlainMode:
    """Reads commands and says what came of them, a line for each step.

    Args:
        debugger: what the commands are done to.
        say: called with each line.
        ask: called with a question; gives whether a person said yes.
        store: where the session is saved, if it is.
        brief: whether little is said of each step.
        keymap: the keys, of which those with a character are names of commands as well.
    """

    beyond = "the screen of the app"

    def __init__(
        self,
        debugger: Debugger,
        say: Callable[[str], None],
        ask: Callable[[str], bool],
        store: Store | None = None,
        brief: bool = False,
        keymap: Keymap = SHIPPED,
    ) -> None:
        self.debugger, self._ask = debugger, ask
        self._write, self._keymap = say, keymap
        self._store, self._brief = store, brief
        self._is_saved, self._is_over = True, False
        self._before = debugger.stop
        self._asked: tuple[str, Callable[[], None]] | None = None
        self.views = {
            ViewName.HELP: self._help,
            ViewName.END: self._end,
            ViewName.PREDICTION: self._predict,
            ViewName.LECTURE: self._play,
        }
        self._recital: Recital | None = None

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self.debugger.stop

    def obey(self, line: str) -> bool:
        """Do a line; an empty one takes a step, and one that begins with # is a comment.

        Returns:
            Whether to go on.
        """
        text = line.strip().removeprefix(":").strip()
        if text.startswith("#"):
            return True
        try:
            if self._recital is not None and self._recital.takes(line.strip()):
                self._put_question()
            elif text in OWN:
                self._do_own(text)
            elif begins_answer(self.stop, text):
                self._before = self.stop
                self._predict(as_typed(BY_NAME["predict"], text))
            else:
                command, argument, count = parse_line(line if text else "step", self._keymap)
                self.do(command, as_typed(command, argument), count)
                self._put_question()
        except DebuggerError as error:
            lists_them = f"; {self._keymap.first('help', '?')} lists them"
            self.say(f"error: {error}".replace(lists_them, "; help lists them"))
        except Exception as error:
            self._fail(error)
        except KeyboardInterrupt:  # of a question, which leaves everything as it is
            self.say("interrupted")
        return not self._is_over

    def do(self, command: Command, argument: str, count: int) -> None:
        """Do a command, and say what came of it.

        Raises:
            DebuggerError: where it cannot be done.
        """
        self._before = self.stop
        perform(command, argument, count, self)

    def play(self, playing: Playing) -> None:
        """Tell a lecture in the place of what is there; the session is left, and saved."""
        from tui.plain.recital import Recital

        if self._store is not None:
            self._save()
            self._store.close()
            self._store = None
        self._recital = Recital(playing, self, self._keymap)
        self._recital.begin()

    def take_up(self, debugger: Debugger) -> None:
        """Go on with another debugger."""
        self.debugger, self._before = debugger, debugger.stop

    def end_of_input(self) -> None:
        """Tell the rest of a lecture, as nothing more is typed."""
        if self._recital is not None and not self._recital.is_over:
            self._recital.finish()

    def _fail(self, error: Exception) -> None:
        """Say that something went wrong here, and go on."""
        from tui.faults.notice import REPORTS, is_debugging, notice

        if is_debugging():
            raise error
        notice(error)
        with suppress(Exception):
            self._save()
        saved = "; the session is saved" if self._store is not None and self._is_saved else ""
        self.say(f"error: something went wrong here{saved}; {REPORTS}")

    def _put_question(self) -> None:
        """Ask what was to be asked, if anything was, and do what a person agrees to."""
        asked, self._asked = self._asked, None
        if asked is not None:
            question, agree = asked
            if self._ask(f"{question}?"):
                agree()

    def _predict(self, text: str) -> None:
        self.show(predict(self.debugger, text, self.notation()))

    def _do_own(self, name: str) -> None:
        if name in ("brief", "full"):
            self._brief = name == "brief"
            self.say(f"Steps are said {'in brief' if self._brief else 'in full'}.")
        elif name == "where":
            self.say(say_stop(self.stop))
        elif name == "leave":
            self.say("The lecture is left." if self._recital else "No lecture is told.")
            self._recital = None
        else:
            self._say_all((say_values if name == "values" else say_equations)(self.stop))

    def say(self, text: str) -> None:
        """Say a line."""
        self._write(self._keymap.said(text))

    def _say_all(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.say(line)

    def _help(self, words: str) -> None:
        if words:
            self._say_all(help_found(words, self.stop, self._keymap))
        else:
            self._say_all(help_lines(self.views, self._keymap))

    def _play(self, text: str) -> None:
        from tui.lectures.chosen import chosen

        self.play(chosen(text))

    def _end(self, _: str) -> None:
        self._is_over = True

    # What commands need

    def notation(self) -> Style:
        """How answers are written, before they are put in words."""
        return Spoken.of(self.stop.program)

    def show(self, stop: Stop) -> None:
        """Say where the debugger has come to, and save the session."""
        self.say(say_move(self._before, stop, self._brief))
        self._save()

    def answer(self, _: str, lines: Sequence[str]) -> None:
        """Say an answer."""
        self._say_all([line if isinstance(line, Exact) else in_words(line) for line in lines])

    def choose(self, _: Callable[[Stop], Choices]) -> bool:
        """A list is read, and acted in by commands."""
        return False

    def ask(self, question: str, agree: Callable[[], None]) -> None:
        """Ask, once Ctrl+C may interrupt that."""
        self._asked = question, agree

    def reach(self, iteration: int, then: Callable[[], None]) -> None:
        """Run iterations, and say now and then how many, until Ctrl+C is pressed."""
        due = time.monotonic() + EVERY
        with held_interrupt() as interrupt:
            for done in self.debugger.reach(iteration):
                if interrupt.came:
                    self.show(self.debugger.stop_short(iteration))
                    return
                if time.monotonic() >= due and done < iteration:
                    self.say(f"training: {grouped(done)} of {grouped(iteration)} iterations")
                    due = time.monotonic() + EVERY
            then()

    def run(self, errand: Errand) -> None:
        """Do something, and say now and then how far it is, until Ctrl+C is pressed."""
        due = time.monotonic() + EVERY
        with held_interrupt() as interrupt:
            for done in errand:
                if interrupt.came:
                    break
                if time.monotonic() >= due:
                    self.say(errand.told(done))
                    due = time.monotonic() + EVERY
            self.show(errand.arrive())

    def _save(self) -> None:
        """Save the session; where that is not possible, say so once and go on."""
        if self._store is None:
            return
        was_saved = self._is_saved
        try:
            self._is_saved = self._store.save(self.stop)
            if self._is_saved and not was_saved:
                self.say("the session is saved again")
        except SessionError as error:
            self._is_saved = False
            if was_saved:
                self.say(f"error: the session is not saved: {error}")
