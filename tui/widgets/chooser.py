"""A list that lies over the panels, with a cursor, to act in."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from engine.debugger.stop import Stop
from tui.commands.lists import Choices, Outcome
from tui.commands.prompt import Prompt
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.widgets.contained import contained
from tui.widgets.lines import Lines
from tui.widgets.listing import Listing, written
from tui.widgets.overlay import LIST_CLOSES, Overlay
from tui.widgets.palette import TO_ROWS
from tui.widgets.picking import Picking
from tui.widgets.prompt import typed_line

CLOSES = "«q list.close» closes"

PICKS = "«/ list.search» filters, «O list.order» orders, "
"""What is told as well where there is more than one row."""

TYPING = "letters filter, Enter keeps them, Esc shows all"


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
        self._all, self._picking = choices, Picking()
        self._list = Listing(choices, choices.start)
        self._take_room()

    def renew(self, stop: Stop) -> None:
        """Make the list anew; the cursor stays where it is, or goes to the last row there is."""
        if stop is self._stop:
            return
        self._stop, self._all = stop, self._choices_at(stop)
        self._list = self._list.of(self._picking.picked(self._all))
        self._take_room()
        self.redraw()

    def obey(self, key: str) -> Outcome:
        """Move the cursor, filter, close, or do what the row says that the cursor is on."""
        if self.takes_text and key not in TO_ROWS:
            self._type(key)
            return Outcome()
        key = self._look.keymap.read("list", key)
        picking = self._picking
        if key == "escape" and picking.query is not None:
            self._pick(picking.asking(None))
        elif key in LIST_CLOSES:
            return Outcome(closes=True)
        elif key == "slash":
            self.takes_text = True
            self._pick(picking.asking(picking.query or Prompt()))
        elif key == "O":
            self._pick(picking.turned())
        else:
            moved = self._list.moved(key, self._rows)
            if moved is None:
                return self._list.outcome(key)
            self._go(moved)
        return Outcome()

    def add(self, text: str) -> None:
        """Type into what rows are filtered by, while that is typed."""
        if self.takes_text and self._picking.query is not None:
            self._pick(self._picking.asking(self._picking.query.typed(text)))

    def _type(self, key: str) -> None:
        """Edit what rows are filtered by, or end that."""
        query = self._picking.query
        if key == "enter":
            kept = query if query is not None and query.text else None
            self.takes_text = False
        else:
            kept = None if query is None or key == "escape" else query.edited(key)
            self.takes_text = kept is not None
        self._pick(self._picking.asking(kept))

    def _pick(self, picking: Picking) -> None:
        """Show other rows, or in another order, with the cursor on the row that it was on."""
        rows, cursor = self._list.choices.rows, self._list.cursor
        here = rows[cursor] if rows else None
        self._picking = picking
        choices = picking.picked(self._all)
        place = choices.rows.index(here) if here in choices.rows else 0
        self._list = Listing(choices, place)
        self._take_room()
        self.redraw()

    @property
    def _rows(self) -> int:
        """How many rows there is room for, below what is typed."""
        return max(self.room.height - self._head, 1)

    @property
    def _head(self) -> int:
        """The lines above the rows: what is typed, if anything is."""
        return int(self._picking.query is not None)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a second click does what Enter does."""
        place = self.place_of(event)
        if place is not None and place.y >= self._head:
            self._go(self._list.at(self._list.top + place.y - self._head))
            if event.chain == 2:
                self.post_message(events.Key(self._look.keymap.one("list", "choose"), None))

    @contained
    def redraw(self) -> None:
        """Draw the rows around the cursor, once there is room for them."""
        width, height = self.room
        if not self.room:
            return
        self._list = self._list.seen(self._rows)
        lines = self._list.lines(self._look, width, self._rows)
        query = self._picking.query
        head = [] if query is None else [typed_line(query, width, "/ ")]
        foot = written(self._foot(width - 3), self._look, width - 3)
        self.show([*head, *lines][:height], self._list.title(self._rows), foot)

    def _foot(self, width: int) -> str:
        """What the keys do; how rows are picked as far as there is room."""
        if self.takes_text:
            return TYPING
        told, choices = self._look.told, self._list.choices
        hint = f"{choices.hint}, " if choices.rows else ""
        whole = told(f"{hint}{PICKS}{CLOSES}")
        return whole if len(self._all.rows) > 1 and len(whole) <= width else told(f"{hint}{CLOSES}")

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
        self.styles.height = max(len(self._list.choices.rows), 1) + self._head + 2

    def _go(self, listing: Listing) -> None:
        self._list = listing
        self.redraw()
