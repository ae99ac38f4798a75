"""The tables of the screen: in which order they are, and which rows they show."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.command import CommandError
from tui.commands.prompt import Prompt
from tui.drawing.order import Order
from tui.screens.arrangement import Area
from tui.screens.panels import Panels
from tui.screens.voice import Voice

FILTER = "filter "
"""How a line begins in which is typed what to filter by."""


class TablesHost(Protocol):
    """The screen, as far as tables need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def panels(self) -> Panels:
        """Have the tables."""

    @property
    def voice(self) -> Voice:
        """Says in which order a table is."""


class Tables:
    """Orders and filters the tables of a screen.

    Args:
        host: the screen.
    """

    def __init__(self, host: TablesHost) -> None:
        self._host = host
        self._before: str | None = None

    def order(self, name: str) -> None:
        """Order the table in focus, by the next order that there is without a name.

        Raises:
            CommandError: where there is no such order, or no table is shown.
        """
        panels = self._host.panels
        in_focus = panels.arrangement.focus in (None, Area.GRAPH)
        inspector = panels.stage.inspector if in_focus else None
        if inspector is not None:
            orders = [Order.PROGRAM, Order.VALUE, Order.GRADIENT]
            inspector.order_by(_chosen(name, inspector.order, orders))
            self._say("rows", inspector.order)
            return
        self._check()
        now = panels.values.listed
        order = _chosen(name, now.order, list(Order))
        panels.values.list_as(order, now.sought)
        self._say("values", order)

    def filter(self, sought: str) -> None:
        """Show only the values that match a text as `find` understands it; all without one.

        Raises:
            DebuggerError: where nothing matches, or the text cannot be understood.
        """
        self._check()
        values = self._host.panels.values
        if sought:
            from engine.queries.find import find_matches

            find_matches(sought, self._host.stop.state)  # which says what is wrong with it
        had = bool(values.listed.sought)
        values.list_as(values.listed.order, sought)
        if not sought:
            self._host.voice.say("all values are shown" + ("" if had else " already"))

    def follow(self, typed: Prompt | None) -> None:
        """Filter by what is being typed for that, as far as it can be understood."""
        values = self._host.panels.values
        now = values.listed
        if typed is not None and typed.text.startswith(FILTER):
            if self._before is None:
                self._before = now.sought
            sought = typed.text.removeprefix(FILTER).strip()
            if sought != now.sought and self._matches(sought):
                values.list_as(now.order, sought)
        elif self._before is not None:
            values.list_as(now.order, self._before)
            self._before = None

    def _matches(self, sought: str) -> bool:
        """Whether something matches a text, or all does as there is none."""
        from engine.queries.find import find_matches

        with suppress(DebuggerError):
            return not sought or bool(find_matches(sought, self._host.stop.state).nodes)
        return False

    def _check(self) -> None:
        panels = self._host.panels
        if panels.page is not None or panels.header.is_presenting:
            raise CommandError("the values are not shown at the moment")

    def _say(self, what: str, order: Order) -> None:
        said = {
            Order.PROGRAM: f"{what} in their own order",
            Order.NAME: f"{what} by name",
            Order.VALUE: f"{what} by |value|, largest first",
            Order.GRADIENT: f"{what} by |gradient|, largest first",
        }
        self._host.voice.say(said[order])


def _chosen(name: str, now: Order, orders: list[Order]) -> Order:
    """The order of a name, or the one behind this without a name."""
    if not name:
        return orders[(orders.index(now) + 1) % len(orders)]
    found = next((order for order in orders if order.value.startswith(name)), None)
    if found is None:
        known = ", ".join(order.value for order in orders)
        raise CommandError(f"no order {name!r}: write one of {known}")
    return found
