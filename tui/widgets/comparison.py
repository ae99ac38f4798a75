"""Two branches side by side, with what differs between them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.geometry import Offset

from engine.debugger.comparison import Comparison, Row, compare, other_branch, say_differences
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.expression import gradient_name
from tui.drawing.comparison import ComparisonTable
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.values import first_row
from tui.widgets.scrolling import Scrolling

CLOSES = "«Esc comparison.close» closes"

HEADINGS = 2
"""The rows above those of the nodes."""


class ComparisonPanel(Scrolling):
    """Lists every node with its value and its gradient in two branches."""

    setting: int
    """The number of the branch beside the current one."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self.setting = 0
        self._rows: Sequence[Row] = ()

    def beside(self, number: int) -> None:
        """Put another branch beside the current one."""
        self.setting = number
        self.redraw()

    def needed(self, stop: Stop, _: int) -> int:
        """The rows of all nodes, their headings, and the frame."""
        return len(stop.program.places) + HEADINGS + 2

    def told_at(self, place: Offset, stop: Stop) -> str:
        """What the row says of both branches, with all digits."""
        if not 0 <= place.y - HEADINGS < len(self._rows):
            return ""
        from tui.drawing.full import pair_told

        row, program = self._rows[place.y - HEADINGS], stop.program
        name = self._look.name(row.node, program)
        told = f"{name} = {pair_told(row.value.left, row.value.right, self._look)}"
        if not program.has_gradient(row.node):
            return told
        of = self._look.style(program).name(gradient_name(program.network.loss, row.node))
        return f"{told},  {of} = {pair_told(row.gradient.left, row.gradient.right, self._look)}"

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the node of the step."""
        self._rows = ()
        try:
            if stop.branches.number == self.setting or self.setting >= len(stop.branches):
                # One went over to the branch that stood beside, or it is gone.
                self.setting = other_branch("", stop)
            self._draw(compare(stop, self.setting), stop)
        except DebuggerError as error:
            lines = textwrap.wrap(str(error), max(self.room.width - 2, 1))
            said = [[(f" {line}", "text")] for line in lines]
            self.show(said, "Branches side by side", self._look.told(CLOSES))

    def _draw(self, comparison: Comparison, stop: Stop) -> None:
        width, height = self.room
        table = ComparisonTable(comparison, stop, self._look, width)
        titles = table.titles()
        room = max(height - len(titles), 1)
        start = first_row(stop.program.places[stop.focus], len(comparison.rows), room)
        start = self.start_of(start, len(comparison.rows), room)
        self._rows = comparison.rows[start : start + room]
        rows = [table.row(row) for row in self._rows]
        title = f"Branches {comparison.left.number} and {comparison.right.number} side by side"
        if len(rows) < len(comparison.rows):
            title += f", {len(rows)} of {len(comparison.rows):,} nodes"
        foot = f"{say_differences(comparison)}; {self._look.told(CLOSES)}"
        self.show([*titles, *rows], title, foot)
