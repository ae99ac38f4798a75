"""The palette, which lies over the panels: commands, found by some letters of their names."""

from __future__ import annotations

from textual import events

from tui.commands.lists import Outcome
from tui.commands.palette import choices, entries
from tui.commands.prompt import Prompt
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.widgets.contained import contained
from tui.widgets.lines import Lines
from tui.widgets.listing import Listing, written
from tui.widgets.overlay import Overlay
from tui.widgets.prompt import typed_line

CLOSES = frozenset({"escape", "ctrl+p", "ctrl+g"})

WAYS = {"ctrl+n": "down", "tab": "down", "shift+tab": "up"}
"""Keys that move the cursor as another does."""

TO_ROWS = frozenset({"up", "down", "pageup", "pagedown"})
"""The keys that move the cursor in the list; others edit what is typed above it."""


class Palette(Lines, Overlay):
    """Lists commands while some of the letters of one are typed.

    Args:
        look: how to draw.
    """

    takes_text = True

    def __init__(self, look: Look) -> None:
        super().__init__(Frame(look.glyphs))
        self._look = look
        self._entries = entries(look)
        self._query = Prompt()
        self._list = Listing(choices(self._entries, ""))
        self.styles.height = len(self._entries) + 3  # it keeps its place as the list gets shorter

    def add(self, text: str) -> None:
        """Type into the query."""
        self._ask(self._query.typed(text))

    def obey(self, key: str) -> Outcome:
        """Move the cursor, edit the query, close, or do what the cursor is on."""
        key = self._look.keymap.read("palette", key)
        key = WAYS.get(key, key)
        if key in CLOSES:
            return Outcome(closes=True)
        if key == "enter":
            return self._list.outcome(key)
        if key in TO_ROWS:
            self._go(self._list.moved(key, self.room.height - 1) or self._list)
        else:  # Backspace with nothing typed would leave a line, and leaves this as it is
            self._ask(self._query.edited(key) or self._query)
        return Outcome()

    @contained
    def redraw(self) -> None:
        """Draw what is typed, and the commands below it."""
        width, height = self.room
        if not self.room:
            return
        self._list = self._list.seen(max(height - 1, 1))
        lines = self._list.lines(self._look, width, max(height - 1, 1))
        foot = written(self._look.told(self._list.choices.hint), self._look, width - 3)
        typed = typed_line(self._query, width, "> ")
        self.show([typed, *lines], self._list.title(height - 1), foot)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a second click does what Enter does."""
        place = self.place_of(event)
        if place is not None and place.y:
            self._go(self._list.at(self._list.top + place.y - 1))
            if event.chain == 2:
                self.post_message(events.Key(self._look.keymap.one("palette", "choose"), None))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next row."""
        event.stop()
        self._go(self._list.at(self._list.cursor + 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the row before."""
        event.stop()
        self._go(self._list.at(self._list.cursor - 1))

    def _ask(self, query: Prompt) -> None:
        """Look for other letters, with the cursor on what fits them best."""
        if query.text != self._query.text:
            self._list = Listing(choices(self._entries, query.text))
        self._query = query
        self.redraw()

    def _go(self, listing: Listing) -> None:
        self._list = listing
        self.redraw()
