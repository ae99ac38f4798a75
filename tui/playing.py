"""What `makabaka-tui play` does besides opening the app: checks and recordings of lectures."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.route import ConfirmError
from engine.source import SpecError, plain
from tui.look import Look
from tui.walkthrough import Walkthrough
from tui.walkthrough_check import Checked, check

if TYPE_CHECKING:
    from tui.cast import Kind

LEAST, MOST = (60, 16), (500, 200)
"""The columns and rows of the smallest and of the largest recording."""


class Lecture(NamedTuple):
    """A lecture, and how to play it."""

    walkthrough: Walkthrough
    auto: bool = False
    speed: float = 1.0


def read_size(text: str) -> tuple[int, int]:
    """Columns and rows, as in 100x30.

    Raises:
        SpecError: where a text says none, or too few or too many.
    """
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", text)
    if found is None:
        raise SpecError(f"--size {plain(text)}: write columns and rows, as in 100x30")
    size = int(found[1]), int(found[2])
    if not all(least <= n <= most for least, n, most in zip(LEAST, size, MOST, strict=True)):
        ends = " to ".join(f"{width}x{height}" for width, height in (LEAST, MOST))
        raise SpecError(f"--size {plain(text)}: write a size from {ends}")
    return size


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
    from tui.cast import open_cast
    from tui.lecture_recording import record_lecture

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


__all__ = ["Lecture", "check", "read_size", "record", "say_checked"]
