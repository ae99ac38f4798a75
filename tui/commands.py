"""What a person can do: every action once, for the keys, the `:` line, the palette and the help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.debugger import Debugger
from engine.expression import gradient_name
from engine.notation import Style, format_number
from engine.parser import suggestion
from engine.program import Phase
from engine.route import DebuggerError, DropError
from engine.stop import Stop
from engine.timeline import MAX_ITERATION

Answer = Callable[[Stop, str, Style], Sequence[str]]
"""Called with where the debugger stands, what stands behind the name, and how to write; gives the
lines of the answer."""

Run = Callable[[Debugger, str, int], Stop]
"""Called with the debugger, what stands behind the name, and the count."""

Reaches = Callable[[Stop, str, int], int]
"""Called with where the debugger stands, what stands behind the name, and the count; gives the
iteration that has to be reached first, which may take long."""


class CommandError(ValueError):
    """A line that is no command, with a message for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action.

    Args:
        name: as it is typed behind `:`.
        keys: the keys that do it, in Textual's names.
        shown: how the keys are written.
        summary: what it does, for help and palette.
        run: what it does to the debugger; None if the app does it.
        argument: what has to stand behind the name, empty if nothing may.
        optional: whether the argument may be left out.
        counts: whether a count may be given, before the key or behind the name.
        hint: a word or two for the line at the foot of the screen, empty to leave it out.
        reaches: which iteration it goes to, for those that may go far.
        confirmed: what it does instead once a person has agreed to lose iterations.
        answer: what it answers, if it is a question.
        searches: whether it looks for a breakpoint on the way, forwards or back.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    summary: str
    run: Run | None = None
    argument: str = ""
    optional: bool = False
    counts: bool = False
    hint: str = ""
    reaches: Reaches | None = None
    confirmed: Run | None = None
    answer: Answer | None = None
    searches: bool | None = None

    def answers(self, stop: Stop, argument: str, style: Style) -> Sequence[str]:
        """The answer to the question that the command is.

        Raises:
            CommandError: where there is none.
        """
        if self.answer is None:
            raise CommandError(f"{self.name} is no question")
        try:
            return self.answer(stop, argument, style)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    @property
    def usage(self) -> str:
        """How the command is typed: `goto STEP`, `run [NODE]`."""
        argument = "COUNT" if self.counts and not self.argument else self.argument
        optional = self.optional or (self.counts and not self.argument)
        return f"{self.name} [{argument}]" if optional else f"{self.name} {argument}".strip()


def _number(what: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CommandError(f"{text!r} is no {what}: write a whole number") from None


def _decimal(what: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise CommandError(f"{text!r} is no {what}: write a number such as 0.1") from None


def _natural(what: str, text: str) -> int:
    number = _number(what, text)
    if number < 0:
        raise CommandError(f"{number} is no {what}: write a whole number from 0")
    return number


def _goto(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(_number("step", argument))


def _iteration(debugger: Debugger, argument: str, _: int) -> Stop:
    return debugger.goto(debugger.stop.cursor.step, _number("iteration", argument))


def _train(debugger: Debugger, argument: str, _: int) -> Stop:
    stop = debugger.next_iteration(_count(argument))
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
    return debugger.single_out(*(_natural("entry", place) for place in places))


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


def _count(text: str) -> int:
    count = _number("count", text)
    if count < 1:
        raise CommandError(f"{count} is no count: write a number from 1")
    return count


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
        _number("number", argument), enabled
    )


def _list_breakpoints(stop: Stop, _: str, __: Style) -> Sequence[str]:
    lines = [
        f"{each.number:3}  {'on ' if each.is_enabled else 'off'}  {each.hits:4} hits  {each.text}"
        for each in stop.breakpoints
    ]
    return lines or ["there is no breakpoint: set one, as in break z1 < 0"]


def _gradcheck(stop: Stop, _: str, style: Style) -> Sequence[str]:
    from engine.gradcheck import as_text, check_gradients

    if len(stop.program.equations) > MAX_CHECKED:
        raise CommandError("too large to check here: leave, and run makabaka-tui gradcheck")
    return list(as_text(check_gradients(stop.state.run), style))


def _why(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from engine.why import why_lines

    return why_lines(argument or _asked(stop), stop.state, stop.timeline, style)


def _paths(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from engine.paths import find_paths, paths_lines

    gradient = argument or gradient_name(stop.program.network.loss, stop.selected)
    return paths_lines(find_paths(gradient, stop.state), style)


def _asked(stop: Stop) -> str:
    """The selected node, or its gradient from the backward pass on."""
    forward = stop.phase in (None, Phase.FORWARD)
    if forward or not stop.program.has_gradient(stop.selected):
        return stop.selected
    return gradient_name(stop.program.network.loss, stop.selected)


def _convention(debugger: Debugger, argument: str, _: int) -> Stop:
    name, _space, value = argument.partition(" ")
    return debugger.set_convention(name, _decimal("derivative", value.strip()))


def _marked(stop: Stop, argument: str, _: int) -> int:
    return stop.marks[argument].iteration if argument in stop.marks else 0


def _list_marks(stop: Stop, _: str, __: Style) -> Sequence[str]:
    lines = [
        f"{name:8} iteration {place.iteration}, step {place.step}"
        for name, place in stop.marks.items()
    ]
    return lines or ["there is no mark: set one, as in mark here"]


def _print(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from engine.answers import print_line

    return [print_line(argument, stop, style)]


MAX_CHECKED = 500
"""The most equations of a program whose gradients are checked between two keys."""

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
        reaches=lambda stop, argument, _: _trained(stop, _count(argument)),
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
        argument="K", reaches=lambda _, argument, __: _number("iteration", argument),
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
    Command("breakpoints", (), "", "list the breakpoints", answer=_list_breakpoints),
    Command(
        "delete", (), "", "delete a breakpoint by its number",
        lambda debugger, argument, _: debugger.delete_breakpoint(_number("number", argument)),
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
        lambda debugger, argument, _: debugger.set_learning_rate(_decimal("rate", argument)),
        argument="RATE",
        confirmed=lambda debugger, argument, _: debugger.set_learning_rate(
            _decimal("rate", argument), drop=True
        ),
    ),
    Command(
        "convention", (), "", "take another derivative at a kink: convention relu_at_zero 0",
        _convention, argument="NAME VALUE",
    ),
    Command(
        "seed", (), "", "start again with parameters drawn by another seed",
        lambda debugger, argument, _: debugger.reseed(_natural("seed", argument)), argument="SEED",
    ),
    Command(
        "mark", ("m",), "m", "give this place a name to come back to",
        lambda debugger, argument, _: debugger.mark(argument), argument="NAME",
    ),
    Command(
        "jump", ("apostrophe",), "'", "go to a place that was marked",
        lambda debugger, argument, _: debugger.jump(argument), argument="NAME", reaches=_marked,
    ),
    Command("marks", (), "", "list the marks", answer=_list_marks),
    Command(
        "why", ("y",), "y", "why the selected node, its gradient or any symbol is what it is",
        argument="SYMBOL", optional=True, answer=_why, hint="why",
    ),
    Command(
        "paths", (), "", "the paths from the loss over which a gradient came",
        argument="GRADIENT", optional=True, answer=_paths,
    ),
    Command(
        "gradcheck", (), "", "check the gradients of this iteration by other means",
        answer=_gradcheck,
    ),
    Command(
        "print", (), "", "what an expression is worth here: print dL/dh0 / dL/dh1",
        argument="EXPRESSION", answer=_print,
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


def parse_line(line: str) -> tuple[Command, str, int]:
    """The command that a line names, its argument and its count.

    A name may be shortened as long as it stays the only one, and a number alone goes to that step.

    Raises:
        CommandError: where the line is no command.
    """
    name, _, rest = line.strip().removeprefix(":").strip().partition(" ")
    rest = rest.strip()
    if name.isdecimal():
        name, rest = "goto", f"{name} {rest}".strip()
    command = _find(name)
    if command.argument:
        if not rest and not command.optional:
            raise CommandError(f"{command.name} needs more: write {command.usage}")
        return command, rest, 1
    if not rest:
        return command, "", 1
    if not command.counts:
        raise CommandError(f"{command.name} stands alone: write {command.usage}")
    return command, "", _count(rest)


def execute(
    debugger: Debugger, command: Command, argument: str = "", count: int = 1, agreed: bool = False
) -> Stop:
    """Do what a command does to a debugger.

    Raises:
        CommandError: where it cannot be done.
        DropError: where it would drop iterations, and nobody has agreed to that.
    """
    run = command.confirmed if agreed else command.run
    if run is None:
        raise CommandError(f"{command.name} is for the app")
    try:
        return run(debugger, argument, count)
    except DropError:
        raise
    except DebuggerError as error:
        raise CommandError(str(error)) from None


def _find(name: str) -> Command:
    if name in BY_NAME:
        return BY_NAME[name]
    matches = [command for command in COMMANDS if command.name.startswith(name)] if name else []
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = " or ".join(command.name for command in matches)
        raise CommandError(f"{name!r} could be {names}")
    if not name:
        raise CommandError("type a command such as goto 15; ? lists them")
    hint = suggestion(name, list(BY_NAME)) or "; ? lists them"
    raise CommandError(f"unknown command {name!r}{hint}")
