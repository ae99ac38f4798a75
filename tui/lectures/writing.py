"""The files that a lecture writes: in its own folder, and only where a person lets it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from engine.language.text import plain
from tui.commands.names import leads_out
from tui.lectures.lecture import Do, Lecture
from tui.lectures.screen import LectureScreen
from tui.terminal.sandbox import is_restricted


class Writing:
    """Does what a lecture does to files, each statement once, however often one goes back.

    Args:
        lecture: the lecture.
        screen: what it is played on.
        may_write: whether nobody has to be asked.
    """

    def __init__(self, lecture: Lecture, screen: LectureScreen, may_write: bool) -> None:
        self._folder = Path(lecture.source.path).parent
        self._screen, self._may_write = screen, may_write
        self._lines: set[int] = set()

    def write(self, statement: Do) -> None:
        """Do a statement that writes a file, or ask whether to."""
        if statement.line in self._lines:
            return
        self._lines.add(statement.line)
        if self._may_write or is_restricted():  # where it is restricted, that is what is said
            self._write(statement)
        else:
            asked = f"this lecture wants to write {plain(statement.text)}; let it"
            self._screen.voice.ask(asked, partial(self._write, statement))

    def _write(self, statement: Do) -> None:
        if leads_out(Path(statement.argument), self._folder):
            shown = plain(statement.argument)
            self._screen.voice.complain(f"{shown}: a link leads out of the lecture's own folder")
        else:
            self._screen.do(statement.command, statement.argument, statement.count)
