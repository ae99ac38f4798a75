"""The census of a study over the panels, to walk in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from textual import events

from tui.commands.lists import Outcome
from tui.commands.prompt import Prompt
from tui.drawing.census.census import Census
from tui.drawing.census.page import Page, clicked, page_lines, seen
from tui.drawing.census.view import View
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.widgets.contained import contained
from tui.widgets.lines import Lines
from tui.widgets.overlay import LIST_CLOSES, Overlay
from tui.widgets.prompt import typed_line

KEYS = (
    "«Enter study.open» opens the run, «/ study.search» filters, «g study.group» groups, "
    "«+ study.closer» «- study.farther» zoom, "
)
"""What the keys do, as far as there is room."""

CLOSES, STOPS, GOES_ON = (
    "«q study.close» closes", "«Esc study.back» stops", "«c study.continue» goes on, ",
)  # fmt: skip

TYPING = "an outcome or a reason: solved, 0.693, dead; Enter keeps it, Esc shows all"

OPENS, STOP, CONTINUE = "study open", "study stop", "study continue"
"""What is done to the study by the lines that are typed for it too."""

WAYS = {
    "left": (-1, 0), "h": (-1, 0), "right": (1, 0), "l": (1, 0), "up": (0, -1), "k": (0, -1),
    "down": (0, 1), "j": (0, 1),
}  # fmt: skip
"""So many cells across and down each key goes."""


class Made(NamedTuple):
    """How far a study has come.

    Args:
        census: what is known of it.
        curves: the losses of runs of the column of the cursor, by their place in it.
        title: what it is, and how far it has come.
        is_running: whether it goes on.
        is_whole: whether all its runs are made.
    """

    census: Census
    curves: Mapping[int, Sequence[float]] = {}
    title: str = ""
    is_running: bool = False
    is_whole: bool = True

    @property
    def is_stopped(self) -> bool:
        """Whether it can be gone on with."""
        return not self.is_running and not self.is_whole


class CensusView(Lines, Overlay):
    """Draws the census of a study, as far as it has come.

    Args:
        look: how to draw.
        view: what is seen of it.
        follow: called with what is seen now, wherever that changes.
    """

    def __init__(self, look: Look, view: View, follow: Callable[[View], None]) -> None:
        super().__init__(Frame(look.glyphs, padding=1))
        self._look, self._follow = look, follow
        self._view = view
        self._made = Made(view.census)
        self._query: Prompt | None = Prompt(view.asked) if view.asked else None

    @property
    def view(self) -> View:
        """What is seen."""
        return self._view

    def take(self, made: Made) -> None:
        """Show a study that has come further."""
        self._made = made
        self._view = self._fitted(self._view.seen(made.census, self._view.grid))
        self.redraw()

    def obey(self, key: str) -> Outcome:
        """Move the cursor, filter, group, zoom, open the run, stop the study, or close."""
        if self.takes_text:
            self._type(key)
            return Outcome()
        key = self._look.keymap.read("study", key)
        if key == "escape" and self._query is not None:
            self._ask(None)
        elif key == "escape" and self._made.is_running:
            return Outcome(line=STOP)
        elif key in LIST_CLOSES:
            return Outcome(closes=True)
        elif key == "enter":
            return Outcome(line=OPENS if self._view.inside else "")
        elif key == "c" and self._made.is_stopped:
            return Outcome(line=CONTINUE)
        elif key == "slash":
            self.takes_text = True
            self._ask(self._query or Prompt())
        else:
            self._see(_moved(self._view, key))
        return Outcome()

    def add(self, text: str) -> None:
        """Type into what runs are filtered by, while that is typed."""
        if self.takes_text and self._query is not None:
            self._ask(self._query.typed(text))

    def _type(self, key: str) -> None:
        """Edit what runs are filtered by, or end that."""
        if key == "enter":
            self.takes_text = False
            self._ask(self._query if self._query is not None and self._query.text else None)
            return
        kept = None if self._query is None or key == "escape" else self._query.edited(key)
        self.takes_text = kept is not None
        self._ask(kept)

    def _ask(self, query: Prompt | None) -> None:
        self._query = query
        self._see(self._view.asking("" if query is None else query.text))

    def _see(self, view: View) -> None:
        self._view = self._fitted(view)
        self._follow(self._view)
        self.redraw()

    @property
    def _page(self) -> Page:
        return Page(self.room.width, max(self.room.height - self._head, 1))

    @property
    def _head(self) -> int:
        """The lines above the page: what is typed, if anything is."""
        return int(self._query is not None)

    def _fitted(self, view: View) -> View:
        """The view in the room that there is, once there is some."""
        return seen(view, view.census, self._page) if self.room else view

    @contained
    def redraw(self) -> None:
        """Draw the page, once there is room for it."""
        width, height = self.room
        if not self.room:
            return
        self._view = self._fitted(self._view)
        query = self._query
        head = [] if query is None else [typed_line(query, width, "/ ")]
        lines = page_lines(self._view, self._made.curves, self._look, self._page)
        foot = TYPING if self.takes_text else _foot(self._made, self._look, width - 3)
        self.show(
            [*head, *lines][:height],
            self._look.shortened(self._made.title, width - 2),
            self._look.shortened(foot, width - 3),
        )

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that was clicked; a second click opens it."""
        place = self.place_of(event)
        if place is None:
            return
        view = clicked(self._view, place.x, place.y - self._head, self._page)
        if view is not None:
            self._see(view)
            if event.chain == 2:
                self.post_message(events.Key(self._look.keymap.one("study", "open"), None))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next row."""
        event.stop()
        self._see(self._view.moved(0, 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the row before."""
        event.stop()
        self._see(self._view.moved(0, -1))


def _foot(made: Made, look: Look, width: int) -> str:
    """What the keys do, as far as there is room; how it ends in any case."""
    ends = look.told(STOPS if made.is_running else CLOSES)
    ends = (look.told(GOES_ON) if made.is_stopped else "") + ends
    parts = KEYS.removesuffix(", ").split(", ")
    for count in range(len(parts), 0, -1):
        text = look.told(f"{', '.join(parts[:count])}, {ends}")
        if len(text) <= width:
            return text
    return ends


def _moved(view: View, key: str) -> View:
    """What is seen after a key that moves the cursor, groups or zooms."""
    rows, columns = view.grid.rows, len(view.census.columns)
    ways = {**WAYS, "pagedown": (0, rows), "pageup": (0, -rows)}
    turns = {"tab": 1, "shift+tab": -1}
    ends = {"home": 0, "end": len(view.orders[view.column])}
    zooms = {"plus": 1, "minus": -1}
    if key in ways:
        return view.moved(*ways[key])
    if key in turns:
        return view.at((view.column + turns[key]) % columns, view.place)
    if key in ends:
        return view.at(view.column, ends[key])
    if key in zooms:
        return view.zoomed(zooms[key])
    return view.grouped() if key == "g" else view
