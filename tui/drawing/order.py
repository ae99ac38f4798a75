"""The order in which a person wants to see a table, and which of its rows."""

from __future__ import annotations

from enum import Enum

from engine.frozen import frozen, replace


class Order(Enum):
    """An order of rows, by the name that a person gives it."""

    PROGRAM = "program"
    VALUE = "value"
    GRADIENT = "gradient"
    NAME = "name"


@frozen(slots=True)
class Listed:
    """What a person wants to see of a table.

    Args:
        order: of the rows.
        sought: what rows have to match, as `find` understands it; empty for all.
    """

    order: Order = Order.PROGRAM
    sought: str = ""

    def by(self, order: Order) -> Listed:
        """In another order; in that of the program where it is in this one already."""
        return replace(self, order=Order.PROGRAM if order is self.order else order)


AS_IS = Listed()
"""All rows, in the order of the program."""
