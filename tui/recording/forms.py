"""The forms of a recording, by the names of files: a cast, or what is made of one at its end."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from engine.errors import ConfirmError
from engine.language.text import plain

PAGES = (".html", ".htm")
MOVING = (".gif", ".webp")
NOT_MADE = (
    ".mp4",
    ".m4v",
    ".mov",
    ".avi",
    ".mkv",
    ".webm",
    ".mpg",
    ".mpeg",
    ".svg",
    ".png",
    ".pdf",
)
"""What people ask for and would not get: a cast under such a name is played by nothing."""

CAST = ".cast"
"""What the name of the cast ends in that something else is made of."""


def form_of(path: Path) -> str:
    """The form that the name of a recording asks for: `.gif`; empty for a cast.

    >>> form_of(Path("lecture.GIF")), form_of(Path("lecture.cast"))
    ('.gif', '')
    """
    suffix = path.suffix.lower()
    return suffix if suffix in (*PAGES, *MOVING) else ""


def check_form(path: Path) -> None:
    """Find out whether the form can be made that the name of a recording asks for.

    Raises:
        FileNameError: where it is none that is made here.
        PictureError: where what it takes is not installed.
    """
    if path.suffix.lower() in NOT_MADE:
        from tui.commands.names import FileNameError

        raise FileNameError(f"{plain(str(path))}: recordings end in .cast, .html, .gif or .webp")
    form = form_of(path)
    if form in MOVING:
        from tui.recording.raster import check_pictures

        check_pictures(form)


def cast_of(path: Path) -> Path:
    """The cast that is recorded for a recording in another form.

    Raises:
        FileNameError: where no file can be called that.
    """
    from tui.commands.names import file_to_write

    return Path(f"{file_to_write(path)}{CAST}")


def open_recording(path: Path, overwrite: bool = False) -> BinaryIO:
    """Open the cast to record to, which in another form is beside what is made of it.

    Raises:
        ConfirmError: where there is such a file, and it may not be overwritten.
        DebuggerError: where that cannot be done.
    """
    from tui.recording.cast import open_cast

    check_form(path)
    if not form_of(path):
        return open_cast(path, overwrite)
    cast = cast_of(path)
    if cast.with_suffix("").exists() and not overwrite:
        raise ConfirmError(f"write over {plain(str(path))}, which exists")
    return open_cast(cast, overwrite)
