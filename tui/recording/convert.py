"""Recordings in other forms than a cast: made of a cast, when that is at its end."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from engine.errors import DebuggerError
from engine.files import replace_file
from engine.language.text import plain
from tui.recording.film import film_of
from tui.recording.forms import PAGES, form_of
from tui.recording.reader import CastFile, load_cast


def converted(
    cast: CastFile, name: str, form: str, speed: float = 1.0, idle: float | None = None
) -> bytes:
    """A cast in another form.

    Args:
        cast: the cast.
        name: what errors call it.
        form: as of `form_of`.
        speed: how many times as fast.
        idle: the longest that nothing may happen, in seconds; None for what the cast says.

    Raises:
        CastError: where there is nothing to see in it.
        PictureError: where the form cannot be made.
    """
    film = film_of(cast, plain(name), speed, idle)
    if form in PAGES:
        from tui.recording.page import page

        return page(film).encode()
    from tui.recording.animation import animated

    return animated(film, form)


def say_made(path: Path, size: int) -> str:
    """What was made, and how it is seen.

    >>> say_made(Path("a.gif"), 538_962)
    'a.gif: 539 kB'
    """
    made = f"{plain(str(path))}: {max(size // 1000 + (size % 1000 >= 500), 1):,} kB"
    return f"{made}; any browser plays it" if form_of(path) in PAGES else made


def finish(cast: Path) -> str:
    """Make of a recorded cast what it was recorded for, and say so; then it is not needed any more.

    Raises:
        DebuggerError: where that cannot be made; the cast is kept, and it says so.
    """
    path = cast.with_suffix("")
    try:
        made = converted(load_cast(cast), str(cast), form_of(path))
        replace_file(path, made)
        cast.unlink()
    except (DebuggerError, OSError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        again = f"makabaka-tui convert {quote(str(cast))} {quote(str(path))}"
        raise DebuggerError(f"{reason}; what was recorded is kept: {plain(again)}") from None
    return say_made(path, len(made))
