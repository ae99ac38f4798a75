"""Whole solutions in plain text: every line `symbol = value`, with one line that may be another."""

import numpy as np

from engine.iterations.run import Run
from engine.language.values import array, is_array
from engine.program.equation import Phase
from tests.checking.figures import figure

DIGITS = 6

HEADINGS = {
    Phase.FORWARD: "Forward pass:",
    Phase.BACKWARD: "Backward pass:",
    Phase.UPDATE: "Update:",
}


def runs(program, iterations, symbol=None, iteration=0, value=None):
    """The iterations of a program, in one of which a symbol has another value."""
    start = program.start
    for number in range(iterations):
        given = {program.index[symbol]: value} if symbol and number == iteration else {}
        run = Run(program, number, start, given)
        yield run
        start = run.end


def number(value, digits=DIGITS):
    """A number or an array as it is printed."""
    if not is_array(value):
        return figure(value, digits)
    rows = [
        f"[{', '.join(number(float(each), digits) for each in row)}]"
        for row in np.atleast_2d(value)
    ]
    return rows[0] if value.ndim == 1 else f"[{', '.join(rows)}]"


def solution(program, all_runs, written=None):
    """The page.

    Args:
        program: what it solves.
        all_runs: the iterations.
        written: lines that stand in the place of others, by symbol and iteration.
    """
    written = written or {}
    given = {**program.network.constants, "lr": program.network.learning_rate}
    lines = [f"{name} = {number(value, 15)}" for name, value in given.items()]
    for run in all_runs:
        lines += ["", f"Iteration {run.number}"]
        for phase in Phase:
            lines += ["", HEADINGS[phase]]
            for index in program.phases[phase]:
                symbol = program.equations[index].symbol
                line = f"{symbol} = {number(run.value(index))}"
                lines.append(written.get((symbol, run.number), line))
    return "\n".join(lines) + "\n"


def as_value(value):
    """What a test computes, as the engine holds it."""
    return array(value) if np.ndim(value) else float(value)
