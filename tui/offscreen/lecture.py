"""A lecture as a recording, without a terminal and without a person.

The app draws without a terminal. After each statement the lines that have changed are written to
the cast, at a time that goes on by the lecture's waits and never by a clock: the same lecture gives
the same file.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from rich.color import ColorSystem
from textual.pilot import Pilot
from textual.strip import Strip

from engine.debugger.debugger import Debugger
from engine.errors import ConfirmError, SpecError
from engine.files import write_all
from engine.language.text import plain
from tui.app import DebuggerApp
from tui.commands.names import file_to_write
from tui.drawing.look import Look
from tui.lectures.lecture import LONGEST_WAIT, Playing
from tui.lectures.player import Player
from tui.recording.cast import CastWriter, Kind
from tui.screens.debugger import DebuggerScreen
from tui.terminal.sgr import shortened

ROUNDS = 5
"""So many times messages are dealt with, and those that come of them, before a frame is final."""

HIDE_CURSOR, SHOW_CURSOR, CLEAR = "\x1b[?25l", "\x1b[?25h", "\x1b[2J"


def record_lecture(
    playing: Playing,
    file: BinaryIO,
    size: tuple[int, int],
    kind: Kind,
    look: Look,
    theme: str,
) -> float:
    """Record a lecture.

    Args:
        playing: the lecture; see to it by `check` that it can be played.
        file: where to.
        size: columns and rows.
        kind: the version of the format.
        look: how to draw.
        theme: the colours.

    Returns:
        How many seconds the recording lasts.

    Raises:
        SpecError: where a command cannot be done; it names file and line.
    """
    # Players would cut the time to read a caption short, were the limit lower.
    writer = CastWriter(file, size, kind, playing.lecture.title, LONGEST_WAIT, timestamp=0)
    return asyncio.run(_play(playing, writer, size, look, theme))


async def _play(
    playing: Playing, writer: CastWriter, size: tuple[int, int], look: Look, theme: str
) -> float:
    lecture, opening = playing.lecture, playing.lecture.opening
    app = DebuggerApp(Debugger(opening.program, opening.recipe), look, theme)
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, DebuggerScreen)  # noqa: S101
        player, frames, now = Player(lecture, screen, True, playing.may_write), Frames(), 0.0
        await settle(pilot, screen)
        writer.output(now, HIDE_CURSOR + CLEAR + frames.changes(_strips(screen)))
        while not player.is_over:
            beat = player.step()
            await settle(pilot, screen)
            if screen.voice.question:
                asked = screen.voice.question
                raise lecture.source.error(f"{asked}? --allow-writes lets it write", player.line)
            problem = beat.problem or screen.voice.problem
            if problem:
                raise lecture.source.error(problem, player.line)
            if beat.marker:
                writer.marker(now, beat.marker)
            changes = frames.changes(_strips(screen))
            if changes:
                writer.output(now, changes)
            now += beat.seconds / playing.speed
        writer.output(now, SHOW_CURSOR)
    return now


class Frames:
    """The lines that were last written."""

    def __init__(self) -> None:
        self._lines: Sequence[Strip] = ()

    def changes(self, lines: Sequence[Strip]) -> str:
        """What to send so that these lines are seen."""
        before = dict(enumerate(self._lines))
        self._lines = lines
        return shortened(
            "".join(
                f"\x1b[{y + 1};1H{_written(line)}"
                for y, line in enumerate(lines)
                if line != before.get(y)
            )
        )


def _written(line: Strip) -> str:
    return "".join(
        text if style is None else style.render(text, color_system=ColorSystem.EIGHT_BIT)
        for text, style, _ in line
    )


def _strips(screen: DebuggerScreen) -> Sequence[Strip]:
    return [strip.simplify() for strip in screen.painter.render_strips()]


async def settle(pilot: Pilot[None], screen: DebuggerScreen) -> None:
    """Wait until what the lecture has set going is done, and all of it can be seen."""
    quiet, seen = 0, list[Strip]()
    while quiet < ROUNDS:
        await pilot.pause(0)
        shown = list(_strips(screen))
        is_done = screen.job is None and screen.is_shown and shown == seen
        quiet, seen = quiet + 1 if is_done else 0, shown


MOST = (500, 200)
"""The columns and rows of the largest recording."""


def record(
    playing: Playing, path: Path, size: tuple[int, int], kind: Kind, look: Look, theme: str
) -> str:
    """Record a lecture whose expectations all hold; tells what came of it.

    Raises:
        SpecError: where it cannot be played, or the file exists already.
        SessionError: where the file cannot be written.
    """
    os.environ.pop("NO_COLOR", None)  # a recording is the same wherever it is made
    from tui.recording.cast import open_cast
    from tui.recording.convert import converted, say_made
    from tui.recording.forms import check_form, form_of
    from tui.recording.reader import read_cast

    shown, form = plain(str(path)), form_of(path)
    check_form(path)
    try:
        file = open_cast(path)
    except ConfirmError:
        raise SpecError(
            f"--record {shown}: exists already, and is left as it is; delete it first"
        ) from None
    made = b""
    try:
        with file, BytesIO() as buffer, _ended_in_order():
            cast = buffer if form else file
            seconds = record_lecture(playing, cast, size, kind, look, theme)
            if form:
                made = converted(read_cast(buffer.getvalue(), shown), shown, form)
                write_all(file, made)
    except BaseException:  # Ctrl+C as well: half a playing is none
        with suppress(OSError):
            file_to_write(path).unlink()
        raise
    said = f"{shown}: {seconds:.0f} s in {size[0]}x{size[1]}; asciinema play {shown}"
    return say_made(path, len(made)) if form else said


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """What the system ends a process by is raised here, so that it leaves no file behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> None:
    raise SystemExit(128 + number)
