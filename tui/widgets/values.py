"""The values table: every node with its value, its gradient and its state."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from engine.debugger import Stop
from engine.program import Phase
from tui.look import STATE_ROLES, Line, Look
from tui.widgets.line_panel import Frame, Panel


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
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._start = 0

    def draw(self, stop: Stop) -> None:
        """Draw the rows around the one to look at."""
        width, height = self.room
        columns = Columns.fit(stop, self._look, width)
        nodes = stop.program.reading_order
        self._start = first_row(nodes.index(stop.focus), len(nodes), height)
        shown = nodes[self._start : self._start + height]
        rows = [columns.row(node, stop, self._look) for node in shown]
        below = len(nodes) - self._start - height
        more = f"{below} more" if below > 0 else f"{self._start} above" if self._start else ""
        self.show(rows, columns.title(stop, self._look), more)

    def on_click(self, event: events.Click) -> None:
        """Tell which row was clicked."""
        place = self.place_of(event)
        if place is None or self.stop is None:
            return
        nodes = self.stop.program.reading_order
        if self._start + place.y < len(nodes):
            self.post_message(self.Clicked(nodes[self._start + place.y]))


def first_row(focus: int, rows: int, height: int) -> int:
    """The first row to show so that the one in focus can be seen, moved in large strides."""
    stride = max(height * 3 // 4, 1)
    wanted = focus // stride * stride - (height - stride) // 2
    return min(max(wanted, 0), max(rows - height, 0))


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
        names = [look.name(node, stop.program) for node in stop.program.reading_order]
        name = min(max(max(map(len, names)), 4), 12, width - 16)
        words = width >= name + 32
        number = min(max((width - name - (12 if words else 6)) // 2, 5), 14)
        return cls(name, number, words)

    def title(self, stop: Stop, look: Look) -> str:
        """The headings of the columns, as far as the border has room for them."""
        loss = stop.program.network.loss
        loss = look.shortened(look.name(loss, stop.program), 6)
        gradient = f"d{loss}/d" if look.ascii else f"∂{loss}/∂"
        return f" {'node'.ljust(self.name)} {'value'.ljust(self.number)} {gradient}"

    def row(self, node: str, stop: Stop, look: Look) -> Line:
        """The row of a node; what the step has changed stands out."""
        glyphs, state = look.glyphs, stop.state
        current = node == stop.node
        backward = stop.phase is Phase.BACKWARD
        relu = state.relu(node)
        mark = glyphs.here if current else " "
        gradient = ""
        if stop.program.has_gradient(node):
            gradient = look.value(state.gradient(node), self.number)[: self.number]
        sign = f"{look.state(relu)} {relu}" if relu and self.words else look.state(relu)
        role = "selected" if node == stop.selected and stop.is_selection else "text"
        value = look.value(state.value(node), self.number)[: self.number]
        name = look.name(node, stop.program)[: self.name]
        return (
            (mark + name, "here" if current else role),
            (" " * (self.name - len(name) + 1), "text"),
            (value, "strong" if current and not backward else role),
            (" " * (self.number - len(value) + 1), "text"),
            (gradient, "hot" if current and backward else role),
            (" " * (self.number - len(gradient) + 1), "text"),
            (sign, STATE_ROLES[relu] if relu else role),
        )
