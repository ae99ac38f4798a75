"""The command `makabaka-tui tour`, and lectures played in the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli.options import app
from tui.cli.shared import InputError, is_terminal, settings

if TYPE_CHECKING:
    from tui.cli.open import Display
    from tui.lectures.lecture import Playing


@app.command
def tour(
    *,
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool | None = None,
    theme: str | None = None,
) -> int:
    """Take the tour: a minute in the app, with your own keys.

    Args:
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light, terminal (the terminal's own) or another (see config).
    """
    from tui.cli.open import display_of
    from tui.commands.lists import TOUR
    from tui.lectures.lecture import Playing
    from tui.lectures.reader import load_lecture

    playing = Playing(load_lecture(TOUR), TOUR)
    return play_on_screen(playing, display_of(settings(), ascii, mouse, theme), "tour")


def play_on_screen(playing: Playing, display: Display, where: str, instead: str = "") -> int:
    """Play a lecture in the app.

    Args:
        playing: the lecture.
        display: how the app is shown.
        where: the command that plays it.
        instead: what can be done without a terminal.

    Raises:
        InputError: where there is no terminal.
    """
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise InputError(f"{where}: this is no terminal{instead}")
    from engine.debugger.debugger import Debugger
    from tui.cli.open import run_app
    from tui.sessions.opening import Opened

    opening = playing.lecture.opening
    return run_app(Opened(Debugger(opening.program, opening.recipe)), display, lecture=playing)
