"""Values with all their digits, for what is cut or rounded where they are shown."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.language.expression import gradient_name
from engine.language.figures import format_number, format_residue
from engine.language.rounding import Residue
from engine.language.values import Value, is_array
from tui.drawing.look import HIDDEN, Look

DIGITS = range(6, 18)
"""So many digits are tried; with the last any float is read back as what it is."""

MOST = 60
"""The most entries of an array that are written."""


def full_number(value: float, look: Look) -> str:
    """A number with as many digits as it takes to read it back as it is.

    >>> full_number(0.1 + 0.2, Look())
    '0.30000000000000004'
    """
    if isinstance(value, Residue):
        return format_residue(value, look.glyphs.minus)
    minus = look.glyphs.minus
    exact = next((n for n in DIGITS if float(f"{value:.{n}g}") == value), DIGITS[-1])
    return format_number(value, exact, minus)


def full_value(value: Value | None, look: Look) -> str:
    """A value with all its digits; of a large array the first entries."""
    if value is None:
        return look.glyphs.pending
    if not is_array(value):
        return full_number(value, look)
    rows = value.reshape(-1, value.shape[-1])[:MOST]
    written: list[str] = []
    left = MOST
    for row in rows:
        written.append(" ".join([full_number(each, look) for each in row[:left].tolist()]))
        left -= len(row)
        if left <= 0:
            break
    cut = f" {look.cut}" if value.size > MOST else ""
    return f"[{'; '.join(written)}{cut}]"


def pair_told(left: Value | None, right: Value | None, look: Look) -> str:
    """Two values beside each other with all their digits."""
    return f"{full_value(left, look)} and {full_value(right, look)}"


def node_told(node: str, stop: Stop, look: Look, index: tuple[int, ...] = ()) -> str:
    """A node's value and gradient with all their digits, or those of one entry of it; the note.

    Args:
        node: the node, or something else with a value.
        stop: where the debugger stands; what it hides stays hidden.
        look: how to write.
        index: of the entry; empty for all.
    """
    program, gradient = stop.program, gradient_name(stop.program.network.loss, node)
    place = f"[{', '.join(map(str, index))}]" if index else ""
    told = [f"{look.name(node, program)}{place} = {_told(node, stop, look, index)}"]
    if program.has_gradient(node):
        name = look.style(program).name(gradient)
        told.append(f"{name}{place} = {_told(gradient, stop, look, index)}")
    if node in stop.notes and not index:
        told.append(f"{look.glyphs.noted} {stop.notes[node]}")
    return ",  ".join(told)


def _told(symbol: str, stop: Stop, look: Look, index: tuple[int, ...]) -> str:
    if stop.hides(symbol):
        return HIDDEN
    value = shown_in(stop.state, symbol)
    if value is not None and is_array(value) and index:
        from engine.language.index import entry_of

        value = entry_of(value, index)
    return full_value(value, look)
