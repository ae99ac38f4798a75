"""The rows of tables put in order, and picked out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.frozen import replace
from engine.iterations.residues import shown_in
from engine.language.expression import gradient_name
from engine.language.values import Value, is_array
from tui.drawing.look import Look
from tui.drawing.order import Listed, Order
from tui.drawing.values import Table


def listed(table: Table, wanted: Listed, stop: Stop, look: Look) -> Table:
    """The rows of a table that are wanted, in the order that is wanted.

    By value and by gradient the largest comes first, by its largest entry for an array, and what is
    not computed yet, or hidden from a person, comes last. Rows that are alike stay in their order.
    """
    symbols = table.symbols
    if wanted.sought:
        nodes = _matching(wanted.sought, stop)
        symbols = [each for each in symbols if table.owners.get(each, each) in nodes]
    match wanted.order:
        case Order.NAME:
            symbols = sorted(symbols, key=lambda each: look.name(each, stop.program).casefold())
        case Order.VALUE:
            symbols = sorted(symbols, key=lambda each: -_size(each, stop))
        case Order.GRADIENT:
            symbols = sorted(symbols, key=lambda each: -_steepness(each, stop))
    return replace(table, symbols=symbols, rows={each: row for row, each in enumerate(symbols)})


def _matching(sought: str, stop: Stop) -> frozenset[str]:
    """The nodes that match; none where nothing does at this step."""
    from engine.queries.find import find_matches  # not before something is sought

    try:
        return frozenset(find_matches(sought, stop.state).nodes)
    except DebuggerError:
        return frozenset()


def _size(symbol: str, stop: Stop) -> float:
    """How large a value is; less than 0 where there is none to be seen."""
    return -1.0 if stop.hides(symbol) else magnitude(shown_in(stop.state, symbol))


def _steepness(symbol: str, stop: Stop) -> float:
    """How large a gradient is; less than 0 where there is none, or none to be seen."""
    if not stop.program.has_gradient(symbol):
        return -1.0
    return _size(gradient_name(stop.program.network.loss, symbol), stop)


def magnitude(value: Value | None) -> float:
    """The largest absolute entry of a value: infinite for NaN, −1 for what is not there."""
    if value is None:
        return -1.0
    largest = float(np.abs(value).max(initial=0.0)) if is_array(value) else abs(value)
    return math.inf if math.isnan(largest) else largest


def row_sequence(
    value: Value | None, gradient: Value | None, order: Order, rows: int
) -> Sequence[int]:
    """The rows of a node's entries in an order: by the largest entry of each.

    Args:
        value: of the node; None if it is not computed yet.
        gradient: likewise.
        order: by value or by gradient; any other leaves the rows as they are.
        rows: how many there are.
    """
    about = {Order.VALUE: value, Order.GRADIENT: gradient}.get(order)
    if about is None or not is_array(about) or rows < 2:
        return range(rows)
    sizes = [magnitude(each) for each in about.reshape(rows, -1)]
    return sorted(range(rows), key=lambda row: -sizes[row])
