"""The tree of why a value is what it is, over the panels, to be walked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from engine.debugger.stop import Stop
from engine.language.notation import Style
from engine.why.tree import WhyBranch
from tui.commands.lists import Outcome
from tui.commands.questions import asked
from tui.drawing.frame import Frame
from tui.drawing.look import Line, Look
from tui.drawing.why_lines import SAID_ROWS, row_lines, said_lines
from tui.drawing.why_rows import WhyTree
from tui.widgets.contained import contained
from tui.widgets.lines import Lines
from tui.widgets.overlay import LIST_CLOSES, Overlay

KEYS = (
    "«↑ why.up» «↓ why.down» move, «→ why.open» opens, «← why.fold» closes, «g why.go» goes there, "
    "«q why.close» closes"
)
"""What the keys do."""

NARROW = 72
"""The columns that a line has at least, to tell how many rows the answer takes."""


class WhyTreeView(Lines, Overlay):
    """Draws the answer, the tree, and the equation of the branch that the cursor is on.

    Args:
        look: how to draw.
        answer: what there is to say to it.
        tree: the tree to begin with.
    """

    def __init__(self, look: Look, answer: Sequence[str], tree: WhyTree) -> None:
        super().__init__(Frame(look.glyphs, padding=1))
        self._look = look
        self._answer = answer
        self._tree = tree
        self._top = 0
        self._page = 1
        self._height = 0
        self._take_room()

    def obey(self, key: str) -> Outcome:
        """Walk in the tree, go to the step of a branch, or close."""
        key = self._look.keymap.read("why", key)
        if key in LIST_CLOSES:
            return Outcome(closes=True)
        if key == "g":
            return self._go()
        self._walk(self._tree.obey(key, self._page))
        return Outcome()

    @contained
    def redraw(self) -> None:
        """Draw the rows around the cursor between the answer and the equation."""
        width, height = self.room
        if not self.room:
            return
        rows, here = self._tree.rows, self._tree.here
        answer = said_lines(self._answer, self._look, width)
        self._page = max(height - len(answer) - SAID_ROWS - 2, 1)
        self._top = max(min(here, max(self._top, here - self._page + 1)), 0)
        self._top = max(min(self._top, len(rows) - self._page), 0)
        shown = rows[self._top : self._top + self._page]
        drawn = row_lines(self._tree, shown, self._look, width)
        equation = said_lines([self._tree.branch.equation], self._look, width)
        gap: list[Line] = [()] * (height - len(answer) - 1 - len(drawn) - SAID_ROWS)
        place = f" {here + 1}/{len(rows)}" if len(rows) > self._page else ""
        keys = self._look.told(KEYS)
        self.show(
            [*answer, (), *drawn, *gap, *equation],
            self._look.shortened(f"Why {self._tree.root.name}{place}", width - 2),
            self._look.shortened(keys, width - 1),
        )

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked, and open or close its branch."""
        place = self.place_of(event)
        if place is None:
            return
        row = self._top + place.y - len(said_lines(self._answer, self._look, self.room.width)) - 1
        if 0 <= row - self._top < self._page and row < len(self._tree.rows):
            self._walk(self._tree.at(row).obey("enter"))

    def on_mouse_scroll_down(self) -> None:
        """Go to the next row."""
        self._walk(self._tree.obey("down"))

    def on_mouse_scroll_up(self) -> None:
        """Go to the row before."""
        self._walk(self._tree.obey("up"))

    def _walk(self, tree: WhyTree) -> None:
        self._tree = tree
        self._take_room()
        self.redraw()

    def _take_room(self) -> None:
        """Take the rows that are needed; what has been taken is kept."""
        said = len(said_lines(self._answer, self._look, NARROW)) + SAID_ROWS
        height = max(self._height, said + len(self._tree.rows) + 4)
        if height != self._height:
            self._height = height
            self.styles.height = height

    def _go(self) -> Outcome:
        """Go to the step that computed what the cursor is on, if one did."""
        place = self._tree.branch.place
        if place is None:
            return Outcome()
        is_now = place.iteration == self._tree.root.iteration
        line = f"goto {place.step}" if is_now else f"goto {place.step} {place.iteration}"
        return Outcome(closes=True, line=line)


def walk_why(stop: Stop, argument: str, style: Style) -> tuple[Sequence[str], WhyTree] | None:
    """The sentence that says why, and the tree to walk in; None where there is nothing to walk."""
    from engine.queries.symbols import why_no_gradient
    from engine.why.quantity import ask
    from engine.why.words import say_answer
    from tui.drawing.why_rows import grow

    text = argument or asked(stop)
    if why_no_gradient(text, stop.program):
        return None
    quantity = ask(text, stop.state, stop.timeline)
    if quantity.step is None:
        return None
    tree = grow(WhyBranch(quantity, stop.cursor.iteration, style))
    return say_answer(quantity, stop.state, style), tree
