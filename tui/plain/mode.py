"""The line mode: commands are typed a line each, and answered in words for a screen reader."""

from __future__ import annotations

import io
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError, SessionError
from engine.iterations.timeline import MAX_ITERATION
from engine.language.text import plain
from tui.commands.command import Command, CommandError
from tui.commands.line import execute, parse_line
from tui.commands.table import COMMANDS
from tui.plain.narration import greet, say_equations, say_move, say_stop, say_values
from tui.plain.speech import Spoken, in_words

if TYPE_CHECKING:
    from tui.sessions.store import SessionStore

PROMPT = "> "

EVERY = 5.0
"""The seconds between two lines that say how far training has come."""

OWN = {
    "where": "say again where you stand",
    "values": "say the value, the gradient and the state of every node",
    "equations": "say the forward equations",
    "brief": "say less of every step",
    "full": "say the rule and the reason of every step again",
}
"""The commands that only this mode has, and what they do."""


class Interrupt:
    """Ctrl+C while something is done that has to come to a good end."""

    def __init__(self) -> None:
        self.came = False

    def note(self, _: int, __: FrameType | None) -> None:
        """Note that it was pressed."""
        self.came = True


@contextmanager
def held_interrupt() -> Iterator[Interrupt]:
    """Let Ctrl+C be noted, and interrupt nothing by itself."""
    interrupt = Interrupt()
    before = signal.signal(signal.SIGINT, interrupt.note)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)


class PlainMode:
    """Reads commands and says what came of them, a line for each step.

    Args:
        debugger: what the commands are done to.
        say: called with each line.
        ask: called with a question; gives whether a person said yes.
        store: where the session is saved, if it is.
        brief: whether little is said of each step.
    """

    def __init__(
        self,
        debugger: Debugger,
        say: Callable[[str], None],
        ask: Callable[[str], bool],
        store: SessionStore | None = None,
        brief: bool = False,
    ) -> None:
        self._debugger, self._say, self._ask = debugger, say, ask
        self._store, self._brief = store, brief
        self._is_saved = True

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self._debugger.stop

    def obey(self, line: str) -> bool:
        """Do a line; an empty one takes a step, and one that begins with # is a comment.

        Returns:
            Whether to go on.
        """
        text = line.strip().removeprefix(":").strip()
        if text.startswith("#"):
            return True
        try:
            if text in OWN:
                self._do_own(text)
                return True
            command, argument, count = parse_line(text or "step")
            if command.name == "quit":
                return False
            if command.name == "help":
                self._say_all(help_lines())
            else:
                self._do(command, argument, count)
        except CommandError as error:
            self._say(f"error: {error}".replace("; ? lists them", "; help lists them"))
        except KeyboardInterrupt:  # of a question, which leaves everything as it is
            self._say("interrupted")
        return True

    def _do_own(self, name: str) -> None:
        if name in ("brief", "full"):
            self._brief = name == "brief"
            self._say(f"Steps are said {'in brief' if self._brief else 'in full'}.")
        elif name == "where":
            self._say(say_stop(self.stop))
        else:
            self._say_all((say_values if name == "values" else say_equations)(self.stop))

    def _say_all(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._say(line)

    def _do(self, command: Command, argument: str, count: int) -> None:
        before = self.stop
        if command.is_question:
            style = Spoken.of(before.program)
            self._say_all([in_words(line) for line in command.answers(before, argument, style)])
            return
        if command.run is None:
            raise CommandError(f"{command.name} needs the screen of the app")
        stop = self._run(command, argument, count)
        if stop is not None:
            self._say(say_move(before, stop, self._brief))
            self._save()

    def _run(self, command: Command, argument: str, count: int) -> Stop | None:
        """Do a command; None where a person would not have it done."""
        try:
            with held_interrupt() as interrupt:
                if command.searches is not None:
                    return self._search(command.searches, count, interrupt)
                target = command.reaches(self.stop, argument, count) if command.reaches else 0
                if target <= MAX_ITERATION and not self._reach(target, interrupt):
                    return self._debugger.stop_short(target)
                return execute(self._debugger, command, argument, count)
        except ConfirmError as error:
            if not self._ask(f"{error}?"):
                return None
            return execute(self._debugger, command, argument, count, agreed=True)

    def _reach(self, target: int, interrupt: Interrupt) -> bool:
        """Run iterations, and say now and then how many; False where Ctrl+C was pressed."""
        due = time.monotonic() + EVERY
        for done in self._debugger.reach(target):
            if interrupt.came:
                return False
            if time.monotonic() >= due and done < target:
                self._say(f"training: {done:,} of {target:,} iterations")
                due = time.monotonic() + EVERY
        return True

    def _search(self, forwards: bool, count: int, interrupt: Interrupt) -> Stop:
        """Go to the next breakpoint, or as far as there was time to look."""
        stop = self.stop
        for _ in range(count):
            try:
                search = self._debugger.search(forwards)
            except DebuggerError as error:
                raise CommandError(str(error)) from None
            due = time.monotonic() + EVERY
            for _looked in search:
                if interrupt.came:
                    break
                if time.monotonic() >= due:
                    self._say(f"looking: iteration {search.looked:,}")
                    due = time.monotonic() + EVERY
            stop = self._debugger.arrive(search)
            if interrupt.came or search.hit is None:
                break
        return stop

    def _save(self) -> None:
        """Save the session; where that is not possible, say so once and go on."""
        if self._store is None:
            return
        was_saved = self._is_saved
        try:
            self._is_saved = self._store.save(self.stop)
        except SessionError as error:
            self._is_saved = False
            if was_saved:
                self._say(f"error: the session is not saved: {error}")


def help_lines() -> list[str]:
    """A line for each command: how it is typed, and what it does."""
    lines = [
        "An empty line takes a step. Names may be shortened; a number alone goes to that step."
    ]
    for command in COMMANDS:
        if command.run is not None or command.is_question or command.name in ("help", "quit"):
            summary = command.summary.replace("Esc interrupts", "Control C interrupts")
            if command.name == "help":
                summary = "list the commands"
            lines.append(f"{command.usage}: {summary}")
    return lines + [f"{name}: {summary}" for name, summary in OWN.items()]


def run_plain(
    debugger: Debugger,
    store: SessionStore | None = None,
    notes: str = "",
    brief: bool = False,
    ascii_only: bool = False,
) -> int:
    """Read commands from standard input until it ends, and say on standard output what they do.

    Returns:
        The exit status, 0.
    """
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is no text is no command either

    def say(text: str) -> None:
        encoding = "ascii" if ascii_only else sys.stdout.encoding or "ascii"
        shown = plain(text).encode(encoding, "backslashreplace").decode(encoding)
        print(shown, flush=True)  # noqa: T201

    def ask(question: str) -> bool:
        if not is_terminal:
            say(f"error: {question} Nothing is destroyed without a person to ask.")
            return False
        with suppress(EOFError, KeyboardInterrupt):
            return input(f"{plain(question)} y or n? ").strip().lower() in ("y", "yes")
        return False

    mode = PlainMode(debugger, say, ask, store, brief)
    if store is not None:
        try:
            store.prepare()
        except SessionError as error:
            say(f"error: the session is not saved: {error}")
    say(greet(debugger.stop) + (f" {in_words(notes)}." if notes else ""))
    if is_terminal:
        say("Press Enter for a step, or type a command; help lists them, quit ends.")
        complete_with(lambda: mode.stop)
    while (line := read_line(is_terminal)) is not None and mode.obey(line):
        pass
    return 0


def read_line(is_terminal: bool) -> str | None:
    """The next line; None at the end. Ctrl+C at the prompt begins another one."""
    if not is_terminal:
        with suppress(KeyboardInterrupt):
            return sys.stdin.readline() or None
        return None
    while True:
        try:
            return input(PROMPT)
        except KeyboardInterrupt:
            print()  # noqa: T201
        except EOFError:
            print()  # noqa: T201
            return None


def complete_with(stop: Callable[[], Stop]) -> None:
    """Let Tab complete commands and names, where Python has readline."""
    try:
        import readline
    except ImportError:
        return
    from tui.commands.completion import complete

    def completed(_: str, number: int) -> str | None:
        typed = readline.get_line_buffer()[: readline.get_endidx()]
        own = [name for name in OWN if typed and name.startswith(typed)]
        words = [*complete(typed, stop()).words, *own]
        return words[number] if number < len(words) else None

    readline.set_completer_delims(" ()[]=<>+*,@")
    readline.set_completer(completed)
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
