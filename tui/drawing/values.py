"""The rows of the values table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.iterations.state import overall
from engine.language.expression import gradient_name
from engine.program.program import Phase, Program
from tui.drawing.frame import Shown
from tui.drawing.look import MOST_OF_ARRAY, MOST_OF_NUMBER, Line, Look, Span
from tui.drawing.spotlight import OFF, Spotlight


def lit(row: Line, is_lit: bool) -> Line:
    """A row in a spotlight, or out of it."""
    if is_lit:
        return [(text, "strong" if role == "text" else role) for text, role in row]
    return [(text, "dim") for text, _ in row]


def first_row(focus: int, rows: int, height: int) -> int:
    """The first row to show so that the one in focus can be seen, moved in large strides."""
    stride = max(height * 3 // 4, 1)
    wanted = focus // stride * stride - (height - stride) // 2
    return min(max(wanted, 0), max(rows - height, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a program's table of values; no step changes them.

    Args:
        symbols: what each row is about: a node, or something that the optimiser remembers.
        rows: the row of each symbol.
        owners: the parameter that something remembered belongs to.
        name: the columns that the longest name takes.
        number: the most columns that a value is given.
    """

    symbols: Sequence[str]
    rows: Mapping[str, int]
    owners: Mapping[str, str]
    name: int
    number: int

    @classmethod
    def of(cls, program: Program, look: Look) -> Table:
        """The table of a program: under each parameter stands what is remembered about it."""
        remembered = program.memo.listed
        symbols = [
            symbol for node in program.reading_order for symbol in (node, *remembered.get(node, ()))
        ]
        return cls(
            symbols,
            {symbol: row for row, symbol in enumerate(symbols)},
            {symbol: node for node, owned in remembered.items() for symbol in owned},
            max(len(look.name(symbol, program)) for symbol in symbols),
            MOST_OF_ARRAY if any(program.network.shapes.values()) else MOST_OF_NUMBER,
        )

    def __len__(self) -> int:
        return len(self.symbols)

    def columns(self, width: int) -> Columns:
        """How wide the columns are in a panel of this width."""
        return Columns.fit(self.name, width, self.number)

    def current(self, stop: Stop) -> str | None:
        """The symbol whose row the step is about, None before the first."""
        if stop.step is None:
            return None
        symbol = stop.step.symbol
        return symbol if symbol in self.rows else stop.step.node

    def row_in_view(self, stop: Stop) -> int:
        """The row that has to be seen."""
        current = self.current(stop)
        if current is None or stop.focus != stop.node:
            return self.rows[stop.focus]
        return self.rows[current]


class Columns(NamedTuple):
    """The widths of the table's columns.

    Args:
        name: of the names.
        number: of values and gradients.
        words: whether there is room for a word beside the sign of a state.
    """

    name: int
    number: int
    words: bool

    @classmethod
    def fit(cls, name: int, width: int, most: int) -> Columns:
        """The columns that make the most of a width.

        Args:
            name: the columns of the longest name.
            width: of the panel.
            most: the columns beyond which a value is not easier to read.
        """
        name = min(max(name, 4), 12, width - 16)
        words = width >= name + 32
        number = min(max((width - name - (12 if words else 6)) // 2, 5), most)
        return cls(name, number, words)

    def title(self, stop: Stop, look: Look) -> str:
        """The headings of the columns, as far as the border has room for them."""
        loss = stop.program.network.loss
        loss = look.shortened(look.name(loss, stop.program), 6)
        gradient = f"d{loss}/d" if look.ascii else f"∂{loss}/∂"
        return f" {'node'.ljust(self.name)} {'value'.ljust(self.number)} {gradient}"

    def row(self, symbol: str, table: Table, stop: Stop, look: Look) -> Line:
        """The row of a symbol; what the step has changed stands out."""
        current = symbol == table.current(stop)
        backward = stop.phase is Phase.BACKWARD
        stops = look.glyphs.stops if symbol in stop.breakpoints.nodes else " "
        mark = look.glyphs.here if current else stops
        gradient = ""
        of_gradient = gradient_name(stop.program.network.loss, symbol)
        if stop.program.has_gradient(symbol):
            gradient = look.value(shown_in(stop.state, of_gradient), self.number)[: self.number]
        role = "dim" if symbol in table.owners else "text"
        if symbol == stop.selected and stop.is_selection:
            role = "selected"
        value = _change(symbol, stop, look, self.number)
        value = value or look.value(shown_in(stop.state, symbol), self.number)[: self.number]
        name = look.shortened(look.name(symbol, stop.program), self.name)
        return (
            (mark + name, "here" if current else role),
            _gap(self.name - len(name), symbol, stop, look),
            (value, "strong" if current and not backward else role),
            _gap(self.number - len(value), of_gradient, stop, look),
            (gradient, "hot" if current and backward else role),
            (" " * (self.number - len(gradient) + 1), "text"),
            *self._state(symbol, stop, look),
        )

    def _state(self, symbol: str, stop: Stop, look: Look) -> Line:
        """What a ReLU does: the sign of each of its units, or with a word that of the only one."""
        units = stop.state.units(symbol)
        if not units:
            return ()
        signs = look.units(units, 8 if self.words else 2)
        sign, role = signs[0]
        is_one = len(signs) == 1 and len(sign) == 1
        return ((f"{sign} {overall(units)}", role),) if self.words and is_one else signs


def _change(symbol: str, stop: Stop, look: Look, width: int) -> str:
    """What the step's update makes of a number; empty for any other step."""
    if stop.phase is not Phase.UPDATE:
        return ""
    from tui.drawing.update import changed

    return changed(stop, symbol, look, width)


def _gap(width: int, symbol: str, stop: Stop, look: Look) -> Span:
    """Blanks before a value, which end with the mark of what was set by hand."""
    mark = look.by_hand(symbol, stop)
    return " " * width + mark, "text" if mark == " " else "kink"


def table_shown(
    table: Table,
    stop: Stop,
    look: Look,
    room: tuple[int, int],
    spotlight: Spotlight = OFF,
) -> Shown:
    """The rows around the one to look at, as many as there is room for."""
    width, height = room
    columns, count = table.columns(width), len(table)
    start = first_row(table.row_in_view(stop), count, height)
    shown = table.symbols[start : start + height]
    rows = [columns.row(symbol, table, stop, look) for symbol in shown]
    if spotlight.is_on:
        owners = [table.owners.get(symbol, symbol) for symbol in shown]
        rows = [lit(row, node in spotlight.nodes) for row, node in zip(rows, owners, strict=True)]
    below = count - start - height
    more = f"{below:,} more" if below > 0 else f"{start:,} above" if start else ""
    return Shown(rows, columns.title(stop, look), more)
