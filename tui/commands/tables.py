"""Tables: in which order, and which of their rows."""

from __future__ import annotations

from tui.commands.action import View, ViewName
from tui.commands.command import Command

TABLES = (
    Command(
        "order", ("O",), "O",
        "order the values, or the rows of the inspector: by value, gradient, name or program",
        View(ViewName.ORDER), argument="ORDER", optional=True,
    ),
    Command(
        "filter", ("ampersand",), "&",
        "show only values with this in their name, or of which it is true; without one, all",
        View(ViewName.FILTER), argument="TEXT", optional=True, again=True,
    ),
)  # fmt: skip
