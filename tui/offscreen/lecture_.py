"""What `makabaka-tui play` does besides opening the app: checks and recordings of lectures."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.cursor import ConfirmError
from engine.network.source import SpecError, plain
from tui.drawing.look import Look
from tui.lectures.check import Checked
from tui.lectures.reader import Walkthrough

if TYPE_CHECKING:
    from tui.recording.cast import Kind

MOST = (500, 200)
"""The columns and rows of the largest recording."""


class Lecture(NamedTuple):
    """A lecture, and how to play it."""

    walkthrough: Walkthrough
    auto: bool = False
    speed: float = 1.0


def say_checked(walkthrough: Walkthrough, checked: Checked) -> str:
    """That all expectations hold."""
    many = "expectation holds" if checked.held == 1 else "expectations hold"
    return f"{plain(walkthrough.source.path)}: {checked.held} {many}"


def record(
    lecture: Lecture, path: Path, size: tuple[int, int], kind: Kind, look: Look, theme: str
) -> str:
    """Record a lecture whose expectations all hold; tells what came of it.

    Raises:
        SpecError: where it cannot be played, or the file exists already.
        SessionError: where the file cannot be written.
    """
    os.environ.pop("NO_COLOR", None)  # a recording is the same wherever it is made
    from tui.offscreen.lecture import record_lecture
    from tui.recording.cast import open_cast

    shown = plain(str(path))
    try:
        file = open_cast(path)
    except ConfirmError:
        raise SpecError(
            f"--record {shown}: exists already, and is left as it is; delete it first"
        ) from None
    try:
        with file:
            seconds = record_lecture(
                lecture.walkthrough, file, size, kind, look, theme, lecture.speed
            )
    except BaseException:  # Ctrl+C as well: half a lecture is none
        with suppress(OSError):
            path.unlink()
        raise
    return f"{shown}: {seconds:.0f} s in {size[0]}x{size[1]}; asciinema play {shown}"
