"""The commands, done on the screen: what they show there, and how it looks on while they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Protocol

from textual.app import App

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from tui.commands.action import ViewName
from tui.commands.command import Command
from tui.commands.commas import as_typed
from tui.commands.errand import Errand
from tui.commands.job import Job
from tui.commands.line import parse_line
from tui.commands.lists import TOUR, Choices
from tui.commands.perform import perform
from tui.commands.quiz import predict
from tui.drawing.look import Look
from tui.screens.arranging import Arranging
from tui.screens.curvature import Curvature
from tui.screens.diagnosing import Diagnosing
from tui.screens.editing import Editing
from tui.screens.flows import Flows
from tui.screens.jobs import Jobs
from tui.screens.landscapes import Landscapes
from tui.screens.lecturing import Lecturing
from tui.screens.pages import Pages
from tui.screens.plotting import Plotting
from tui.screens.presentation import Presentation
from tui.screens.prompt import PromptEditor
from tui.screens.recording import Recording
from tui.screens.stills import Stills
from tui.screens.studying import Studying
from tui.screens.supervision import Supervision
from tui.screens.tables import Tables
from tui.screens.views import Views
from tui.screens.voice import Voice


class CommandsHost(Protocol):
    """The screen, as far as commands need it."""

    @property
    def debugger(self) -> Debugger:
        """What they are done to."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def look(self) -> Look:
        """How answers are written."""

    @property
    def app(self) -> App[object]:
        """What is quit."""

    @property
    def voice(self) -> Voice:
        """Says what is wrong, and asks."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def prompt(self) -> PromptEditor:
        """Lets a person type."""

    @property
    def views(self) -> Views:
        """Show things, and answer questions."""

    @property
    def pages(self) -> Pages:
        """Checks pages."""

    @property
    def landscapes(self) -> Landscapes:
        """Show the loss over a plane."""

    @property
    def editing(self) -> Editing:
        """Opens the network file in an editor."""

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
    def flows(self) -> Flows:
        """Lights paths."""

    @property
    def diagnosing(self) -> Diagnosing:
        """Says why a run does not learn."""

    @property
    def plotting(self) -> Plotting:
        """Plots."""

    @property
    def arranging(self) -> Arranging:
        """Arranges the panels."""

    @property
    def tables(self) -> Tables:
        """Orders and filters tables."""

    @property
    def studying(self) -> Studying:
        """Makes studies, and shows them."""

    @property
    def supervision(self) -> Supervision:
        """Knows what was done last."""

    @property
    def stills(self) -> Stills:
        """Save what is on the screen."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""


class Commands:
    """Does commands on a screen; what `perform` needs of a front end.

    Args:
        host: the screen.
    """

    beyond = "another front end"
    """What has a view that there is not here; as it is, all are."""

    def __init__(self, host: CommandsHost) -> None:
        self._host = host

    def submit(self, line: str, count: int = 1) -> None:
        """Do the command that a line names, as often as it says times a count."""
        self._try(partial(self._submit, line, count))

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command and show what came of it; while iterations are run, nothing is done."""
        if self._host.jobs.current is None:
            self._host.voice.hush()
            self._try(partial(self._perform, command, argument, count))

    def _perform(self, command: Command, argument: str, count: int) -> None:
        perform(command, argument, count, self)
        self._host.lecture.did(command)

    def _submit(self, line: str, count: int) -> None:
        command, argument, counted = parse_line(line, self._host.look.keymap)
        argument = as_typed(command, argument)
        self._host.supervision.trail.note(f":{command.name}")
        self._host.voice.complain("")
        if not self._host.presentation.reveals(command, counted * count):
            self.do(command, argument, counted * count)

    def _try(self, do: Callable[[], None]) -> None:
        """Do something, or say why it cannot be done."""
        try:
            do()
        except DebuggerError as error:
            self._host.voice.complain(self._host.look.keymap.said(str(error)))

    # What commands need

    @property
    def debugger(self) -> Debugger:
        """What is moved."""
        return self._host.debugger

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self._host.stop

    @cached_property
    def views(self) -> Mapping[ViewName, Callable[[str], None]]:
        """What shows each view."""
        host, views = self._host, self._host.views
        return {
            ViewName.HELP: views.help,
            ViewName.MESSAGE: views.message,
            ViewName.CHART: views.chart,
            ViewName.ZOOM: views.zoom,
            ViewName.PAN: views.pan,
            ViewName.SCALE: host.plotting.scale,
            ViewName.PLOT: host.plotting.plot,
            ViewName.PROFILE: views.profile,
            ViewName.REGIONS: views.regions,
            ViewName.LANDSCAPE: host.landscapes.open,
            ViewName.INSPECTOR: views.inspect,
            ViewName.CURVATURE: Curvature(host).ask,
            ViewName.COMPARISON: views.compare,
            ViewName.WHY: views.why,
            ViewName.DIAGNOSIS: host.diagnosing.diagnose,
            ViewName.HEALTH: host.diagnosing.examine,
            ViewName.PATHS: host.flows.paths,
            ViewName.PATH: host.flows.path,
            ViewName.FLOW: host.flows.scale,
            ViewName.PAGE: host.pages.open,
            ViewName.STUDY: host.studying.study,
            ViewName.MOUSE: views.mouse,
            ViewName.COPY: views.copy,
            ViewName.EDITOR: host.editing.open,
            ViewName.THEME: views.theme,
            ViewName.RECORDING: host.recording.record,
            ViewName.LECTURE: host.lecture.choose,
            ViewName.TOUR: lambda _: host.lecture.choose(TOUR),
            ViewName.PREDICTION: self._predict,
            ViewName.PRESENTATION: host.presentation.toggle,
            ViewName.STILL: host.stills.save,
            ViewName.FOCUS: host.arranging.focus,
            ViewName.MAXIMISED: host.arranging.maximise,
            ViewName.SIZE: host.arranging.resize,
            ViewName.LAYOUT: host.arranging.layout,
            ViewName.ORDER: host.tables.order,
            ViewName.FILTER: host.tables.filter,
            ViewName.PROMPT: host.prompt.open,
            ViewName.PALETTE: views.palette,
            ViewName.END: self._end,
        }

    def _end(self, _: str) -> None:
        """Leave the tour, if it is taken; else quit."""
        if not self._host.lecture.leave_tour():
            self._host.app.exit()

    def _predict(self, text: str) -> None:
        """Answer the question of a lecture, if one is played; else predict what comes."""
        if self._host.lecture.is_begun:
            self._host.lecture.predict(text)
        else:
            self._host.views.graph()
            self.show(predict(self.debugger, text, self.notation()))

    def notation(self) -> Style:
        """How answers are written."""
        return self._host.look.style(self.stop.program)

    def show(self, stop: Stop) -> None:
        """Show where the debugger has come to."""
        self._host.stand(stop)

    def answer(self, title: str, lines: Sequence[str]) -> None:
        """Answer in the last line, or over the panels where it takes more."""
        self._host.views.answer(title, lines)

    def choose(self, choices_at: Callable[[Stop], Choices]) -> bool:
        """Lay a list over the panels."""
        self._host.views.choose(choices_at)
        return True

    def ask(self, question: str, agree: Callable[[], None]) -> None:
        """Ask in the last line."""
        self._host.voice.ask(question, partial(self._try, agree))

    def reach(self, iteration: int, then: Callable[[], None]) -> None:
        """Run iterations, with a progress bar where they are many."""
        self._host.jobs.reach(iteration, partial(self._try, then))

    def run(self, errand: Errand) -> None:
        """Do something with a progress bar."""
        arrive, most = partial(self._arrive, errand), errand.most
        job = Job(iter(errand), 0, most, arrive, 0, arrive, errand.what, errand.unit)
        self._host.jobs.start(job)

    def _arrive(self, errand: Errand) -> None:
        self._host.stand(errand.arrive())
