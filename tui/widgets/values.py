"""The values table: every node with its value, its gradient and its state."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from engine.debugger import Stop
from engine.program import Phase
from engine.trace import ReluState
from tui.look import Look
from tui.widgets.line_panel import Line, Panel

STATE_WORDS = {
    ReluState.ACTIVE: "active",
    ReluState.DEAD: "dead",
    ReluState.KINK: "kink",
    ReluState.MIXED: "mixed",
}


class Values(Panel):
    """Lists the nodes in the order in which they are read."""

    class Clicked(Message):
        """A row was clicked.

        Args:
            node: the node of the row.
        """

        def __init__(self, node: str) -> None:
            super().__init__()
            self.node = node

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self._start = 0

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the one to look at."""
        columns = Columns.fit(stop, self._look, self.size.width)
        self.border_title = columns.title(stop, self._look)
        nodes = stop.program.reading_order
        self._start = first_row(nodes.index(stop.focus), len(nodes), self.size.height)
        shown = nodes[self._start : self._start + self.size.height]
        self.show([columns.row(node, stop, self._look) for node in shown])

    def on_click(self, event: events.Click) -> None:
        """Tell which row was clicked."""
        place = event.get_content_offset(self)
        if place is None or self.stop is None:
            return
        nodes = self.stop.program.reading_order
        if self._start + place.y < len(nodes):
            self.post_message(self.Clicked(nodes[self._start + place.y]))


def first_row(focus: int, rows: int, height: int) -> int:
    """The first row to show so that the one in focus can be seen, moved by half a panel at a time."""
    if rows <= height:
        return 0
    stride = max(height // 2, 1)
    return min(max(focus // stride * stride - stride // 2, 0), rows - height)


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the columns of the table are.

    Args:
        name: of the names.
        number: of values and gradients.
        words: whether there is room for a word beside the sign of a state.
    """

    name: int
    number: int
    words: bool

    @classmethod
    def fit(cls, stop: Stop, look: Look, width: int) -> Columns:
        """The columns that make the most of a width."""
        names = [written(node, stop, look) for node in stop.program.reading_order]
        name = min(max(max(map(len, names)), 4), 12)
        words = width >= name + 32
        number = min(max((width - name - (12 if words else 6)) // 2, 5), 24)
        return cls(name, number, words)

    def title(self, stop: Stop, look: Look) -> str:
        """The headings of the columns, as far as the border has room for them."""
        loss = stop.program.network.loss
        gradient = f"d{loss}/d" if look.ascii else f"∂{loss}/∂"
        return f"{'node'.ljust(self.name)} {'value'.ljust(self.number)} {gradient}"

    def row(self, node: str, stop: Stop, look: Look) -> Line:
        """The row of a node; what the step has changed stands out."""
        glyphs, state = look.glyphs, stop.state
        step = stop.step
        current = step is not None and step.node == node
        backward = stop.phase is Phase.BACKWARD
        relu = state.relu(node)
        mark = glyphs.here if current else " "
        gradient = look.value(state.gradient(node), self.number)
        if not stop.program.has_gradient(node):
            gradient = ""
        sign = f"{look.state(relu)} {STATE_WORDS[relu]}" if relu and self.words else look.state(relu)
        role = "selected" if node == stop.selected else "text"
        return [
            (f"{mark}{written(node, stop, look):{self.name}.{self.name}} ", "here" if current else role),
            (
                f"{look.value(state.value(node), self.number):{self.number}.{self.number}} ",
                "strong" if current and not backward else role,
            ),
            (f"{gradient:{self.number}.{self.number}} ", "hot" if current and backward else role),
            (sign, ROLES.get(relu, role)),
        ]


ROLES = {
    ReluState.ACTIVE: "active",
    ReluState.DEAD: "dead",
    ReluState.KINK: "kink",
    ReluState.MIXED: "mixed",
}


def written(node: str, stop: Stop, look: Look) -> str:
    """How the name of a node is written."""
    return node if look.ascii else stop.program.network.names.get(node, node)
