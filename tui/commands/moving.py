"""step, back, goto, train ."""

from __future__ import annotations

from dataclasses import replace

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.iterations.timeline import MAX_ITERATION
from engine.language.notation import format_number
from tui.commands.arguments import read_count, read_number
from tui.commands.command import CommandError


def _goto(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(*_place(argument))


def _place(argument: str) -> tuple[int, int | None]:
    """A step, and its iteration if there is one."""
    step, _space, iteration = argument.partition(" ")
    return read_number("step", step), read_number("iteration", iteration) if iteration else None


def _iteration(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(debugger.stop.cursor.step, read_number("iteration", argument))


def _train(debugger: Debugger, argument: str, _: int) -> Stop:
    stop = debugger.next_iteration(read_count(argument))
    done = stop.cursor.iteration
    many = "iteration" if done == 1 else "iterations"
    said = f"loss after {done:,} {many}: {format_number(stop.state.run.loss)}"
    return replace(stop, message=stop.message or said)


def trained(stop: Stop, iterations: int) -> int:
    """The iteration after so many more."""
    if stop.cursor.iteration + iterations > MAX_ITERATION:
        left = MAX_ITERATION - stop.cursor.iteration
        raise CommandError(f"{iterations:,} is too many: {left:,} iterations are left")
    return stop.cursor.iteration + iterations


def ahead(stop: Stop, iterations: int) -> int:
    """So many iterations further on, as far as there are any."""
    return min(stop.cursor.iteration + iterations, MAX_ITERATION)


def runs(stop: Stop, node: str, count: int) -> int:
    """The iteration in which a run to a node ends, or the one before it."""
    steps = stop.program.steps_about.get(node or stop.selected)
    return ahead(stop, (count - 1) // len(steps)) if steps else 0


def _phases(stop: Stop, _: str, count: int) -> int:
    """The iteration in which so many phases end, or the one before it."""
    phases = sum(map(bool, stop.program.phases.values()))
    return ahead(stop, (count - 1) // phases)


LEAP = 10
"""How many iterations `{` and `}` go."""
