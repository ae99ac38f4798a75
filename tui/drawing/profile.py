"""The profile over depth as lines: a bar for each node's gradient, and a mark for its value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.figures import fit_number, format_number
from engine.language.notation import Style
from engine.queries.profile import Profile, Size
from tui.drawing.chart_axis import GUTTER
from tui.drawing.chart_scale import LABEL, Scale, fit_scale
from tui.drawing.look import EAST, NORTH, SOUTH, WEST, Line, Look, Span

EIGHTHS = " ▁▂▃▄▅▆▇█"
"""A cell of a bar, by how many eighths of it are filled."""

LOWEST, NARROWEST = 3, GUTTER + 8
"""The smallest room for a picture."""

DIGITS = 3
"""The digits of a number."""


class Slot(NamedTuple):
    """The columns of one node, or of several where there are more nodes than columns.

    Args:
        start: the first column.
        end: behind the last.
        sizes: of the nodes.
    """

    start: int
    end: int
    sizes: Sequence[Size]

    @property
    def gradient(self) -> float | None:
        """The largest gradient; None where none is known yet."""
        return max(
            (each.gradient for each in self.sizes if each.gradient is not None), default=None
        )

    @property
    def value(self) -> float | None:
        """The largest value, likewise."""
        known = [each.value for each in self.sizes if each.value is not None]
        return max(known, default=None)

    def has(self, node: str) -> bool:
        """Whether a node is one of its."""
        return any(each.node == node for each in self.sizes)


def profile_lines(
    sizes: Sequence[Size], node: str, look: Look, names: Sequence[str], width: int, height: int
) -> list[Line]:
    """The lines of the picture, which fill the room; none where it is too small.

    Args:
        sizes: of the nodes, in forward order.
        node: the one to bring out.
        look: how to draw.
        names: how the nodes are written.
        width: of the room.
        height: of the room.
    """
    if width < NARROWEST or height < LOWEST:
        return []
    found = [
        size
        for each in sizes
        for size in (each.value, each.gradient)
        if size is not None and 0.0 < size < math.inf
    ]
    if not found:
        is_made = any(each.value is not None for each in sizes)
        said = "nothing but 0 here: step on" if is_made else "nothing is computed yet: step on"
        return [((said, "dim"),)]
    slots = list(_slots(sizes, width - GUTTER))
    rows = height - 2
    scale = fit_scale(min(found), max(found), rows, log=True)
    picture = _Picture(look, scale, width, rows)
    for slot in slots:
        picture.draw(slot, slot.has(node))
    return [
        *picture.lines(),
        _axis_line(look, width),
        _names(slots, sizes, names, node, look, width),
    ]


def _slots(sizes: Sequence[Size], columns: int) -> Iterator[Slot]:
    count = min(len(sizes), columns)
    for number in range(count):
        first, last = (place * len(sizes) // count for place in (number, number + 1))
        start, end = (place * columns // count for place in (number, number + 1))
        yield Slot(start, end, sizes[first:last])


class _Picture:
    """The cells of a picture.

    Args:
        look: the characters to draw with.
        scale: where sizes are.
        width: the columns.
        rows: the rows of the bars.
    """

    def __init__(self, look: Look, scale: Scale, width: int, rows: int) -> None:
        self._look, self._scale, self._rows = look, scale, rows
        blank: Span = (" ", "text")
        self._cells = [[blank] * width for _ in range(rows)]
        wires, minus = look.glyphs.wires, look.glyphs.minus
        for row in self._cells:
            row[LABEL] = wires[NORTH | SOUTH], "dim"
        for value in scale.labels:
            row = self._cells[self._row(value)]
            text = fit_number(value, LABEL, minus).rjust(LABEL)
            row[:LABEL] = [(character, "dim") for character in text]
            row[LABEL] = wires[NORTH | SOUTH | WEST], "dim"

    def draw(self, slot: Slot, is_here: bool) -> None:
        """Draw the bar of a gradient, and the mark of a value over it."""
        wide = slot.end - slot.start
        columns = range(GUTTER + slot.start, GUTTER + slot.end - (wide > 2))
        bottom = self._rows - 1
        role = "hot" if is_here else "text"
        for row, character in enumerate(self._bar(slot)):
            for x in columns if character != " " else ():
                self._cells[row][x] = character, role
        middle = columns[len(columns) // 2]
        if slot.value is not None and 0.0 < slot.value < math.inf:
            self._cells[self._row(slot.value)][middle] = value_sign(self._look), "title"
        sign = self._sign(slot)
        if sign:
            self._cells[bottom][middle] = sign

    def _bar(self, slot: Slot) -> Sequence[str]:
        """The cells of a bar from top to bottom."""
        size = slot.gradient
        if size is None or not 0.0 < size < math.inf:
            return ""
        height = min(max(self._scale.height(size), 0.0), 1.0) * self._rows
        eighths = max(round(height * 8), 1)
        if self._look.ascii:
            filled = max(round(height), 1)
            return " " * (self._rows - filled) + "#" * filled
        full, part = divmod(eighths, 8)
        bar = EIGHTHS[part] * (part > 0) + EIGHTHS[8] * full
        return bar.rjust(self._rows)

    def _sign(self, slot: Slot) -> Span | None:
        """What stands in the place of a bar: not known yet, 0, none at all, or not a number."""
        if slot.gradient is None:
            has_one = any(each.has_gradient for each in slot.sizes)
            return (self._look.glyphs.pending if has_one else "_"), "dim"
        if slot.gradient == 0.0:
            return "0", "dead"
        return None if math.isfinite(slot.gradient) else ("!", "error")

    def _row(self, size: float) -> int:
        height = min(max(self._scale.height(size), 0.0), 1.0)
        return min(int((1.0 - height) * self._rows), self._rows - 1)

    def lines(self) -> Iterator[Line]:
        """The cells, joined."""
        for row in self._cells:
            spans: list[Span] = []
            for text, role in row:
                if spans and spans[-1][1] == role:
                    spans[-1] = spans[-1][0] + text, role
                else:
                    spans.append((text, role))
            yield spans


def _axis_line(look: Look, width: int) -> Line:
    wires = look.glyphs.wires
    line = " " * LABEL + wires[NORTH | EAST] + wires[EAST | WEST] * (width - GUTTER)
    return ((line, "dim"),)


def _names(
    slots: Sequence[Slot], sizes: Sequence[Size], names: Sequence[str], node: str, look: Look,
    width: int,
) -> Line:  # fmt: skip
    """The names below the bars: that of the node, and as many others as there is room for."""
    written = {each.node: name for each, name in zip(sizes, names, strict=True)}
    cells: list[Span] = [(" ", "text")] * width
    here = [slot for slot in slots if slot.has(node)]
    for slot in (*here, *slots):
        is_here = slot in here
        name = look.shortened(written[node if is_here else slot.sizes[0].node], width // 4)
        start = min(GUTTER + slot.start, width - len(name))
        around = cells[max(start - 1, 0) : start + len(name) + 1]
        if all(text == " " for text, _ in around):
            role = "here" if is_here else "dim"
            cells[start : start + len(name)] = [(character, role) for character in name]
    return cells


def value_sign(look: Look) -> str:
    """The mark of a value."""
    return "o" if look.ascii else "•"


def profile_title(look: Look, loss: str) -> str:
    """What bars and marks are."""
    if look.ascii:
        return f"Profile over depth: # max |d{loss}/dnode|, o max |value|, log scale"
    return f"Profile over depth: █ max |∂{loss}/∂node|, • max |value|, log scale"


def told_size(size: Size, look: Look, name: str) -> str:
    """As in: h3: gradient 0.0625, value 0.5."""
    minus = look.glyphs.minus
    parts = []
    for what, each in (("gradient", size.gradient), ("value", size.value)):
        shown = look.glyphs.pending if each is None else format_number(each, DIGITS, minus)
        if what == "value" or size.has_gradient:
            parts.append(f"{what} {shown}")
    return f"{name}: {', '.join(parts)}"


def profile_words(stop: Stop, style: Style) -> Sequence[str]:
    """The profile, a line for each node from the loss back, and where the gradient vanishes."""
    from engine.gradients.vanishing import vanishing

    state, loss = stop.state, stop.program.network.loss
    sizes = Profile().sizes(state)
    lines = []
    for each in reversed(sizes):
        said = [f"largest value of {style.name(each.node)}: {_number(each.value, style)}"]
        if each.has_gradient:
            name = style.name(gradient_name(loss, each.node))
            said.append(f"of {name}: {_number(each.gradient, style)}")
        lines.append("; ".join(said))
    found = vanishing(state, sizes)
    return [found.words(style), *lines] if found is not None else lines


def _number(size: float | None, style: Style) -> str:
    if size is None:
        return "not computed yet"
    return format_number(size, DIGITS, "-" if style.kind == "text" else "−")
