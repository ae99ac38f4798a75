"""Room for numbers that are off in their last digits: as they were rounded, or the ones before."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np

from engine.checking.judging.known import value_in
from engine.checking.judging.sheet import Sheet
from engine.checking.matching.leaves import symbol_of
from engine.checking.slips.printed import Printed
from engine.iterations.run import Run
from engine.language.values import Value, is_array

MOST_MOVED = 80
"""So many numbers are moved within their last digits to find out what that changes."""

NEAR_INTEGER = 5e-4
"""So near to an integer, as a part of it, a number may be printed as one."""


def loosened(printed: Printed) -> Printed:
    """A number as printed where an integer may stand for what is very near to it."""
    near = 2 * NEAR_INTEGER * np.maximum(np.abs(printed.value), 1.0)
    unit = np.where(np.asarray(printed.unit) > 0, printed.unit, near)
    return replace(printed, unit=unit if is_array(printed.value) else float(unit))


def widened(printed: Printed, room: Value) -> Printed:
    """A number as printed that may be off by so much more to each side, if it has that shape."""
    if np.shape(room) != np.shape(printed.value):
        return printed
    unit = np.asarray(printed.unit) + 2 * np.asarray(room)
    return replace(printed, unit=unit if is_array(printed.value) else float(unit))


def room_of(run: Run, name: str, sheet: Sheet, right: list[str]) -> Value:
    """How far a value may move when each of the page's numbers moves within its last digit.

    The number of runs is bounded: those count first that the equation reads, then the last ones.
    """
    index = run.program.index.get(symbol_of(name))
    read = () if index is None else run.program.equations[index].reads()
    right = sorted(right, key=lambda each: each in read)
    base = value_in(run, name)
    total = np.zeros(np.shape(base))
    for moved in islice(sheet.moved(run, right), MOST_MOVED):
        off = np.abs(np.asarray(value_in(moved, name)) - base)
        total = total + np.where(np.isfinite(off), off, 0.0)
    return total
