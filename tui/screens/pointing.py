"""What is pointed at with the mouse: values, borders that are dragged, the panel in focus."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple, Protocol

from textual import events

from engine.debugger.stop import Stop
from tui.screens.arrangement import Sizes
from tui.screens.panels import Panels
from tui.widgets.lines import Panel


class Border(Enum):
    """A border between panels, by what it has on its sides."""

    ROWS = auto()
    COLUMNS = auto()


class Held(NamedTuple):
    """A border that is held.

    Args:
        border: which.
        x: the column in which it was taken.
        y: the row in which it was taken.
        sizes: those of the panels then.
    """

    border: Border
    x: int
    y: int
    sizes: Sizes


class PointingHost(Protocol):
    """The screen, as far as pointing needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def panels(self) -> Panels:
        """Are pointed at."""

    def show_line(self) -> None:
        """Draw the last line anew."""

    def capture_mouse(self, capture: bool = True) -> None:
        """Have all that the mouse does told to the screen, or not any more."""


class Pointing:
    """Follows the mouse on a screen.

    Args:
        host: the screen.
    """

    def __init__(self, host: PointingHost) -> None:
        self._host = host
        self._told = ""
        self._stop: Stop | None = None
        self._held: Held | None = None
        self._drags = False

    @property
    def told(self) -> str:
        """What there is to say about what the mouse is on, as long as nothing has moved on."""
        return self._told if self._stop is self._host.stop else ""

    def hush(self) -> None:
        """Say nothing until the mouse is on something else, as a key was pressed."""
        if self.told:
            self._stop = None
            self._host.show_line()

    def press(self, event: events.MouseDown) -> None:
        """Take hold of a border, or put a panel in focus."""
        self.hush()
        panels = self._host.panels
        x, y = event.screen_x, event.screen_y
        border = self._border_at(x, y)
        if border is not None and event.button == 1:
            self._held = Held(border, x, y, panels.sizes)
        else:
            panels.focus_at(x, y)

    def move(self, event: events.MouseMove) -> None:
        """Drag the border that is held; else say what the mouse is on."""
        if self._held is not None and event.button == 1:
            self._drag(self._held, event)
            return
        self.release()
        panel, text = event.widget, ""
        if isinstance(panel, Panel) and panel.stop is not None and not event.button:
            place = panel.place_of(event)
            text = "" if place is None else panel.told_at(place, panel.stop)
        if text != self.told:
            self._told, self._stop = text, self._host.stop
            self._host.show_line()

    def _drag(self, held: Held, event: events.MouseMove) -> None:
        panels = self._host.panels
        if not self._drags:
            self._drags = True
            self._host.capture_mouse()  # so that what it is let go over is not clicked
        arrangement, sizes = panels.arrangement, held.sizes
        if held.border is Border.ROWS:
            arrangement = arrangement.with_lower(sizes.lower + held.y - event.screen_y, sizes)
        else:
            arrangement = arrangement.with_left(sizes.left + event.screen_x - held.x, sizes)
        if arrangement != panels.arrangement:
            panels.arrange(arrangement)

    def release(self) -> None:
        """Let go of the border that is held, if one is."""
        if self._drags:
            self._host.capture_mouse(False)
        self._held, self._drags = None, False

    def _border_at(self, x: int, y: int) -> Border | None:
        """The border in a cell of the screen: two rows or columns of frames."""
        panels = self._host.panels
        stage, card = panels.stage.region, panels.card.region
        is_hidden = not (stage and card)  # as on a terminal that is too small
        if is_hidden or panels.arrangement.alone is not None or panels.header.is_presenting:
            return None
        if y in (stage.bottom - 1, card.y):
            return Border.ROWS
        is_between = x in (card.right - 1, card.right)
        return Border.COLUMNS if is_between and card.y < y < card.bottom else None
