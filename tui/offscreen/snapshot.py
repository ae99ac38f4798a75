"""A still without a terminal: the app is opened where nobody sees it, and obeys some commands."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from engine.debugger.debugger import Debugger
from engine.language.text import plain
from tui.app import DebuggerApp
from tui.commands.names import file_to_write
from tui.drawing.look import Look
from tui.recording.raster import check_pictures
from tui.recording.stills import FORMS, PNG, Still, StillError, take_still, title_of
from tui.widgets.themes import refusal

if TYPE_CHECKING:
    from tui.screens.debugger import DebuggerScreen

MOST = (500, 500)
"""The most columns and rows."""


def checked_output(path: Path, overwrite: bool) -> Path:
    """Find out whether a still can be saved there, before it is made; with ~ written out.

    Raises:
        FileNameError: where no file can be called that.
        StillError: where it cannot.
        PictureError: where what it takes is not installed.
    """
    path, shown = file_to_write(path), plain(str(path))
    if path.suffix not in FORMS:
        raise StillError(f"{shown}: the name has to end in one of {', '.join(FORMS)}")
    if os.path.lexists(path) and not overwrite:
        raise StillError(f"{shown}: exists already, and is left as it is; --force writes over it")
    if path.suffix == PNG:
        check_pictures(PNG)
    return path


def snapshot(
    debugger: Debugger,
    look: Look,
    theme: str,
    size: tuple[int, int],
    commands: Sequence[str] = (),
) -> Still:
    """What the app shows in a terminal of some size, after some commands.

    Raises:
        StillError: where there is no such theme, or at the first command that cannot be done.
    """
    if theme not in [each.name for each in look.themes]:
        raise StillError(f"--theme {plain(theme)}: {refusal(theme, look.themes)}")
    return asyncio.run(_snapshot(DebuggerApp(debugger, look, theme), size, commands))


async def _snapshot(app: DebuggerApp, size: tuple[int, int], commands: Sequence[str]) -> Still:
    async with app.run_test(size=size) as pilot:
        screen = cast("DebuggerScreen", app.screen)
        for line in commands:
            screen.submit(line)
            while screen.job is not None:
                await pilot.pause(0.01)
            await pilot.pause()
            question = screen.voice.question
            problem = screen.voice.problem or (question and f"{question}? nobody is asked")
            if problem:
                raise StillError(f"{plain(line)!r}: {problem}")
            if app.screen is not screen or not screen.is_attached:
                raise StillError(f"{plain(line)!r}: there is nothing to be seen after that")
        await pilot.pause()
        return take_still(screen.app, screen.painter, title_of(screen.stop))
