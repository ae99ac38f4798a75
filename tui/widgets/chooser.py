"""A list that lies over the panels, with a cursor, to act in."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from engine.debugger.stop import Stop
from tui.commands.lists import Choices, Outcome
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.widgets.contained import contained
from tui.widgets.lines import Lines
from tui.widgets.listing import Listing, written
from tui.widgets.overlay import LIST_CLOSES, Overlay

CLOSES = "«q list.close» closes"


class Chooser(Lines, Overlay):
    """Lists choices; what its keys do to them is for the screen to do.

    Args:
        look: how to draw.
        choices_at: makes the list for a stop, and again for each that comes after.
        stop: the stop to begin with.
    """

    def __init__(self, look: Look, choices_at: Callable[[Stop], Choices], stop: Stop) -> None:
        super().__init__(Frame(look.glyphs))
        self._look = look
        self._choices_at = choices_at
        self._stop = stop
        choices = choices_at(stop)
        self._list = Listing(choices, choices.start)
        self._take_room()

    def renew(self, stop: Stop) -> None:
        """Make the list anew; the cursor stays where it is, or goes to the last row there is."""
        if stop is self._stop:
            return
        self._stop, self._list = stop, self._list.of(self._choices_at(stop))
        self._take_room()
        self.redraw()

    def obey(self, key: str) -> Outcome:
        """Move the cursor, close, or do what the row says that the cursor is on."""
        key = self._look.keymap.read("list", key)
        if key in LIST_CLOSES:
            return Outcome(closes=True)
        moved = self._list.moved(key, self.room.height)
        if moved is None:
            return self._list.outcome(key)
        self._go(moved)
        return Outcome()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a second click does what Enter does."""
        place = self.place_of(event)
        if place is not None:
            self._go(self._list.at(self._list.top + place.y))
            if event.chain == 2:
                self.post_message(events.Key(self._look.keymap.one("list", "choose"), None))

    @contained
    def redraw(self) -> None:
        """Draw the rows around the cursor, once there is room for them."""
        width, height = self.room
        if not self.room:
            return
        self._list = self._list.seen(height)
        hint = f"{self._list.choices.hint}, " if self._list.choices.rows else ""
        foot = self._look.told(f"{hint}{CLOSES}")
        lines = self._list.lines(self._look, width, height)
        self.show(lines, self._list.title(height), written(foot, self._look, width - 3))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next row."""
        event.stop()
        self._go(self._list.at(self._list.cursor + 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the row before."""
        event.stop()
        self._go(self._list.at(self._list.cursor - 1))

    def _take_room(self) -> None:
        """Take a line for each row, or for what is said where there is none, and for the frame."""
        self.styles.height = max(len(self._list.choices.rows), 1) + 2

    def _go(self, listing: Listing) -> None:
        self._list = listing
        self.redraw()
