"""A lecture as a test: its commands are done without a screen, and its expectations are held."""

from __future__ import annotations

from dataclasses import dataclass

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConditionError, DebuggerError
from engine.iterations.state import State
from engine.language.notation import Style
from engine.language.text import plain
from engine.queries.answers import print_line
from engine.queries.conditions import Condition
from tui.commands.action import View
from tui.commands.command import Command
from tui.commands.headless import Headless
from tui.commands.perform import perform
from tui.commands.script import where
from tui.drawing.look import Look
from tui.lectures.expected import Scored
from tui.lectures.lecture import Ask, Await, Do, Expect, Lecture, Open


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of checking a lecture.

    Args:
        held: how many expectations hold.
        failure: of the first that does not, file, line, condition and actual values; empty for
            none.
    """

    held: int
    failure: str = ""


def check(lecture: Lecture, look: Look) -> Checked:
    """Run a lecture up to the first expectation that fails.

    Raises:
        SpecError: where a command cannot be done; it names file and line.
    """
    opening, held = lecture.opening, 0
    debugger = Debugger(opening.program, opening.recipe)
    for statement in lecture.statements:
        try:
            match statement:
                case Open(recipe=recipe, program=program):
                    debugger = Debugger(program, recipe)
                case Do() as do if _is_held(do.command):
                    _do(do, debugger, look)
                case Await(do=do) if _is_held(do.command):
                    _do(do, debugger, look)
                case Ask(text=text) if text:
                    style = look.style(debugger.stop.program)
                    stop = debugger.stop  # what is asked has to be computed there
                    print_line(text, stop.state, stop.timeline, style)
                case Expect(line=line, condition=condition):
                    failed = failure(condition, debugger.stop, look.style(debugger.stop.program))
                    if failed:
                        return Checked(held, f"{plain(lecture.source.path)}:{line}: {failed}")
                    held += 1
        except DebuggerError as error:
            raise lecture.source.error(str(error), statement.line) from None
    return Checked(held)


def failure(condition: Condition | Scored, stop: Stop, style: Style) -> str:
    """Why a condition does not hold where the debugger stands; empty if it does.

    It has to hold for each entry and unit that it is about.
    """
    if isinstance(condition, Scored):
        return condition.failure(stop, style)
    number = stop.cursor.iteration - 1
    before = State(stop.timeline.run(number), stop.steps) if number >= 0 else None
    try:
        truth = condition.truth(stop.state, before)
    except ConditionError as error:
        return f"expect {condition.text} cannot be told: {error}"
    if truth is None:
        missing = _missing(condition.symbols, stop)
        return f"expect {condition.text} cannot be told: {missing or 'it is the first iteration'}"
    if all(truth):
        return ""
    values = _values(condition, stop, style)
    return f"expect {condition.text} fails: {values}\n    at {where(stop, style)}"


def _values(condition: Condition, stop: Stop, style: Style) -> str:
    """What the symbols in a condition are, and what ReLUs do."""
    said = []
    for symbol in sorted(condition.symbols):
        value, units = stop.state.value(symbol), stop.state.units(symbol)
        text = "not computed yet" if value is None else style.number(value)
        if units:
            text += f" ({', '.join(map(str, units[:8]))})"
        said.append(f"{style.name(symbol)} = {text}")
    return ", ".join(said) or "it is false whatever the network does"


def _missing(symbols: frozenset[str], stop: Stop) -> str:
    for symbol in sorted(symbols):
        if stop.state.value(symbol) is None:
            step = stop.program.index[symbol] + 1
            return f"{symbol} is not computed yet: step {step} computes it"
    return ""


def _do(do: Do, debugger: Debugger, look: Look) -> None:
    host = Headless(debugger, look.style(debugger.stop.program))
    perform(do.command, do.argument, do.count, host)


def _is_held(command: Command) -> bool:
    """Whether a command is about the debugger, and not about the screen or files alone."""
    return not (isinstance(command.action, View) or command.touches_files)


def say_checked(lecture: Lecture, checked: Checked) -> str:
    """That all expectations hold."""
    many = "expectation holds" if checked.held == 1 else "expectations hold"
    return f"{plain(lecture.source.path)}: {checked.held} {many}"
