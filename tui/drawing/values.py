"""The rows of the values table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from engine.debugger.stop import Stop
from engine.frozen import frozen
from engine.iterations.residues import shown_in
from engine.iterations.state import overall
from engine.language.expression import gradient_name
from engine.program.program import Phase, Program
from tui.drawing.frame import Shown
from tui.drawing.kept import Kept
from tui.drawing.look import HIDDEN, MOST_OF_ARRAY, MOST_OF_NUMBER, Line, Look, Span
from tui.drawing.names import told_apart
from tui.drawing.spotlight import OFF, Spotlight

USUAL_NAME = 12
"""The columns that names are given at the cost of numbers; more only where there is room left."""

AROUND = 4
"""The columns of a row's mark and of the gaps behind a name and its numbers."""

CLOSED = "+"
"""The mark of a node that stands for a folded group."""

WORD, SIGNS = 8, 2
"""The columns of a state in words, and as signs."""


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


@frozen(slots=True)
class Table:
    """The rows of a program's table of values; no step changes them.

    Args:
        symbols: what each row is about: a node, or something that the optimiser remembers.
        rows: the row of each symbol.
        owners: the parameter that something remembered belongs to.
        name: the columns that the longest name takes.
        number: the most columns that a value is given.
        has_states: whether any row has the state of a ReLU.
    """

    symbols: Sequence[str]
    rows: Mapping[str, int]
    owners: Mapping[str, str]
    name: int
    number: int
    has_states: bool

    @classmethod
    def of(
        cls,
        program: Program,
        look: Look,
        nodes: Sequence[str] | None = None,
        shut: frozenset[str] = frozenset(),
    ) -> Table:
        """The table of nodes, of all unless some are told.

        Under each parameter stands what is remembered about it, but for those that are shut.
        """
        listed = program.memo.listed
        remembered = {name: owned for name, owned in listed.items() if name not in shut}
        nodes = program.reading_order if nodes is None else nodes
        symbols = [symbol for node in nodes for symbol in (node, *remembered.get(node, ()))]
        return cls(
            symbols,
            {symbol: row for row, symbol in enumerate(symbols)},
            {symbol: node for node, owned in remembered.items() for symbol in owned},
            max(len(look.name(symbol, program)) for symbol in symbols),
            MOST_OF_ARRAY if any(program.network.shapes.values()) else MOST_OF_NUMBER,
            bool(program.network.relus),
        )

    def __len__(self) -> int:
        return len(self.symbols)

    def columns(self, width: int) -> Columns:
        """How wide the columns are in a panel of this width."""
        return Columns.fit(self.name, width, self.number, self.has_states)

    def current(self, stop: Stop) -> str | None:
        """The symbol whose row the step is about, None before the first."""
        if stop.node is None:
            return None
        symbol = stop.program.equations[stop.cursor.step - 1].symbol
        if stop.over is not None and stop.phase is not Phase.UPDATE:
            return stop.node
        return symbol if symbol in self.rows else stop.node

    def row_in_view(self, stop: Stop) -> int:
        """The row that has to be seen."""
        current = self.current(stop) if stop.focus == stop.node else None
        return self.rows.get(current or stop.focus, 0)


def _leads(symbols: Sequence[str], table: Table, stop: Stop, look: Look) -> Mapping[str, str]:
    """How what an optimiser computes for a parameter begins, before the parameter: `mhat_`."""
    found = dict[str, str]()
    for symbol in table.owners.keys() & set(symbols):
        name = look.name(symbol, stop.program)
        of = look.name(table.owners[symbol], stop.program)
        if name.endswith(f"_{of}"):
            found[name] = name.removesuffix(of)
    return found


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
    def fit(cls, name: int, width: int, most: int, has_states: bool = True) -> Columns:
        """The columns that make the most of a width.

        Args:
            name: the columns of the longest name.
            width: of the panel.
            most: the columns beyond which a value is not easier to read.
            has_states: whether there is anything to say about ReLUs.
        """
        longest, name = name, min(max(name, 4), USUAL_NAME, width - 16)
        words = has_states and width >= name + 32
        around = AROUND + (WORD if words else SIGNS if has_states else 0)
        number = min(max((width - name - around) // 2, 5), most)
        left_over = width - name - around - 2 * number
        return cls(min(max(longest, name), name + max(left_over, 0)), number, words)

    def title(self, stop: Stop, look: Look, by: str = "") -> str:
        """The headings of the columns, as far as the border has room for them.

        Args:
            stop: where the debugger stands.
            look: how to write.
            by: the heading of the column that the rows are ordered by, which is marked.
        """
        loss = stop.program.network.loss
        loss = look.shortened(look.name(loss, stop.program), 6)
        gradient = f"d{loss}/d" if look.ascii else f"∂{loss}/∂"
        mark = look.glyphs.ordered
        node, value, gradient = (
            f"{text}{mark if by == each else ''}"
            for each, text in (("name", "node"), ("value", "value"), ("gradient", gradient))
        )
        return f" {node.ljust(self.name)} {value.ljust(self.number)} {gradient}"

    def heading_at(self, column: int) -> str:
        """What the heading in a column of the border is about."""
        if column < self.name + 2:
            return "name"
        return "value" if column < self.name + self.number + 3 else "gradient"

    def rows(
        self,
        symbols: Sequence[str],
        table: Table,
        stop: Stop,
        look: Look,
        kept: Kept[Line] | None = None,
    ) -> list[Line]:
        """The rows of some symbols, whose names can be told apart; those kept are not made anew."""
        written = {symbol: look.name(symbol, stop.program) for symbol in symbols}
        names = told_apart(
            written.values(), self.name, look.cut, _leads(symbols, table, stop, look)
        )
        kept = Kept() if kept is None else kept
        kept.go(stop, look, (self, tuple(symbols), stop.sight.doors))
        return kept.drawn(
            symbols, lambda each: self._row(each, names[written[each]], table, stop, look)
        )

    def _row(self, symbol: str, name: str, table: Table, stop: Stop, look: Look) -> Line:
        """The row of a symbol; what the step has changed stands out."""
        current = symbol == table.current(stop)
        backward = stop.phase is Phase.BACKWARD
        closed = CLOSED if symbol in stop.sight.doors else " "
        noted = look.glyphs.noted if symbol in stop.notes else closed
        stops = look.glyphs.stops if symbol in stop.breakpoints.nodes else noted
        mark = look.glyphs.here if current else stops
        gradient = ""
        of_gradient = gradient_name(stop.program.network.loss, symbol)
        if stop.program.has_gradient(symbol):
            gradient = look.value(shown_in(stop.state, of_gradient), self.number)[: self.number]
            gradient = HIDDEN if stop.hides(of_gradient) else gradient
        role = "dim" if symbol in table.owners else "text"
        if symbol == stop.selected and stop.is_selection:
            role = "selected"
        value = HIDDEN if stop.hides(symbol) else _change(symbol, stop, look, self.number)
        value = value or look.value(shown_in(stop.state, symbol), self.number)[: self.number]
        return (
            (mark + name, "here" if current else role),
            _gap(self.name - cell_len(name), symbol, stop, look),
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
    start: int | None = None,
    by: str = "",
    kept: Kept[Line] | None = None,
) -> Shown:
    """The rows around the one to look at, or from another on, as many as there is room for."""
    width, height = room
    columns, count = table.columns(width), len(table)
    if start is None:
        start = first_row(table.row_in_view(stop), count, height)
    shown = table.symbols[start : start + height]
    rows = columns.rows(shown, table, stop, look, kept)
    if spotlight.is_on:
        owners = [table.owners.get(symbol, symbol) for symbol in shown]
        rows = [lit(row, node in spotlight.nodes) for row, node in zip(rows, owners, strict=True)]
    below = count - start - height
    more = f"{below:,} more" if below > 0 else f"{start:,} above" if start else ""
    return Shown(rows, columns.title(stop, look, by), more)
