"""The entries of a node as rows and columns, with a row for each sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.iterations.state import ReluState, relu_state
from engine.language.expression import gradient_name
from engine.language.values import Value, is_array
from tui.drawing.look import STATE_ROLES, Line, Look, Span
from tui.drawing.order import Order
from tui.drawing.slices import slice_name, slice_rows

NARROWEST, WIDEST = 7, 11
"""The columns of a number without its sign: at least so many, and so many show it whole."""

GAP = 2
"""The columns between two entries."""


@dataclass(frozen=True, eq=False)
class Table:
    """The entries of a node, as rows and columns.

    Args:
        stop: where the debugger stands.
        look: how to write.
        label: the screen columns of what stands beside a row.
        number: those of a number without its sign.
        shown: how many columns there is room for.
        both: whether value and gradient are side by side; else it is the one the step is about.
        is_sliced: whether the rows are those of a matrix, a slice of an array with more axes.
    """

    stop: Stop
    look: Look
    label: int = 0
    number: int = WIDEST
    shown: int = 1
    both: bool = False
    is_sliced: bool = False

    @classmethod
    def of(cls, stop: Stop, look: Look, width: int, order: Order = Order.PROGRAM) -> Table:
        """The table for a panel of this width."""
        is_sliced = order is Order.PROGRAM and len(stop.program.shapes[stop.selected]) > 2
        bare = cls(stop, look, is_sliced=is_sliced)
        labels = [bare.row_label(bare.rows - 1), "over all" if bare.is_relu and bare.shape else ""]
        label = max(map(len, labels))
        label += bool(label)
        around = bare.cell - bare.number

        def number(columns: int, room: int) -> int:
            return min((room - label) // columns - around, WIDEST)

        alone, side_by_side = number(bare.columns, width), number(2 * bare.columns, width - GAP)
        both = bare.gradient is not None and side_by_side >= NARROWEST
        found = max(side_by_side if both else alone, NARROWEST)
        fitting = max((width - label) // (found + around), 1)
        return cls(stop, look, label, found, min(bare.columns, fitting), both, bare.is_sliced)

    # What there is

    @property
    def node(self) -> str:
        """The node."""
        return self.stop.selected

    @cached_property
    def value(self) -> Value | None:
        """Its value; None if it is not computed yet."""
        return shown_in(self.stop.state, self.node)

    @cached_property
    def gradient(self) -> Value | None:
        """Its gradient; None if it is not computed yet, or never is."""
        loss = self.stop.program.network.loss
        return shown_in(self.stop.state, gradient_name(loss, self.node))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.stop.program.shapes[self.node]

    @property
    def is_relu(self) -> bool:
        """Whether each entry has a state to show."""
        return self.node in self.stop.program.network.relus

    @cached_property
    def units(self) -> tuple[ReluState, ...]:
        """The state of each unit of a ReLU with several entries; of images, of each channel."""
        return self.stop.state.units(self.node) if self.shape else ()

    @property
    def has_samples(self) -> bool:
        """Whether there is a row for each sample."""
        return self.node in self.stop.program.network.per_sample

    @property
    def is_column(self) -> bool:
        """Whether it is a vector with a number for each sample."""
        return len(self.shape) == 1 and self.has_samples

    # Rows and columns

    @property
    def columns(self) -> int:
        """How many columns of entries there are."""
        return 1 if self.is_column or not self.shape else self.shape[-1]

    @property
    def rows(self) -> int:
        """How many rows of entries there are."""
        return math.prod(self.shape) // self.columns

    @property
    def part(self) -> range:
        """The rows that are shown: all of them, or those of the slice with the place in it."""
        return slice_rows(self.shape, self.place[0]) if self.is_sliced else range(self.rows)

    @property
    def place(self) -> tuple[int, int]:
        """The row and column of the entry that is singled out; the first where none is."""
        index = self.stop.entry_of(self.node)
        if index is None:
            return 0, 0
        flat = 0
        for size, at in zip(self.shape, index, strict=True):
            flat = flat * size + at
        return divmod(flat, self.columns)

    def index(self, row: int, column: int) -> tuple[int, ...]:
        """The index of the entry in a row and a column."""
        flat, places = row * self.columns + column, []
        for size in reversed(self.shape):
            flat, at = divmod(flat, size)
            places.append(at)
        return tuple(reversed(places))

    def row_label(self, row: int) -> str:
        """What stands beside a row."""
        index = self.index(row, 0)
        if self.is_sliced:
            return f"row {index[-2]}"
        places = index if self.is_column else index[:-1]
        kind = "sample" if self.has_samples else "row"
        return f"{kind} {', '.join(map(str, places))}" if places else ""

    def column_at(self, x: int, left: int) -> int | None:
        """The column of the entry under a column of the panel, in the value or in the gradient."""
        x -= self.label
        if self.both and x >= self.columns * self.cell:
            x -= self.columns * self.cell + GAP
        column = x // self.cell
        return column + left if 0 <= column < self.shown else None

    @property
    def cell(self) -> int:
        """The screen columns of an entry: its sign, its number, the sign of a ReLU, and a gap."""
        return 1 + self.number + (2 if self.is_relu else 0) + GAP

    # What is written

    @property
    def is_about_gradient(self) -> bool:
        """Whether there is room for one of the two only, and the step has computed the gradient."""
        return not self.both and self.stop.phase == "backward" and self.stop.node == self.node

    @property
    def title(self) -> str:
        """What is shown."""
        network = self.stop.program.network
        by = "x" if self.look.ascii else "×"
        shape = by.join(map(str, self.shape)) or "a single number"
        if len(self.shape) == 1:
            shape += " entries" if self.shape[0] != 1 else " entry"
        if self.is_about_gradient:
            return f"{self._gradient_name}{self._part}  gradient, {shape}"
        name = self.look.name(self.node, self.stop.program) + self._part
        pending = ", not computed yet" if self.value is None else ""
        return f"{name}  {network.kind(self.node)}, {shape}{pending}"

    @property
    def _part(self) -> str:
        """Which slice is shown, `[1, 2, :, :]`; empty where it is all of the array."""
        return slice_name(self.shape, self.place[0]) if self.is_sliced else ""

    def lines(self, rows: Sequence[int], left: int) -> list[Line]:
        """The heading, some of the rows, and the states of the units."""
        lines = [self._heading(left)]
        lines += [self._row(row, left) for row in rows]
        if self.units:
            lines.append(self._units(left))
        return lines

    @property
    def _gradient_name(self) -> str:
        symbol = gradient_name(self.stop.program.network.loss, self.node)
        return self.look.style(self.stop.program).name(symbol)

    def _heading(self, left: int) -> Line:
        is_unit = len(self.shape) < 2 or (self.has_samples and not self.is_sliced)
        unit = "unit" if is_unit else "column"
        places = range(left, left + self.shown)
        room = self.cell - 1 - GAP
        labels = [f"{unit} {column}" for column in places]
        for short in ("col. ", ""):  # all alike, and each with its number
            if max(map(len, labels)) > room:
                labels = [f"{short}{column}" for column in places]
        if self.columns == 1:
            labels = [self.look.name(self.node, self.stop.program)]
        spans: list[Span] = [
            (" " * self.label, "text"),
            *((self._cell(text), "dim") for text in labels),
        ]
        if self.both:
            spans.append((f"{self.look.glyphs.vertical}  {self._gradient_name}", "dim"))
        return spans

    def _row(self, row: int, left: int) -> Line:
        spans: list[Span] = [(self.row_label(row).ljust(self.label), "dim")]
        if self.is_about_gradient:
            return [*spans, *self._entries(self.gradient, row, left)]
        spans += self._entries(self.value, row, left, self.stop.state.pre_activation(self.node))
        if self.both:
            spans.append((self.look.glyphs.vertical.ljust(GAP), "dim"))
            spans += self._entries(self.gradient, row, left)
        return spans

    def _entries(
        self, value: Value | None, row: int, left: int, z: Value | None = None
    ) -> list[Span]:
        """The entries of a row, each with the state of its ReLU if there is a pre-activation."""
        here = self.place if self.stop.entry_of(self.node) is not None else None
        spans: list[Span] = []
        for column in range(left, left + self.shown):
            number = _aligned(self._entry(value, row, column), self.number, self.look)
            z_entry = self._entry(z, row, column)
            state = None if z_entry is None else relu_state(z_entry)
            role = STATE_ROLES[state] if state else "text"
            bare = number.lstrip()
            spans.append((" " * (len(number) - len(bare)), "text"))
            spans.append((bare, "here" if here == (row, column) else role))
            sign = f"{' ' * (1 + self.number - len(number))} {self.look.state(state)}"
            spans.append((sign.ljust(self.cell - len(number)), role))
        return spans

    def _entry(self, value: Value | None, row: int, column: int) -> float | None:
        if value is None or not is_array(value):
            return value
        return float(value[self.index(row, column)])

    def _units(self, left: int) -> Line:
        relu = self.stop.program.network.relus[self.node]
        if relu.positions > 1:  # as its columns are those of images, and no units
            channel = self.index(*self.place)[1]
            state = self.units[channel]
            text = f"{self.look.state(state)} {state}"
            return [(f"{relu.noun} {channel} over all  ", "dim"), (text, STATE_ROLES[state])]
        states = self.units[left : left + self.shown]
        cells = [
            (self._cell(f"{self.look.state(each)} {each}"), STATE_ROLES[each]) for each in states
        ]
        return [("over all".ljust(self.label), "dim"), *cells]

    def _cell(self, text: str) -> str:
        """A text over or under the numbers of a column."""
        room = self.cell - 1 - GAP
        return f" {self.look.shortened(text, room).ljust(room + GAP)}"


def _aligned(entry: float | None, width: int, look: Look) -> str:
    """An entry behind its minus sign or a blank, so that digits stand under digits."""
    if entry is None:
        return f" {look.glyphs.pending}"
    number = look.value(abs(entry), width)
    is_negative = entry < 0.0 and number != "0"
    return (look.glyphs.minus if is_negative else " ") + number
