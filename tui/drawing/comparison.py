"""The lines of two branches side by side."""

from __future__ import annotations

from engine.debugger.comparison import Comparison, Pair, Row
from engine.debugger.stop import Stop
from engine.language.values import Value
from tui.drawing.look import MOST_OF_ARRAY, MOST_OF_NUMBER, Line, Look, Span


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
