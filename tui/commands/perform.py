"""The performance of commands: one way for keys, the `:` line, `--plain`, `run` and lectures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError
from engine.iterations.timeline import MAX_ITERATION
from engine.language.notation import Style
from tui.commands.action import Attempt, List, Move, Question, Run, Search, View, ViewName
from tui.commands.command import Command, CommandError
from tui.commands.errand import Errand
from tui.commands.lists import Choices
from tui.commands.looking import Looking
from tui.commands.quiz import check_seen
from tui.terminal.sandbox import is_restricted


class Host(Protocol):
    """A front end, as far as commands need it."""

    @property
    def debugger(self) -> Debugger:
        """What is moved."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def views(self) -> Mapping[ViewName, Callable[[str], None]]:
        """What it can show, called with what stands behind the name of the command."""

    @property
    def beyond(self) -> str:
        """What has the views that it does not have, as in: the app."""

    def notation(self) -> Style:
        """How answers are written."""

    def show(self, stop: Stop) -> None:
        """Show where the debugger has come to."""

    def answer(self, title: str, lines: Sequence[str]) -> None:
        """Give the answer to a question."""

    def choose(self, choices_at: Callable[[Stop], Choices]) -> bool:
        """Let a person act in a list, made anew for each stop; False where one can only read."""

    def ask(self, question: str, agree: Callable[[], None]) -> None:
        """Do something if a person agrees to it."""

    def reach(self, iteration: int, then: Callable[[], None]) -> None:
        """Run iterations up to one, as far as nobody interrupts that, and then do something."""

    def run(self, errand: Errand) -> None:
        """Do something that takes a while, as far as nobody interrupts that, and show its end."""


def perform(command: Command, argument: str, count: int, host: Host) -> None:
    """Do a command, as often as a count says.

    A restricted process is asked first, then the argument is read as far as that tells how far the
    command goes, then so many iterations are run, then it is done; where it would destroy
    something, a person is asked.

    Raises:
        DebuggerError: where it cannot be done; what the host does later raises it there.
    """
    _check(command, host)
    match command.action:
        case Move() as move:
            is_held = host.stop.is_veiled  # then it goes no further than the question
            target = 0 if is_held or not move.reaches else move.reaches(host.stop, argument, count)
            done = partial(_move, move, argument, count, host)
            if target > MAX_ITERATION:
                done()  # which says that there is no such iteration
            else:
                host.reach(target, done)
        case Search(forwards=forwards):
            host.run(Looking(host.debugger, forwards, count))
        case Attempt(begin=begin):
            host.run(begin(host.debugger, argument))
        case Question(view=ViewName() as view) if view in host.views:
            host.views[view](argument)
        case Question(answer=answer):
            lines = answer(host.stop, argument, host.notation())
            host.answer(f"{command.name} {argument}".strip(), lines)
        case List(choices=choices):
            _choose(command, lambda stop: choices(stop, argument, host.notation()), host)
        case View(name=name, given=given):
            if name not in host.views:
                raise CommandError(f"{command.name} needs {host.beyond}")
            host.views[name](f"{given} {count}" if command.counts else given or argument)


def _check(command: Command, host: Host) -> None:
    """Refuse what is not to be done here, or would tell what a person is asked."""
    if (command.touches_files or command.reads_files) and is_restricted():
        raise CommandError(f"{command.name} is not allowed here: it touches files")
    check_seen(command, host.stop)


def _move(move: Move, argument: str, count: int, host: Host) -> None:
    try:
        stop = move.run(host.debugger, argument, count)
    except ConfirmError as error:
        host.ask(str(error), partial(_agreed, move, argument, count, host))
    else:
        if move.onward is None or move.arrives is None:
            host.show(stop)
        else:
            target = move.onward(stop, argument, count)
            host.reach(target, partial(_arrive, move.arrives, argument, count, host))


def _arrive(run: Run, argument: str, count: int, host: Host) -> None:
    host.show(run(host.debugger, argument, count))


def _agreed(move: Move, argument: str, count: int, host: Host) -> None:
    _arrive(move.confirmed or move.run, argument, count, host)


def _choose(command: Command, choices_at: Callable[[Stop], Choices], host: Host) -> None:
    """Let a person act in a list; where nothing is in it, or one only reads, say its lines."""
    choices = choices_at(host.stop)
    if not (choices.rows and host.choose(choices_at)):
        host.answer(command.name, choices.lines)
