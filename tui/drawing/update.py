"""An update as old → new, in as many columns as there are."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.language.figures import fit_number, format_number
from engine.language.rounding import Residue
from engine.language.values import Value, is_array
from engine.program.program import Phase
from tui.drawing.look import Look

SHORTEST_OLD = 3
"""The fewest columns of a value that is no more."""


def values_of(stop: Stop, symbol: str) -> tuple[Value, Value] | None:
    """The value of a parameter before and after its update; None where the step is no such."""
    step, state = stop.step, stop.state
    if step is None or step.phase is not Phase.UPDATE or step.symbol != symbol:
        return None
    slot, new = state.run.program.base.get(symbol), shown_in(state, symbol)
    if slot is None or new is None or state.completed <= step.index:
        return None
    return state.run.start[slot], new


def changed(stop: Stop, symbol: str, look: Look, width: int) -> str:
    """`0.5→−0.25`: the new value in full, the old one as far as there is room; empty for none.

    Both have to be numbers, and to look different if they are.
    """
    values = values_of(stop, symbol)
    if values is None:
        return ""
    old, new = values
    if is_array(old) or is_array(new) or isinstance(new, Residue):
        return ""
    minus, arrow = look.glyphs.minus, look.glyphs.becomes
    after = format_number(new, minus=minus)
    room = width - len(after) - len(arrow)
    before = fit_number(old, room, minus) if room >= SHORTEST_OLD else "#"
    if "#" in before or (before == after and old != new):
        return ""
    return before + arrow + after


def change_line(stop: Stop, symbol: str, look: Look) -> str:
    """`w0: 0.5 → −0.25`, of the entry that is singled out where there is one; empty for none."""
    from engine.language.index import entry_name, entry_of

    values = values_of(stop, symbol)
    if values is None:
        return ""
    index, name = stop.entry_of(symbol), symbol
    old, new = values
    if index is not None:
        old, new, name = entry_of(old, index), entry_of(new, index), entry_name(symbol, index)
    if is_array(old) or is_array(new):
        return ""
    style, arrow = look.style(stop.program), look.glyphs.becomes
    return f"{style.name(name)}: {style.number(old)} {arrow} {style.number(new)}"
