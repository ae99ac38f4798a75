"""What a person can do: every action once, for the keys, the `:` line, the palette and the help."""

from __future__ import annotations

from dataclasses import replace

from engine.debugger import Debugger
from engine.notation import format_number
from engine.stop import Stop
from engine.timeline import MAX_ITERATION
from tui.arguments import read_count, read_decimal, read_natural, read_number
from tui.command import Command, CommandError, Run
from tui.questions import (
    answer_gradcheck,
    answer_paths,
    answer_print,
    answer_why,
    list_breakpoints,
    list_marks,
)


def _goto(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(read_number("step", argument))


def _iteration(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(debugger.stop.cursor.step, read_number("iteration", argument))


def _train(debugger: Debugger, argument: str, _: int) -> Stop:
    stop = debugger.next_iteration(read_count(argument))
    done = stop.cursor.iteration
    many = "iteration" if done == 1 else "iterations"
    said = f"loss after {done:,} {many}: {format_number(stop.state.run.loss)}"
    return replace(stop, message=stop.message or said)


def _trained(stop: Stop, iterations: int) -> int:
    if stop.cursor.iteration + iterations > MAX_ITERATION:
        left = MAX_ITERATION - stop.cursor.iteration
        raise CommandError(f"{iterations:,} is too many: {left:,} iterations are left")
    return stop.cursor.iteration + iterations


def _entry(debugger: Debugger, argument: str, _: int) -> Stop:
    places = argument.replace(",", " ").split()
    return debugger.single_out(*(read_natural("entry", place) for place in places))


def _ahead(stop: Stop, iterations: int) -> int:
    """So many iterations further on, as far as there are any."""
    return min(stop.cursor.iteration + iterations, MAX_ITERATION)


def _runs(stop: Stop, node: str, count: int) -> int:
    """The iteration in which a run to a node ends, or the one before it."""
    steps = stop.program.steps_about.get(node or stop.selected)
    return _ahead(stop, (count - 1) // len(steps)) if steps else 0


def _phases(stop: Stop, _: str, count: int) -> int:
    """The iteration in which so many phases end, or the one before it."""
    phases = sum(map(bool, stop.program.phases.values()))
    return _ahead(stop, (count - 1) // phases)


def _resume(forwards: bool) -> Run:
    def run(debugger: Debugger, _: str, count: int) -> Stop:
        stop = debugger.stop
        for _time in range(count):
            search = debugger.search(forwards)
            for _looked in search:
                pass
            stop = debugger.arrive(search)
        return stop

    return run


def _enable(enabled: bool) -> Run:
    return lambda debugger, argument, _: debugger.enable_breakpoint(
        read_number("number", argument), enabled
    )


def _convention(debugger: Debugger, argument: str, _: int) -> Stop:
    name, _space, value = argument.partition(" ")
    return debugger.set_convention(name, read_decimal("derivative", value.strip()))


def _marked(stop: Stop, argument: str, _: int) -> int:
    return stop.marks[argument].iteration if argument in stop.marks else 0


LEAP = 10
"""How many iterations `{` and `}` go."""

COMMANDS = (
    Command(
        "step", ("n", "right"), "n →", "take a step",
        lambda debugger, _, count: debugger.step(count), counts=True, hint="step",
        reaches=lambda stop, _, count: _ahead(stop, (stop.cursor.step + count - 1) // stop.steps),
    ),
    Command(
        "back", ("N", "left"), "N ←", "take back a step, or a term",
        lambda debugger, _, count: debugger.back(count), counts=True, hint="back",
    ),
    Command(
        "into", ("s",), "s", "step into the terms of a fan-in sum",
        lambda debugger, _, count: debugger.into(count), counts=True, hint="into",
    ),
    Command(
        "end", ("f",), "f", "go to the end of the phase, then of the next",
        lambda debugger, _, count: debugger.end_of_phase(count), counts=True, hint="phase",
        reaches=_phases,
    ),
    Command(
        "start", ("F",), "F", "go to the start of the phase, or the one before",
        lambda debugger, _, count: debugger.start_of_phase(count), counts=True,
    ),
    Command(
        "next", ("right_square_bracket",), "]", "go to the same step of the next iteration",
        lambda debugger, _, count: debugger.next_iteration(count), counts=True, hint="iteration",
        reaches=lambda stop, _, count: _ahead(stop, count),
    ),
    Command(
        "previous", ("left_square_bracket",), "[", "go to the same step of the previous iteration",
        lambda debugger, _, count: debugger.previous_iteration(count), counts=True,
    ),
    Command(
        "leap", ("right_curly_bracket",), "}", "go ten iterations on",
        lambda debugger, _, count: debugger.next_iteration(LEAP * count), counts=True,
        reaches=lambda stop, _, count: _ahead(stop, LEAP * count),
    ),
    Command(
        "leap-back", ("left_curly_bracket",), "{", "go ten iterations back",
        lambda debugger, _, count: debugger.previous_iteration(LEAP * count), counts=True,
    ),
    Command(
        "train", (), "", "run so many iterations; Esc interrupts", _train, argument="COUNT",
        reaches=lambda stop, argument, _: _trained(stop, read_count(argument)),
    ),
    Command(
        "first", ("g", "home"), "g", "go to the first step of the iteration",
        lambda debugger, _, __: debugger.first(),
    ),
    Command(
        "last", ("G", "end"), "G", "go to the last step of the iteration",
        lambda debugger, _, __: debugger.last(),
    ),
    Command(
        "goto", (), "", "go to a step of this iteration, counted from 1", _goto, argument="STEP"
    ),
    Command(
        "iteration", (), "", "go to the same step of an iteration, counted from 0", _iteration,
        argument="K", reaches=lambda _, argument, __: read_number("iteration", argument),
    ),
    Command(
        "run", ("t",), "t", "run to the next step about the selected node",
        lambda debugger, argument, count: debugger.run_to(argument or None, count),
        argument="NODE", optional=True, hint="run to", reaches=_runs,
    ),
    Command(
        "break", ("b",), "b", "stop at the selected node, or at a node; again, no more",
        lambda debugger, argument, _: debugger.break_at(argument), argument="NODE",
        optional=True, hint="break",
    ),
    Command(
        "break-if", ("B",), "B", "stop where a condition becomes true: z1 < 0, dead(h1)",
        lambda debugger, argument, _: debugger.break_at(argument), argument="CONDITION",
    ),
    Command(
        "continue", ("c",), "c", "go on to the next breakpoint", _resume(forwards=True),
        counts=True, hint="continue", searches=True,
    ),
    Command(
        "reverse", ("C",), "C", "go back to the breakpoint before", _resume(forwards=False),
        counts=True, searches=False,
    ),
    Command("breakpoints", (), "", "list the breakpoints", answer=list_breakpoints),
    Command(
        "delete", (), "", "delete a breakpoint by its number",
        lambda debugger, argument, _: debugger.delete_breakpoint(read_number("number", argument)),
        argument="NUMBER",
    ),
    Command(
        "disable", (), "", "let a breakpoint not stop for a while",
        _enable(False), argument="NUMBER",
    ),
    Command(
        "enable", (), "", "let a breakpoint stop again", _enable(True), argument="NUMBER",
    ),
    Command(
        "up", ("up",), "↑", "select the node above",
        lambda debugger, _, count: debugger.select_next(-count), counts=True,
    ),
    Command(
        "down", ("down",), "↓", "select the node below",
        lambda debugger, _, count: debugger.select_next(count), counts=True,
    ),
    Command(
        "select", (), "", "select a node", lambda debugger, argument, _: debugger.select(argument),
        argument="NODE",
    ),
    Command(
        "find", ("slash",), "/", "find a node by a part of its name",
        lambda debugger, argument, _: debugger.find(argument), argument="TEXT",
    ),
    Command(
        "inspect", ("enter",), "Enter", "look at a node entry by entry, a row for each sample",
        hint="inspect",
    ),
    Command(
        "entry", (), "", "single out an entry, sample and unit counted from 0: entry 3 1", _entry,
        argument="SAMPLE UNIT", optional=True,
    ),
    Command("chart", ("l",), "l", "show the loss over the iterations, or the graph", hint="loss"),
    Command("scale", ("o",), "o", "make the chart logarithmic, or linear again"),
    Command(
        "plot", (), "", "chart a symbol: plot dL/dW1, plot W1[0,1]; without one the loss",
        argument="SYMBOL", optional=True,
    ),
    Command(
        "lr", (), "", "train with another learning rate from the next update on",
        lambda debugger, argument, _: debugger.set_learning_rate(read_decimal("rate", argument)),
        argument="RATE",
        confirmed=lambda debugger, argument, _: debugger.set_learning_rate(
            read_decimal("rate", argument), drop=True
        ),
    ),
    Command(
        "convention", (), "", "take another derivative at a kink: convention relu_at_zero 0",
        _convention, argument="NAME VALUE",
    ),
    Command(
        "seed", (), "", "start again with parameters drawn by another seed",
        lambda debugger, argument, _: debugger.reseed(read_natural("seed", argument)),
        argument="SEED",
    ),
    Command(
        "mark", ("m",), "m", "give this place a name to come back to",
        lambda debugger, argument, _: debugger.mark(argument), argument="NAME",
    ),
    Command(
        "jump", ("apostrophe",), "'", "go to a place that was marked",
        lambda debugger, argument, _: debugger.jump(argument), argument="NAME", reaches=_marked,
    ),
    Command("marks", (), "", "list the marks", answer=list_marks),
    Command(
        "why", ("y",), "y", "why the selected node, its gradient or any symbol is what it is",
        argument="SYMBOL", optional=True, answer=answer_why, hint="why",
    ),
    Command(
        "paths", (), "", "the paths from the loss over which a gradient came",
        argument="GRADIENT", optional=True, answer=answer_paths,
    ),
    Command(
        "gradcheck", (), "", "check the gradients of this iteration by other means",
        answer=answer_gradcheck,
    ),
    Command(
        "print", (), "", "what an expression is worth here: print dL/dh0 / dL/dh1",
        argument="EXPRESSION", answer=answer_print,
    ),
    Command(
        "restart", ("R",), "R", "go back to before the first step, same seed",
        lambda debugger, _, __: debugger.restart(),
    ),
    Command("theme", (), "", "use other colours: dark, light or terminal", argument="NAME"),
    Command("command", ("colon",), ":", "type a command", hint="command"),
    Command("help", ("question_mark",), "?", "show keys, commands and signs", hint="help"),
    Command("quit", ("q",), "q", "quit", hint="quit"),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}
