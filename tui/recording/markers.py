"""Markers in a recording: the chapters of a lecture."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.iterations.residues import shown
from tui.drawing.look import Look

MAX_VALUE = 24
"""The most columns of a value."""


def marker(before: Stop, now: Stop, look: Look) -> str:
    """The label of the place where the debugger has come to; empty where nothing begins there.

    Marked are iterations that are entered, phases that begin, and stops that are more than a step
    away or have a reason, which is what they are called by.
    """
    last, latest = before.visits.items[-1:], now.visits.items[-1:]
    is_stop = latest != last and bool(latest)
    if is_stop and latest[0].why:
        return latest[0].why
    if now.cursor.iteration != before.cursor.iteration:
        entered = f"iteration {now.cursor.iteration:,}"
        return entered if now.cursor.step <= 1 else f"{entered}: {place(now, look)}"
    return place(now, look) if is_stop or now.phase is not before.phase else ""


def place(stop: Stop, look: Look) -> str:
    """Where the debugger stands: `BACKWARD ∂L/∂h0 = 0.75`; without the value of half a sum."""
    step = stop.step
    if step is None:
        return "START"
    name = f"{step.phase.upper()} {look.style(stop.program).name(step.symbol)}"
    is_whole = stop.cursor.arrived is None
    return f"{name} = {look.value(shown(step), MAX_VALUE)}" if is_whole else name
