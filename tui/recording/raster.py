"""Pictures in SVG as dots: by resvg, with fonts of our own, so that no machine decides.

It takes the extra `pictures`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from engine.errors import DebuggerError

NEEDED = ("resvg_py", "PIL")
"""The modules that come with the extra."""

EXTRA = "pip install 'makabaka-tui[pictures]'"

FOLDER = Path(__file__).with_name("fonts")

UNKNOWN = "▯"
"""What is drawn for a character that the fonts do not have."""


class PictureError(DebuggerError):
    """A picture that cannot be made, with the cure."""


def check_pictures(form: str) -> None:
    """Find out whether pictures can be made, before there is anything to lose.

    Args:
        form: what is wanted, as `.gif`.

    Raises:
        PictureError: where what it takes is not installed.
    """
    if any(find_spec(name) is None for name in NEEDED):
        raise PictureError(f"{form} takes an extra that is not installed: {EXTRA}")


def rendered(picture: str, scale: float = 1.0) -> bytes:
    """A picture in SVG as PNG.

    Args:
        picture: the SVG.
        scale: how many dots a unit takes, across and down.

    Raises:
        PictureError: where it cannot be made.
    """
    check_pictures(".png")
    import resvg_py

    try:
        made: bytes = resvg_py.svg_to_bytes(
            svg_string=_unknown().sub(UNKNOWN, picture),
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(path) for path in sorted(FOLDER.glob("*.ttf"))],
            monospace_family="DejaVu Sans Mono",
        )
    except ValueError as error:
        raise PictureError(f"the picture cannot be made: {error}") from None
    return made


@cache
def _unknown() -> re.Pattern[str]:
    """Any character that the fonts do not have."""
    known = (FOLDER / "characters.txt").read_text(encoding="utf-8").splitlines()
    ranges = "".join(f"{re.escape(each[0])}-{re.escape(each[-1])}" for each in known)
    return re.compile(rf"[^\x00-\x7f{ranges}]")
