"""What can be taken along in the clipboard: a value, a formula, LaTeX, a command, a state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.index import entry_name, entry_of
from engine.language.notation import TEXT, Style
from engine.language.text import shortened, suggestion
from tui.commands.action import Exact
from tui.commands.command import CommandError
from tui.commands.lists import Choice, Choices, Outcome
from tui.commands.questions import asked
from tui.commands.way_here import literal, way_here

LONGEST_SHOWN = 200
"""The characters of each text that a list shows."""


def copied(argument: str, stop: Stop) -> str:
    """The text that is asked for: `value`, `latex dL/dh0`.

    Raises:
        DebuggerError: where there is no such kind of text, or it cannot be told here.
    """
    what, _space, rest = argument.strip().partition(" ")
    if what not in KINDS:
        known = ", ".join(KINDS)
        raise CommandError(
            f"{what!r} cannot be copied{suggestion(what, list(KINDS)) or f': write one of {known}'}"
        )
    if rest.strip() and what in WHOLE:
        raise CommandError(f"copy {what} stands alone: it is about all there is")
    return KINDS[what](stop, rest.strip())


def answer_copy(stop: Stop, argument: str, _: Style) -> Sequence[str]:
    """What would be copied, for those who have no clipboard; without an argument all of it."""
    if argument:
        return [Exact(line) for line in copied(argument, stop).split("\n")]
    return choose_copied(stop).lines


def say_copied(argument: str, text: str) -> str:
    """That a text was copied, and how it begins."""
    many = f"{len(text):,} character{'' if len(text) == 1 else 's'}"
    return f"copied {argument.split()[0]}, {many}: {_in_a_row(text)}"


def choose_copied(stop: Stop) -> Choices:
    """The texts that can be copied, each as it begins."""
    width = max(map(len, KINDS))
    rows = []
    for what in KINDS:
        try:
            said, is_off = _in_a_row(copied(what, stop)), False
        except DebuggerError as error:
            said, is_off = f"({error})", True
        copies = Outcome(closes=True, line=f"copy {what}")
        rows.append(Choice(f"{what:{width}}  {said}", {"enter": copies}, is_off))
    return Choices("Copy", rows, "«Enter list.choose» copies", "")


def _in_a_row(text: str) -> str:
    return shortened(text.replace("\n", " "), LONGEST_SHOWN)


def _subject(stop: Stop, text: str) -> tuple[str, tuple[int, ...] | None]:
    """The symbol that is meant, and the entry of it: what is named, selected or computed here."""
    if text:
        from engine.queries.curves import parse_symbol

        found = parse_symbol(text, stop.program)
        return found.symbol, found.entry
    if stop.is_selection or stop.step is None:
        return asked(stop), stop.entry_of(stop.selected)
    return stop.step.symbol, stop.entry_of(stop.step.node)


def _value(stop: Stop, text: str) -> str:
    """The value with all its digits."""
    symbol, entry = _subject(stop, text)
    value = stop.state.value(symbol)
    if value is None or stop.hides(symbol):
        raise CommandError(f"{stop.program.style.name(symbol)} is not computed yet")
    return literal(entry_of(value, entry) if entry else value)


def _formula(stop: Stop, text: str) -> str:
    """The equation, as it is typed in a network file."""
    symbol, entry = _subject(stop, text)
    equation = _equation_of(stop, symbol)
    if equation is None:
        return f"{entry_name(symbol, entry or ())} = {_value(stop, text)}"
    return f"{symbol} = {TEXT.write(stop.program.equations[equation].expression)}"


def _equation_of(stop: Stop, symbol: str) -> int | None:
    """Where the equation stands that gives a symbol its value here; None for what is given.

    A parameter has the value that it is given until its update.
    """
    program = stop.program
    index = program.index.get(symbol)
    if index is None or (symbol in program.base and index >= stop.state.position):
        return None
    return index


def _latex(stop: Stop, text: str) -> str:
    """The step worked out in LaTeX: formula, numbers and value; the formula, if it is to come."""
    from engine.iterations.step import Step
    from engine.writing.rows import equation, solved
    from engine.writing.solution import style_of

    symbol, _ = _subject(stop, text)
    style, index = style_of(stop.program), _equation_of(stop, symbol)
    name = style.name(symbol)
    if index is None:
        value = stop.state.value(symbol)
        assert value is not None  # noqa: S101  (as it is given)
        rows = equation(name, style.number(value)).rows
    elif index >= stop.state.position or stop.hides(symbol):
        rows = equation(name, style.write(stop.program.equations[index].expression)).rows
    else:
        rows = solved(Step(stop.state.run, index), style).rows
    if len(rows) == 1:
        return f"{rows[0].left} {rows[0].right}".strip()
    lines = " \\\\\n".join(f"{row.left} & {row.right}".strip() for row in rows)
    return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"


def _command(stop: Stop, _: str) -> str:
    return way_here(stop)


def _state(stop: Stop, _: str) -> str:
    from engine.sessions.state_line import state_line

    return f"makabaka-tui --state {state_line(stop)}"


KINDS: Mapping[str, Callable[[Stop, str], str]] = {
    "value": _value, "formula": _formula, "latex": _latex, "command": _command, "state": _state,
}  # fmt: skip
"""The kinds of texts, and what makes them, of a symbol that may be named."""

WHOLE = ("command", "state")
"""The kinds that are not about a symbol."""
