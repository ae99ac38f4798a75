"""What a person can do: every action once, for the keys, the `:` line, the palette and the help."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from shlex import quote

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from engine.iterations.timeline import MAX_ITERATION
from engine.language.notation import format_number
from engine.network.source import plain
from tui.commands.arguments import read_count, read_decimal, read_natural, read_number
from tui.commands.command import Command, CommandError, Run
from tui.commands.lecture_list_ import choose_lecture
from tui.commands.lists import (
    choose_branch,
    choose_breakpoint,
    choose_mark,
    choose_visit,
    choose_watch,
)
from tui.commands.questions import (
    answer_compare,
    answer_gradcheck,
    answer_paths,
    answer_print,
    answer_why,
)


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


def _visited(stop: Stop, argument: str, _: int) -> int:
    number = read_number("stop", argument)
    return max((_afar(stop, each.spot) for each in stop.visits if each.number == number), default=0)


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


def _edit(debugger: Debugger, argument: str, _: int) -> Stop:
    number, _space, text = argument.partition(" ")
    if not text:
        raise CommandError("edit needs a node or a condition too: edit 1 z1 < 0")
    return debugger.edit_breakpoint(read_number("number", number), text.strip())


def _rewatch(debugger: Debugger, argument: str, _: int) -> Stop:
    number, _space, text = argument.partition(" ")
    if not text:
        raise CommandError("rewatch needs an expression too: rewatch 1 dL/dh0")
    return debugger.edit_watch(read_number("number", number), text.strip())


def _begun(stop: Stop) -> str:
    """How a change begins of the selected node, or of the entry of it that is singled out."""
    from engine.language.entries import entry_name

    return f"{entry_name(stop.selected, stop.entry_of(stop.selected) or ())} = "


def _convention(debugger: Debugger, argument: str, _: int) -> Stop:
    name, _space, value = argument.partition(" ")
    return debugger.set_convention(name, read_decimal("derivative", value.strip()))


def _save(debugger: Debugger, argument: str, _: int, overwrite: bool = False) -> Stop:
    from engine.sessions.session import write_session

    path = write_session(debugger.stop, Path(argument), overwrite)
    return replace(debugger.stop, message=f"saved: go on with --session {plain(quote(str(path)))}")


def _marked(stop: Stop, argument: str, _: int) -> int:
    return _afar(stop, stop.marks[argument]) if argument in stop.marks else 0


def _afar(stop: Stop, spot: Spot) -> int:
    """The iteration of a place; none has to be reached in this branch for one in another."""
    return spot.cursor.iteration if spot.branch == stop.branches.number else 0


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
        "goto", (), "", "go to a step, counted from 1, of this iteration or another", _goto,
        argument="STEP [ITERATION]", reaches=lambda _, argument, __: _place(argument)[1] or 0,
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
        lambda debugger, argument, _: debugger.break_at(argument), argument="NODE/CONDITION",
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
    Command("breakpoints", (), "", "list the breakpoints", choices=choose_breakpoint),
    Command(
        "edit", (), "", "let a breakpoint stop elsewhere: edit 1 z1 < 0", _edit,
        argument="NUMBER NODE/CONDITION",
    ),
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
        "find", ("slash",), "/", "find a node by its name, or by a condition: value < 0, dead",
        lambda debugger, argument, count: debugger.find(argument, count), argument="TEXT",
        optional=True, again=True,
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
        "plot", (), "", "chart an expression: plot dL/dW1, plot W1[0,1] / lr; without one the loss",
        argument="EXPRESSION", optional=True,
    ),
    Command(
        "set", ("e",), "e", "what if: give something another value here: set w3 = 0",
        lambda debugger, argument, _: debugger.set_value(argument), argument="SYMBOL = EXPRESSION",
        prefill=_begun, hint="what if",
    ),
    Command(
        "freeze", (), "", "leave a parameter as it is, from its next update on",
        lambda debugger, argument, _: debugger.freeze(argument or debugger.stop.selected),
        argument="PARAMETER", optional=True,
    ),
    Command(
        "unfreeze", (), "", "update a parameter again",
        lambda debugger, argument, _: debugger.freeze(argument or debugger.stop.selected, False),
        argument="PARAMETER", optional=True,
    ),
    Command(
        "undo", ("u",), "u", "take back the last change of a value, rate or convention",
        lambda debugger, _, count: debugger.undo(count), counts=True,
    ),
    Command(
        "redo", ("U",), "U", "make a change again that was taken back",
        lambda debugger, _, count: debugger.redo(count), counts=True,
    ),
    Command("branches", (), "", "list the branches that changes have made", choices=choose_branch),
    Command(
        "branch", (), "", "go over to another branch, at the same step",
        lambda debugger, argument, _: debugger.switch(read_number("branch", argument)),
        argument="BRANCH",
    ),
    Command(
        "compare", (), "", "put another branch beside this one, step by step", argument="BRANCH",
        optional=True, answer=answer_compare,
    ),
    Command(
        "lr", (), "", "train with another learning rate from the next update on",
        lambda debugger, argument, _: debugger.set_learning_rate(read_decimal("rate", argument)),
        argument="RATE",
    ),
    Command(
        "convention", (), "", "take another derivative at a kink: convention relu_at_zero 0",
        _convention, argument="CONVENTION VALUE",
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
        lambda debugger, argument, _: debugger.jump(argument), argument="MARK", reaches=_marked,
    ),
    Command("marks", (), "", "list the marks", choices=choose_mark),
    Command(
        "unmark", (), "", "take away a mark",
        lambda debugger, argument, _: debugger.unmark(argument), argument="MARK",
    ),
    Command("history", (), "", "list where the debugger has stopped", choices=choose_visit),
    Command(
        "revisit", (), "", "go back to a stop of the history",
        lambda debugger, argument, _: debugger.revisit(read_number("stop", argument)),
        argument="STOP", reaches=_visited,
    ),
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
        "watch", ("w",), "w", "keep an expression in view: watch dL/dh0 / dL/dh1, watch dead(h1)",
        lambda debugger, argument, _: debugger.watch(argument), argument="EXPRESSION",
        hint="watch",
    ),
    Command(
        "rewatch", (), "", "let a watch show something else: rewatch 1 dL/dh0", _rewatch,
        argument="WATCH EXPRESSION",
    ),
    Command(
        "unwatch", (), "", "keep a watch in view no more",
        lambda debugger, argument, _: debugger.unwatch(read_number("number", argument)),
        argument="WATCH",
    ),
    Command("watches", (), "", "list the watches", choices=choose_watch),
    Command(
        "restart", ("R",), "R", "go back to before the first step, same seed",
        lambda debugger, _, __: debugger.restart(),
    ),
    Command(
        "save", (), "", "save the session to a file, for --session FILE", _save,
        argument="FILE", confirmed=partial(_save, overwrite=True),
        touches_files=True,
    ),
    Command(
        "record", (), "", "record what is shown to a cast, for asciinema; record stop ends it",
        argument="FILE", touches_files=True,
    ),
    Command(
        "lectures", ("L",), "L", "list the lectures, and play one", choices=choose_lecture,
    ),
    Command("play", (), "", "play a lecture: play skip, or a file", argument="LECTURE"),
    Command(
        "predict", (), "", "answer the question of a lecture: predict 0.75", argument="PREDICTION",
        optional=True,
    ),
    Command("theme", (), "", "use other colours: dark, light or terminal", argument="THEME"),
    Command("present", ("p",), "p", "show one formula at a time, to an audience, or all again"),
    Command(
        "still", ("x",), "x", "save what is on the screen as SVG, as text and as ANSI",
        argument="NAME", optional=True, touches_files=True,
    ),
    Command("mouse", ("M",), "M", "leave the mouse to the terminal, to select text, or use it"),
    Command("command", ("colon",), ":", "type a command", hint="command"),
    Command("help", ("question_mark",), "?", "show keys, commands and signs", hint="help"),
    Command("quit", ("q",), "q", "quit", hint="quit"),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}
