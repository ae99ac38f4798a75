"""The drawing of a panel, contained: where it fails that is said in its place, and all goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Protocol, TypeVar

from textual.app import App
from textual.geometry import Region
from textual.strip import Strip

from tui.drawing.look import Line
from tui.faults.notice import REPORTS, is_debugging
from tui.faults.supervised import SupervisedApp

SAID: Line = ((f" not drawn: something went wrong here; {REPORTS}", "error"),)
"""What stands in the place of what cannot be drawn."""


class Shows(Protocol):
    """A panel, as far as it says that it cannot be drawn."""

    @property
    def app(self) -> App[object]:
        """What keeps the fault, and tells it."""

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these lines."""


Panel = TypeVar("Panel", bound=Shows)


def contained(draw: Callable[[Panel], None]) -> Callable[[Panel], None]:
    """A drawing that may fail."""

    @wraps(draw)
    def drawn(panel: Panel) -> None:
        try:
            draw(panel)
        except Exception as error:
            if not _suffers(panel.app, error):
                raise
            panel.show([SAID])

    return drawn


def contained_strips(
    render: Callable[[Panel, Region], list[Strip]],
) -> Callable[[Panel, Region], list[Strip]]:
    """A rendering that may fail, as Textual would try it again and again."""

    @wraps(render)
    def rendered(panel: Panel, crop: Region) -> list[Strip]:
        try:
            return render(panel, crop)
        except Exception as error:
            if not _suffers(panel.app, error):
                raise
            return [Strip.blank(crop.width)] * crop.height

    return rendered


def _suffers(app: App[object], error: Exception) -> bool:
    """Have the app keep a fault and tell it, if it is one that does."""
    if is_debugging() or not isinstance(app, SupervisedApp):
        return False
    app.suffer(error, is_contained=True)
    return True
