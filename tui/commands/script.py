"""Debugger commands without a terminal: each is done, and its answer is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.derivation.passage import Passage
from engine.errors import DebuggerError
from engine.iterations.residues import shown
from engine.language.notation import Style
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.perform import perform


class ScriptError(ValueError):
    """A line that cannot be done, with its number and what is wrong."""


def run_script(debugger: Debugger, lines: Iterable[str], style: Style) -> Iterator[str]:
    """Do commands and give what there is to print; lines that begin with # are comments.

    Raises:
        ScriptError: at the first line that cannot be done.
    """
    host = Headless(debugger, style)
    for _ in _done(host, lines):
        yield from _printed(host)


def message_after(debugger: Debugger, lines: Iterable[str], style: Style) -> str:
    """Do commands and give what the last move said of where it stands; empty for nothing.

    Raises:
        ScriptError: at the first line that cannot be done.
    """
    host, message = Headless(debugger, style), ""
    for _ in _done(host, lines):
        message = message if host.moved is None else host.moved.message
    return message


def _done(host: Headless, lines: Iterable[str]) -> Iterator[None]:
    """Do commands, one at a time.

    Raises:
        ScriptError: at the first that cannot be done.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            perform(*parse_line(line), host)
        except DebuggerError as error:
            raise ScriptError(f"line {number}, {line.strip()!r}: {error}") from None
        yield


def _printed(host: Headless) -> Iterator[str]:
    """What there is to print of the last command."""
    stop = host.moved
    if stop is None:
        yield from host.lines
        return
    yield where(stop, host.notation())
    if stop.message:
        yield f"  {stop.message}"


def where(stop: Stop, style: Style) -> str:
    """Where the debugger stands, in a line."""
    step = stop.step
    if step is None:
        return f"iteration {stop.cursor.iteration}, before the first step"
    if stop.passage is not None:
        return _passed(stop.passage, stop.steps, style)
    place = f"iteration {step.iteration}, step {step.index + 1}/{stop.steps}, {step.phase}"
    return f"{place}: {style.name(step.symbol)} = {style.number(shown(step))}"


def _passed(passage: Passage, steps: int, style: Style) -> str:
    """Which group was gone over, and what came of it, in a line."""
    first, last = passage.stretch.first, passage.stretch.last
    place = f"iteration {passage.run.number}, steps {first}-{last}/{steps}"
    values = [
        *(
            f"{style.name(flow.symbol)} {'+=' if flow.is_share else '='} {style.number(flow.value)}"
            for flow in passage.went_out
        ),
        *(f"{style.name(each.symbol)} = {style.number(each.new)}" for each in passage.changes),
    ]
    return f"{place}, {passage.stretch.phase}, {passage.group.name}: {', '.join(values)}"
