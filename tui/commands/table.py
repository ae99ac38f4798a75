"""What a person can do: every action once, for the keys, the `:` line, the palette and the help."""

from __future__ import annotations

from functools import partial

from tui.commands.arguments import read_count, read_decimal, read_natural, read_number
from tui.commands.breakpoints import _edit, _enable, resume
from tui.commands.command import Command
from tui.commands.lists import (
    choose_branch,
    choose_breakpoint,
    choose_lecture,
    choose_mark,
    choose_visit,
    choose_watch,
)
from tui.commands.moving import (
    LEAP,
    _goto,
    _iteration,
    _phases,
    _place,
    _train,
    ahead,
    runs,
    trained,
)
from tui.commands.nodes import _entry
from tui.commands.places import _marked, visited
from tui.commands.questions import (
    _rewatch,
    answer_compare,
    answer_gradcheck,
    answer_paths,
    answer_print,
    answer_why,
)
from tui.commands.session import _save
from tui.commands.what_if import _convention, begun

COMMANDS = (
    Command(
        "step", ("n", "right"), "n →", "take a step",
        lambda debugger, _, count: debugger.step(count), counts=True, hint="step",
        reaches=lambda stop, _, count: ahead(stop, (stop.cursor.step + count - 1) // stop.steps),
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
        reaches=lambda stop, _, count: ahead(stop, count),
    ),
    Command(
        "previous", ("left_square_bracket",), "[", "go to the same step of the previous iteration",
        lambda debugger, _, count: debugger.previous_iteration(count), counts=True,
    ),
    Command(
        "leap", ("right_curly_bracket",), "}", "go ten iterations on",
        lambda debugger, _, count: debugger.next_iteration(LEAP * count), counts=True,
        reaches=lambda stop, _, count: ahead(stop, LEAP * count),
    ),
    Command(
        "leap-back", ("left_curly_bracket",), "{", "go ten iterations back",
        lambda debugger, _, count: debugger.previous_iteration(LEAP * count), counts=True,
    ),
    Command(
        "train", (), "", "run so many iterations; Esc interrupts", _train, argument="COUNT",
        reaches=lambda stop, argument, _: trained(stop, read_count(argument)),
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
        argument="NODE", optional=True, hint="run to", reaches=runs,
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
        "continue", ("c",), "c", "go on to the next breakpoint", resume(forwards=True),
        counts=True, hint="continue", searches=True,
    ),
    Command(
        "reverse", ("C",), "C", "go back to the breakpoint before", resume(forwards=False),
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
        prefill=begun, hint="what if",
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
        argument="STOP", reaches=visited,
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
