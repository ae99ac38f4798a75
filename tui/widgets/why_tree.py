"""Why a value is what it is, as a tree that lies over the panels, to be walked."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from textual import events

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.why.tree import WhyBranch
from tui.commands.command import CommandError
from tui.commands.lists import Outcome
from tui.commands.questions import asked
from tui.drawing.look import STATE_ROLES, Line, Look, Span
from tui.drawing.why_rows import Row, WhyTree
from tui.widgets.lines import Frame, Lines
from tui.widgets.overlay import LIST_CLOSES, Overlay

INDENT = 2
"""So many columns a branch stands to the right of the one above it."""

VALUE_WIDTH = 24
"""The most columns of a value."""

SAID_ROWS = 3
"""The most rows of the answer, and of the equation below the tree."""

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
        if key in LIST_CLOSES:
            return Outcome(closes=True)
        if key == "g":
            return self._go()
        self._walk(self._tree.obey(key, self._page))
        return Outcome()

    def redraw(self) -> None:
        """Draw the rows around the cursor between the answer and the equation."""
        width, height = self.room
        if not self.room:
            return
        rows, here = self._tree.rows, self._tree.here
        answer = self._said(self._answer, width)
        self._page = max(height - len(answer) - SAID_ROWS - 2, 1)
        self._top = max(min(here, max(self._top, here - self._page + 1)), 0)
        self._top = max(min(self._top, len(rows) - self._page), 0)
        drawn = self._drawn(rows[self._top : self._top + self._page], width)
        equation = self._said([self._tree.branch.equation], width)
        gap: list[Line] = [()] * (height - len(answer) - 1 - len(drawn) - SAID_ROWS)
        place = f" {here + 1}/{len(rows)}" if len(rows) > self._page else ""
        keys = self._look.keys("↑ ↓ move, → opens, ← closes, g goes there, q closes")
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
        row = self._top + place.y - len(self._said(self._answer, self.room.width)) - 1
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
        said = len(self._said(self._answer, NARROW)) + SAID_ROWS
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

    # Rows

    def _drawn(self, rows: Sequence[Row], width: int) -> list[Line]:
        """The rows, their notes one below the other."""
        # Where the cursor is deep in the tree, everything moves to the left.
        shift = max(INDENT * len(self._tree.cursor) - width // 3, 0)
        texts = [self._text(row, max(INDENT * len(row.path) - shift, 0)) for row in rows]
        widths = [cell_len("".join(text for text, _ in spans)) for spans in texts]
        column = min(max(widths) + 2, width * 2 // 3)
        return [
            self._line(row, spans, column - wide, width)
            for row, spans, wide in zip(rows, texts, widths, strict=True)
        ]

    def _text(self, row: Row, indent: int) -> list[Span]:
        """A name with its value, or how many are left out."""
        branch = row.branch
        margin = " " * (indent + 1)
        if row.left_out:
            return [(self._plain(f"{margin}  … {row.left_out}"), "dim")]
        joint = ": " if branch.part is not None and branch.part.expression is None else " = "
        value = self._look.value(branch.value, VALUE_WIDTH)
        text = f"{margin}{self._sign(row)} {branch.name}{joint}{value}"
        spans: list[Span] = [(self._plain(text), "text")]
        if branch.relu is not None:
            spans.append((f" {self._look.state(branch.relu)}", STATE_ROLES[branch.relu]))
        return spans

    def _sign(self, row: Row) -> str:
        """Whether a branch is open, closed, or has nothing below it."""
        if not row.branch.children:
            return " "
        closed, is_open = ("+", "-") if self._look.ascii else ("▸", "▾")
        return is_open if row.path in self._tree.opened else closed

    def _line(self, row: Row, spans: Sequence[Span], gap: int, width: int) -> Line:
        note = "" if row.left_out else self._note(row.branch)
        line = [*spans, (" " * max(gap, 2) + note, "dim")] if note else list(spans)
        if row.path != self._tree.cursor or row.left_out:
            return self._cut(line, width)
        text = self._look.shortened("".join(text for text, _ in line)[1:], width - 1)
        return ((f"{self._look.glyphs.here}{text}".ljust(width), "here"),)

    def _note(self, branch: WhyBranch) -> str:
        return self._plain(branch.note)

    def _cut(self, line: Sequence[Span], width: int) -> Line:
        """A line with a sign where it was cut, if it was."""
        spans: list[Span] = []
        for text, role in line:
            room = width - sum(cell_len(before) for before, _ in spans)
            if room > 0:
                spans.append((self._look.shortened(text, room), role))
        return tuple(spans)

    # Texts

    def _said(self, texts: Sequence[str], width: int) -> list[Line]:
        """Texts in rows of so many columns, with a sign where they were cut, if they were."""
        rows = [row for text in texts for row in wrap(self._plain(text), width)]
        if len(rows) > SAID_ROWS:
            rows[SAID_ROWS - 1] = self._look.shortened(
                f"{rows[SAID_ROWS - 1]}…".ljust(width + 1), width
            )
        return [((row, "text"),) for row in rows[:SAID_ROWS]]

    def _plain(self, text: str) -> str:
        """A text in the characters that there are."""
        if not self._look.ascii:
            return text
        return text.replace("…", "...").encode("ascii", "backslashreplace").decode()


def walk_why(stop: Stop, argument: str, style: Style) -> tuple[Sequence[str], WhyTree] | None:
    """The sentence that says why, and the tree to walk in; None where there is nothing to walk."""
    from engine.queries.symbols import why_no_gradient
    from engine.why.quantity import ask
    from engine.why.tree import WhyBranch
    from engine.why.words import say_answer
    from tui.drawing.why_rows import grow

    text = argument or asked(stop)
    if why_no_gradient(text, stop.program):
        return None
    try:
        quantity = ask(text, stop.state, stop.timeline)
    except DebuggerError as error:
        raise CommandError(str(error)) from None
    if quantity.step is None:
        return None
    tree = grow(WhyBranch(quantity, stop.cursor.iteration, style))
    return say_answer(quantity, stop.state, style), tree
