"""Fan-in sums in few columns: the terms of a gradient, as they are added up at its node."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.values import is_array
from tui.drawing.look import Look
from tui.drawing.spread import UNFIT

TERM = 5
"""The columns of a term."""


def fan_in_sum(stop: Stop, node: str, look: Look, width: int) -> str:
    """`0.5 + 0.25 = 0.75`, or `= 0.5 + 0.25` where that is too wide; empty for nothing to add up.

    While a sum is stepped into these are the terms that have arrived.
    """
    state, program = stop.state, stop.program
    index = program.index.get(gradient_name(program.network.loss, node))
    if index is None or index >= state.position or index in state.run.given:
        return ""
    is_under_way = index == state.position - 1
    values = state.run.terms(index)[: state.arrived if is_under_way else None]
    if len(values) < 2 or any(map(is_array, values)):
        return ""
    terms = " + ".join(look.value(value, TERM) for value in values)
    if UNFIT in terms:
        return ""
    total = state.value(gradient_name(program.network.loss, node))
    whole = f"{terms} = {look.value(total, TERM + 2)}"
    return next((text for text in (whole, f"= {terms}", terms) if len(text) <= width), "")
