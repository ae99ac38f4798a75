"""Two branches side by side, with what differs between them."""

from __future__ import annotations

import textwrap

from engine.debugger.comparison import Comparison, Pair, Row, compare, other_branch, say_differences
from engine.debugger.cursor import DebuggerError
from engine.debugger.stop import Stop
from engine.language.values import Value
from tui.drawing.look import Line, Look, Span
from tui.widgets.lines import Frame, Panel
from tui.widgets.values import MOST_OF_ARRAY, MOST_OF_NUMBER, first_row


class ComparisonPanel(Panel):
    """Lists every node with its value and its gradient in two branches."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._number = 0

    def beside(self, number: int) -> None:
        """Put another branch beside the current one."""
        self._number = number
        self.redraw()

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the node of the step."""
        try:
            if stop.branches.number == self._number or self._number >= len(stop.branches):
                # One went over to the branch that stood beside, or it is gone.
                self._number = other_branch("", stop)
            self._draw(compare(stop, self._number), stop)
        except DebuggerError as error:
            lines = textwrap.wrap(str(error), max(self.room.width - 2, 1))
            said = [[(f" {line}", "text")] for line in lines]
            self.show(said, "Branches side by side", "Esc closes")

    def _draw(self, comparison: Comparison, stop: Stop) -> None:
        width, height = self.room
        table = ComparisonTable(comparison, stop, self._look, width)
        titles = table.titles()
        room = max(height - len(titles), 1)
        start = first_row(stop.program.places[stop.focus], len(comparison.rows), room)
        rows = [table.row(row) for row in comparison.rows[start : start + room]]
        title = f"Branches {comparison.left.number} and {comparison.right.number} side by side"
        if len(rows) < len(comparison.rows):
            title += f", {len(rows)} of {len(comparison.rows):,} nodes"
        foot = f"{say_differences(comparison)}; Esc closes"
        self.show([*titles, *rows], title, foot)


class ComparisonTable:
    """The lines of a comparison, for a panel of a certain width."""

    def __init__(self, comparison: Comparison, stop: Stop, look: Look, width: int) -> None:
        self._comparison, self._stop, self._look = comparison, stop, look
        self._width = width
        names = [look.name(row.node, stop.program) for row in comparison.rows]
        self._name = min(max(len("node"), *map(len, names)), 12)
        most = MOST_OF_ARRAY if any(stop.program.network.shapes.values()) else MOST_OF_NUMBER
        self._number = max(min((width - self._name - 12) // 4, most), 5)

    def titles(self) -> list[Line]:
        """What each branch is, and the headings of the columns."""
        pair = (self._comparison.left, self._comparison.right)
        here = self._stop.branches.number
        mark = self._look.glyphs.here
        said = [
            f"{mark if each.number == here else ' '}{each.number} {each.title}" for each in pair
        ]
        room = self._width - len("   ")
        if sum(map(len, said)) > room:
            least = min((room + 1) // 2, *map(len, said))
            said = [self._look.shortened(each, room - least) for each in said]
        loss = self._look.name(self._stop.program.network.loss, self._stop.program)
        of = f"d{loss}/d" if self._look.ascii else f"∂{loss}/∂"
        cells = [f"{what} in {each.number}" for what in ("value", of) for each in pair]
        headings = "  ".join(cell[: self._number].ljust(self._number) for cell in cells[:2])
        gradients = "  ".join(cell[: self._number].ljust(self._number) for cell in cells[2:])
        line = f" {'node'.ljust(self._name)} {headings}  {gradients}"
        return [[("   ".join(said), "title")], [(line, "dim")]]

    def row(self, row: Row) -> Line:
        """The line of a node."""
        name = self._look.shortened(self._look.name(row.node, self._stop.program), self._name)
        current = row.node == self._stop.node
        mark = self._look.glyphs.here if current else " "
        is_selected = row.node == self._stop.selected and self._stop.is_selection
        return (
            (mark + name, "here" if current else "selected" if is_selected else "text"),
            (" " * (self._name - len(name) + 1), "text"),
            *self._pair(row.value),
            ("  ", "text"),
            *(self._pair(row.gradient) if self._stop.program.has_gradient(row.node) else ()),
        )

    def _pair(self, pair: Pair) -> list[Span]:
        unlike = "!" if self._look.ascii else "≠"
        role = "hot" if pair.differs else "text"
        left, right = self._cell(pair.left), self._cell(pair.right)
        between = unlike if pair.differs else " "
        return [(left, role), (f"{between} ", role), (right, role)]

    def _cell(self, value: Value | None) -> str:
        return self._look.ends(value, self._number)[: self._number].ljust(self._number)
