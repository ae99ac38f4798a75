"""The rows of a node's entries in the order in which a person wants them."""

from __future__ import annotations

from collections.abc import Sequence

from tui.drawing.entries import Table
from tui.drawing.order import Order


def sequence_of(table: Table, order: Order) -> Sequence[int]:
    """The rows of a table of entries from top to bottom."""
    if order is Order.PROGRAM:
        return table.part
    from tui.drawing.ordering import row_sequence  # not before another order is wanted

    return row_sequence(table.value, table.gradient, order, table.rows)


def moved(table: Table, sequence: Sequence[int], rows: int, columns: int) -> tuple[int, ...]:
    """The entry so many rows and columns from the one singled out, or as far as there are any.

    A slice is left at its ends for the one before or behind it.
    """
    row, column = table.place
    if isinstance(sequence, range):
        sequence = range(table.rows)
    return table.index(
        sequence[min(max(sequence.index(row) + rows, 0), len(sequence) - 1)],
        min(max(column + columns, 0), table.columns - 1),
    )
