"""The help, which lies over the panels: what can be done, how, and by which keys; searched by /."""

from __future__ import annotations

from textual import events

from engine.debugger.stop import Stop
from tui.commands.help import entries, found
from tui.commands.lists import Outcome
from tui.commands.prompt import Prompt
from tui.drawing.frame import Frame
from tui.drawing.look import Line, Look
from tui.widgets.contained import contained
from tui.widgets.help_list import HelpList, Listed, Shares, help_lines
from tui.widgets.lines import Lines
from tui.widgets.listing import written
from tui.widgets.overlay import LIST_CLOSES, Overlay
from tui.widgets.prompt import typed_line

CLOSES = LIST_CLOSES | {"question_mark"}

SEARCHES = "slash"

WAYS = {"space": "pagedown", "b": "pageup"}
"""Keys that move the cursor as another does, while no words are typed."""

TO_ROWS = frozenset({"up", "down", "pageup", "pagedown", "tab", "shift+tab"})
"""The keys that move the cursor while words are typed; others edit these."""

HEAD = "Press «/ help.search» and type what you want to do: why zero, slower, dead, compare"

FOOT = (
    "«Enter help.choose» does it, «/ help.search» searches, «Tab help.next-group» next group, "
    "«q help.close» closes"
)

TYPING_FOOT = "Enter does it, Esc lists all"


class Help(Lines, Overlay):
    """Lists what can be done, and finds it by words.

    Args:
        look: how to draw.
        stop: where the debugger stands, whose network has names to give examples with.
        words: what to search for at first; empty to list all.
    """

    def __init__(self, look: Look, stop: Stop, words: str = "") -> None:
        super().__init__(Frame(look.glyphs))
        self._look = look
        self._entries = entries(look, stop)
        self._all = HelpList(Listed(self._entries), look)
        self._list = self._all
        self._query: Prompt | None = None
        if words:
            self._ask(Prompt(words))

    def add(self, text: str) -> None:
        """Type into the words that are searched."""
        if self._query is not None:
            self._ask(self._query.typed(text))

    def obey(self, key: str) -> Outcome:
        """Move the cursor, search, close, or do what the cursor is on."""
        if self._query is None:
            key = self._look.keymap.read("help", key)
        if key == "enter":
            entry = self._list.entry
            return Outcome() if entry is None or entry.outcome is None else entry.outcome
        if self._query is None:
            return self._browse(WAYS.get(key, key))
        if key in TO_ROWS:
            self._move(key)
        else:
            self._ask(self._query.edited(key))
        return Outcome()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the entry that was clicked; a second click does what Enter does."""
        place, shares = self.place_of(event), Shares.of(*self.room)
        if place is not None and 0 < place.y <= shares.height and place.x < shares.width:
            self._go(self._list.at_row(place.y - 1, shares.width))
            if event.chain == 2:
                is_typed = self._query is not None
                key = "enter" if is_typed else self._look.keymap.one("help", "choose")
                self.post_message(events.Key(key, None))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next entry."""
        event.stop()
        self._go(self._list.at(self._list.cursor + 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the entry before."""
        event.stop()
        self._go(self._list.at(self._list.cursor - 1))

    @contained
    def redraw(self) -> None:
        """Draw what there is room for, with the entry of the cursor in it."""
        if not self.room:
            return
        width, height = self.room
        shares = Shares.of(width, height)
        self._list = self._list.seen(shares.width, shares.height)
        lines = help_lines(self._list, self._head(width), width, height)
        foot = FOOT if self._query is None else TYPING_FOOT
        self.show(lines, "Help", written(self._look.told(foot), self._look, width - 3))

    def _head(self, width: int) -> Line:
        if self._query is None:
            return ((written(self._look.told(f" {HEAD}"), self._look, width), "dim"),)
        return typed_line(self._query, width, "/ ")

    def _browse(self, key: str) -> Outcome:
        """Obey a key while no words are typed."""
        if key == SEARCHES:
            self._ask(Prompt())
        elif key in CLOSES:
            return Outcome(closes=True)
        else:
            self._move(key)
        return Outcome()

    def _move(self, key: str) -> None:
        shares = Shares.of(*self.room)
        moved = self._list.moved(key, shares.width, shares.height)
        if moved is not None:
            self._go(moved)

    def _ask(self, query: Prompt | None) -> None:
        """List what other words find; all, as it was, where none are typed any more."""
        if query is None or (self._query is not None and query.text == self._query.text):
            listing = self._list if query is not None else self._all
        else:
            is_asked = bool(query.text.strip())
            offered = found(self._entries, query.text) if is_asked else self._entries
            listing = HelpList(Listed(offered, is_found=is_asked), self._look)
        self._query, self.takes_text = query, query is not None
        self._go(listing)

    def _go(self, listing: HelpList) -> None:
        self._list = listing
        self.redraw()
