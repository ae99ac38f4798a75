"""The commands: which of them the screen does itself, and how the others are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError
from tui.commands.command import Command, CommandError
from tui.commands.job import Job
from tui.commands.line import check_command, execute, parse_line
from tui.screens.jobs import Jobs
from tui.screens.lecturing import Lecturing
from tui.screens.presentation import Presentation
from tui.screens.recording import Recording
from tui.screens.stills import Stills
from tui.screens.views import Views
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from engine.debugger.breakpoint_search import Search


class Asked(Message):
    """A command was given that is for the app.

    Args:
        command: which one.
        argument: what stood behind its name.
    """

    def __init__(self, command: Command, argument: str) -> None:
        super().__init__()
        self.command = command
        self.argument = argument


class CommandsHost(Protocol):
    """What commands need of the screen."""

    @property
    def debugger(self) -> Debugger:
        """What they are done to."""

    stop: Stop
    """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Says what is wrong, and asks."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def views(self) -> Views:
        """Show things, and answer questions."""

    @property
    def recording(self) -> Recording:
        """Records."""

    @property
    def lecture(self) -> Lecturing:
        """Is played."""

    @property
    def presentation(self) -> Presentation:
        """Shows a step bit by bit."""

    @property
    def stills(self) -> Stills:
        """Save what is on the screen."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""

    def post_message(self, message: Message) -> object:
        """Tell the app."""


class Commands:
    """Does commands.

    Args:
        host: the screen that they are about.
    """

    def __init__(self, host: CommandsHost) -> None:
        self._host = host

    @cached_property
    def _shows(self) -> Mapping[str, Callable[[str], None]]:
        """The commands that the screen does itself, and what does them."""
        host, views = self._host, self._host.views
        return {
            "help": views.help,
            "chart": views.chart,
            "scale": views.scale,
            "plot": views.plot,
            "inspect": views.inspect,
            "compare": views.compare,
            "why": views.why,
            "mouse": views.mouse,
            "record": host.recording.record,
            "play": host.lecture.choose,
            "predict": host.lecture.predict,
            "present": host.presentation.toggle,
            "still": host.stills.save,
        }

    def submit(self, line: str, count: int = 1) -> None:
        """Do the command that a line names, as often as it says times a count."""
        try:
            command, argument, counted = parse_line(line)
            self.do(command, argument, counted * count)
        except CommandError as error:
            self._host.voice.complain(str(error))

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command and show what came of it; while iterations are run, nothing is done."""
        host = self._host
        if host.jobs.current is not None:
            return
        host.voice.hush()
        try:
            check_command(command)
            if command.name in self._shows:
                self._shows[command.name](argument)
            elif command.searches is not None:
                self._search(command.searches, count)
            elif command.is_question:
                host.views.answer(command, argument)
            elif command.run is None:
                host.post_message(Asked(command, argument))
            else:
                target = command.reaches(host.stop, argument, count) if command.reaches else 0
                host.jobs.reach(target, partial(self._execute, command, argument, count))
        except CommandError as error:
            host.voice.complain(str(error))

    def _execute(self, command: Command, argument: str, count: int, agreed: bool = False) -> None:
        host = self._host
        try:
            host.stand(execute(host.debugger, command, argument, count, agreed))
        except ConfirmError as error:
            again = partial(self._execute, command, argument, count, agreed=True)
            host.voice.ask(str(error), again)

    def _search(self, forwards: bool, count: int) -> None:
        """Go to the next breakpoint, or to the one before, with a progress bar."""
        try:
            search = self._host.debugger.search(forwards)
        except DebuggerError as error:
            raise CommandError(str(error)) from None
        far = abs(search.last - self._host.stop.cursor.iteration) + 1
        arrive, stop = (partial(self._arrive, search, times) for times in (count, 1))
        self._host.jobs.start(Job(iter(search), 0, far, arrive, 0, stop, "looking"))

    def _arrive(self, search: Search, count: int) -> None:
        """Go to what a search has found, and look on where there is more to count."""
        stop = self._host.debugger.arrive(search)
        if search.hit is not None and count > 1:
            self._host.stop = stop
            self._search(search.forwards, count - 1)
        else:
            self._host.stand(stop)
