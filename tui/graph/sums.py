"""Fan-in sums in few columns: the terms of a gradient, as they are added up at its node."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.language.expression import gradient_name
from engine.language.figures import Figures, figures
from engine.language.notation import Style
from engine.language.rounding import Residue
from engine.language.values import is_array
from tui.drawing.look import Look

PLUS = " + "

FEWEST = 3
"""The fewest significant digits of a sum; where there is no room for them it is not written."""


def fan_in_sum(stop: Stop, node: str, look: Look, width: int, total: str = "") -> str:
    """The terms and what they come to: `0.5 + 0.25 = 0.75`; empty for no sum, or no room.

    Written so it is true as it is printed, with as many digits as fit. While a sum is stepped into
    these are the terms that have arrived.

    Args:
        stop: where the debugger stands.
        node: the node.
        look: how to write.
        width: the columns that there are.
        total: where their sum is written already, how; then only `= 0.5 + 0.25` is.
    """
    state, program = stop.state, stop.program
    symbol = gradient_name(program.network.loss, node)
    index = program.index.get(symbol)
    if index is None or index >= state.position or index in state.run.given:
        return ""
    is_under_way = index == state.position - 1
    values = state.run.terms(index)[: state.arrived if is_under_way else None]
    numbers = tuple(value for value in values if not is_array(value))
    if not 2 <= len(numbers) <= (width + len(PLUS)) / (1 + len(PLUS)):
        return ""  # not even numbers of one digit fit
    found = shown_in(state, symbol)
    if found is None or is_array(found) or isinstance(found, Residue):
        return ""
    style, how = look.style(program), figures()
    return sum_text(numbers, found, (style.kind, style.digits or how.digits, how), width, total)


@lru_cache(1024)
def sum_text(
    terms: tuple[float, ...],
    found: float,
    way: tuple[Literal["text", "unicode", "latex"], int, Figures],
    width: int,
    total: str,
) -> str:
    """The sum in so many columns, in a way to write it: kind, most digits, figures."""
    from engine.language.sides import joined, written_numbers  # not before there is a sum

    kind, most, _ = way
    for digits in range(most, FEWEST - 1, -1):
        first, *last = written_numbers("add", terms, found, Style(kind, digits=digits))
        text = joined([first, *last])
        if total:
            if last != [total]:
                continue
            text = f"{last[0].sign} {first}"
        if len(text) <= width:
            return text
    return ""
