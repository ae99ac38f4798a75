"""Moves: step, back, goto, train ..."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.inward import places_inside
from engine.debugger.stop import Stop
from engine.iterations.timeline import MAX_ITERATION
from engine.program.program import Program
from engine.program.told import in_names
from engine.queries.symbols import find_symbol, say_unknown, why_no_gradient
from tui.commands.action import List, Move
from tui.commands.arguments import read_count, read_number
from tui.commands.command import Command, CommandError
from tui.commands.steps import choose_step

LEAP = 10
"""How many iterations `{` and `}` go."""


def _goto(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(*_place(debugger.stop.program, argument))


def _place(program: Program, argument: str) -> tuple[int, int | None]:
    """A step, and its iteration if there is one."""
    step, _space, iteration = argument.partition(" ")
    return _step(program, step), read_number("iteration", iteration) if iteration else None


def _step(program: Program, text: str) -> int:
    """A step by its number, or by what it computes.

    Raises:
        CommandError: where there is none.
    """
    if text.lstrip("+-−").isdecimal():
        return read_number("step", text)
    named = in_names(text.replace("∂", "d"), program.names)
    name = named.partition("[")[0]
    symbol = find_symbol(name, program)
    if symbol is None:
        reason = why_no_gradient(name, program) or say_unknown(name, program)
        raise CommandError(f"{reason}: write a step's number, or what it computes")
    if symbol not in program.index:
        raise CommandError(f"{program.told(name)} is given: no step computes it")
    return program.index[symbol] + 1


def _iteration(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(debugger.stop.cursor.step, read_number("iteration", argument))


def _train(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.train(read_count(argument))


def _trained(stop: Stop, argument: str, _: int) -> int:
    """The iteration after so many more."""
    iterations = read_count(argument)
    if stop.cursor.iteration + iterations > MAX_ITERATION:
        left = MAX_ITERATION - stop.cursor.iteration
        raise CommandError(f"{iterations:,} is too many: {left:,} iterations are left")
    return stop.cursor.iteration + iterations


def _ahead(stop: Stop, iterations: int) -> int:
    """So many iterations further on, as far as there are any."""
    return min(stop.cursor.iteration + iterations, MAX_ITERATION)


def _runs(stop: Stop, node: str, count: int) -> int:
    """The iteration in which a run to a node ends, or the one before it."""
    steps = stop.program.steps_about.get(node or stop.selected)
    return _ahead(stop, (count - 1) // len(steps)) if steps else 0


def _inside(stop: Stop, _: str, count: int) -> int:
    """The iteration that so many terms and steps lead to, or one before it."""
    return _ahead(stop, (count - 1) // places_inside(stop.program))


def _phases(stop: Stop, _: str, count: int) -> int:
    """The iteration in which so many phases end, or the one before it."""
    phases = sum(map(bool, stop.program.phases.values()))
    return _ahead(stop, (count - 1) // phases)


MOVING = (
    Command(
        "step", ("n", "right"), "n →", "take a step, or go over a folded group in one",
        Move(
            lambda debugger, _, count: debugger.step(count),
            lambda stop, _, count: _ahead(stop, (stop.cursor.step + count - 1) // stop.steps),
        ),
        counts=True, hint="step",
    ),
    Command(
        "back", ("N", "left"), "N ←", "take back a step, a folded group, or a term",
        Move(lambda debugger, _, count: debugger.back(count)), counts=True, hint="back",
    ),
    Command(
        "into", ("s",), "s", "step into a folded group, or the terms of a fan-in sum",
        Move(lambda debugger, _, count: debugger.into(count), _inside), counts=True, hint="into",
    ),
    Command(
        "end", ("f",), "f", "go to the end of the phase, then of the next",
        Move(lambda debugger, _, count: debugger.end_of_phase(count), _phases),
        counts=True, hint="phase",
    ),
    Command(
        "start", ("F",), "F", "go to the start of the phase, or the one before",
        Move(lambda debugger, _, count: debugger.start_of_phase(count)), counts=True,
    ),
    Command(
        "next", ("right_square_bracket",), "]", "go to the same step of the next iteration",
        Move(
            lambda debugger, _, count: debugger.next_iteration(count),
            lambda stop, _, count: _ahead(stop, count),
        ),
        counts=True, hint="iteration",
    ),
    Command(
        "previous", ("left_square_bracket",), "[", "go to the same step of the previous iteration",
        Move(lambda debugger, _, count: debugger.previous_iteration(count)), counts=True,
    ),
    Command(
        "leap", ("right_curly_bracket",), "}", "go ten iterations on",
        Move(
            lambda debugger, _, count: debugger.next_iteration(LEAP * count),
            lambda stop, _, count: _ahead(stop, LEAP * count),
        ),
        counts=True,
    ),
    Command(
        "leap-back", ("left_curly_bracket",), "{", "go ten iterations back",
        Move(lambda debugger, _, count: debugger.previous_iteration(LEAP * count)), counts=True,
    ),
    Command(
        "train", (), "", "run so many iterations; Esc interrupts", Move(_train, _trained),
        argument="COUNT",
    ),
    Command(
        "first", ("g", "home"), "g", "go to the first step of the iteration",
        Move(lambda debugger, _, __: debugger.first()),
    ),
    Command(
        "last", ("G", "end"), "G", "go to the last step of the iteration",
        Move(lambda debugger, _, __: debugger.last()),
    ),
    Command(
        "goto", (), "", "go to a step, by its number or by what it computes: goto dL/dh0",
        Move(_goto, lambda stop, argument, _: _place(stop.program, argument)[1] or 0),
        argument="STEP/SYMBOL [ITERATION]",
    ),
    Command(
        "steps", ("T",), "T", "list the steps of the iteration, to go to and to stop at",
        List(choose_step),
    ),
    Command(
        "iteration", (), "", "go to the same step of an iteration, counted from 0",
        Move(_iteration, lambda _, argument, __: read_number("iteration", argument)), argument="K",
    ),
    Command(
        "run", ("t",), "t", "run to the next step about the selected node",
        Move(lambda debugger, argument, count: debugger.run_to(argument or None, count), _runs),
        argument="NODE", optional=True, hint="run to",
    ),
)  # fmt: skip
