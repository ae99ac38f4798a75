"""The line mode on standard input and output: a debugger, or a lecture that is told."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.language.text import plain
from tui.drawing.look import Look
from tui.plain.help import complete_with
from tui.plain.mode import PlainMode
from tui.plain.narration import greet
from tui.plain.speech import in_words

if TYPE_CHECKING:
    from tui.lectures.lecture import Playing
    from tui.sessions.store import Store

PROMPT = "> "


def run_plain(
    debugger: Debugger,
    look: Look,
    store: Store | None = None,
    notes: str = "",
    brief: bool = False,
) -> int:
    """Read commands from standard input until it ends, and say on standard output what they do.

    Returns:
        The exit status, 0.
    """
    mode = _mode(debugger, look, store, brief)
    if store is not None:
        try:
            store.prepare()
        except SessionError as error:
            mode.say(f"error: the session is not saved: {error}")
    mode.say(greet(debugger.stop) + (f" {in_words(notes)}." if notes else ""))
    if _is_terminal():
        mode.say("Press Enter for a step, or type a command; help lists them, quit ends.")
    return _obey_lines(mode, look)


def tell_lecture(playing: Playing, look: Look, brief: bool = False) -> int:
    """Tell a lecture on standard output, and read from standard input how it goes on.

    Returns:
        The exit status, 0.
    """
    opening = playing.lecture.opening
    mode = _mode(Debugger(opening.program, opening.recipe), look, None, brief)
    mode.play(playing)
    return _obey_lines(mode, look)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _mode(debugger: Debugger, look: Look, store: Store | None, brief: bool) -> PlainMode:
    """The line mode on standard output."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is no text is no command either

    def say(text: str) -> None:
        encoding = "ascii" if look.ascii else sys.stdout.encoding or "ascii"
        shown = plain(text).encode(encoding, "backslashreplace").decode(encoding)
        print(shown, flush=True)  # noqa: T201

    def ask(question: str) -> bool:
        if not _is_terminal():
            say(f"error: {question} Nothing is destroyed without a person to ask.")
            return False
        with suppress(EOFError, KeyboardInterrupt):
            return input(f"{plain(question)} y or n? ").strip().lower() in ("y", "yes")
        return False

    return PlainMode(debugger, say, ask, store, brief, look.keymap)


def _obey_lines(mode: PlainMode, look: Look) -> int:
    """Do what is typed until that ends, or is to."""
    is_terminal = _is_terminal()
    if is_terminal:
        complete_with(lambda: mode.stop, look)
    while (line := read_line(is_terminal)) is not None and mode.obey(line):
        pass
    if line is None and not is_terminal:
        mode.end_of_input()
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
