"""The screen on which a network is stepped through."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.program.program import Program
from engine.program.recipe import Recipe
from tui.commands.command import Command
from tui.commands.job import Job
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.arranging import Arranging
from tui.screens.blank import Blank
from tui.screens.commands import Commands
from tui.screens.diagnosing import Diagnosing
from tui.screens.editing import Editing
from tui.screens.flows import Flows
from tui.screens.jobs import Jobs
from tui.screens.keys import SUSPENDS, Keys
from tui.screens.landscapes import Landscapes
from tui.screens.lecturing import Lecturing
from tui.screens.overlays import Overlays
from tui.screens.pages import Pages
from tui.screens.panels import Panels
from tui.screens.plotting import Plotting
from tui.screens.pointing import Pointing
from tui.screens.presentation import Presentation
from tui.screens.prompt import PromptEditor
from tui.screens.recording import Recording
from tui.screens.saving import Saving
from tui.screens.stills import Stills
from tui.screens.studying import Studying
from tui.screens.supervision import Supervision
from tui.screens.tables import Tables
from tui.screens.views import Views
from tui.screens.voice import Voice
from tui.terminal.compositor import SpansCompositor
from tui.widgets.asked import Asked
from tui.widgets.graph import Graph
from tui.widgets.last_line import LastLine

if TYPE_CHECKING:
    from tui.drawing.strokes import Strokes
    from tui.lectures.lecture import Playing
    from tui.recording.cast import Cast
    from tui.sessions.store import Store


class DebuggerScreen(Screen[None]):
    """Offers keys to its parts, and hands what the debugger answers to the panels.

    Keys are taken here, in the order in which they were typed, and by nothing else. What a part
    needs of the screen stands beside the part, as a protocol.

    Args:
        debugger: what is shown.
        look: how to draw.
        store: where the session is saved; None for nowhere.
        notes: what there is to say at first.
        cast: what to record to from the start, or in which format to record later.
    """

    AUTO_FOCUS: ClassVar[str | None] = None
    BLANK: ClassVar[bool] = True

    def __init__(
        self,
        debugger: Debugger,
        look: Look,
        store: Store | None = None,
        notes: str = "",
        cast: Cast | None = None,
    ) -> None:
        super().__init__()
        self.debugger, self.look, self.stop = debugger, look, debugger.stop
        self.is_shown, self._is_due = True, False
        self._compositor = self.painter = SpansCompositor()
        self.panels, self.recording = Panels(self, look), Recording(self, look, cast)
        self.voice = Voice(self, look.keymap.said(notes or self.stop.message))
        self.jobs, self.prompt, self.overlays = Jobs(self), PromptEditor(self), Overlays(self)
        self.saving, self.stills, self.editing = Saving(self, store), Stills(self), Editing(self)
        self.presentation, self.diagnosing = Presentation(self, look), Diagnosing(self, look)
        self.lecture, self.pages, self.landscapes = Lecturing(self), Pages(self), Landscapes(self)
        self.arranging, self.pointing = Arranging(self), Pointing(self)
        self.flows, self.tables, self.plotting = Flows(self, look), Tables(self), Plotting(self)
        self.supervision, self.studying = Supervision(self), Studying(self, look)
        self.views, self.keys, self.commands = Views(self, look), Keys(self), Commands(self)
        self._takers = (
            Blank(self), self.jobs, self.voice, self.presentation, self.arranging, self.lecture,
            self.prompt, self.overlays, self.pages, self.landscapes, self.flows, self.studying,
            self.views, self.keys,
        )  # fmt: skip
        self.panels.footer.line = self.line

    def compose(self) -> ComposeResult:
        """The panels."""
        yield from self.panels.compose()

    # What comes from the terminal

    def on_mount(self) -> None:
        """Record from the first frame, if that was asked for."""
        self.recording.begin()

    def on_unmount(self) -> None:
        """End the recording with the app, and a study."""
        self.recording.close()
        self.studying.end()

    def on_resize(self, event: events.Resize) -> None:
        """Share the rows out anew, or say that there are too few."""
        self.panels.resize(event.size)

    def on_key(self, event: events.Key) -> None:
        """Offer a key to one part after the other, until one takes it."""
        event.stop()
        self.attempt(partial(self._offer, event))

    def on_paste(self, event: events.Paste) -> None:
        """Add what is pasted to the line being typed, or to what lies over the panels."""
        self.attempt(partial(self._add, event))

    def _offer(self, event: events.Key) -> None:
        is_text = self.prompt.typed is not None or self.overlays.takes_text
        self.supervision.trail.note(event.key, is_text and event.is_printable)
        self.pointing.hush()
        if self.keys.ends(event.key, self.prompt.typed is not None):
            self.app.exit()  # whatever lies over the panels, is asked or is under way
            return
        if event.key == SUSPENDS:
            self.views.suspend()
            return
        any(part.takes(event) for part in self._takers)

    def _add(self, event: events.Paste) -> None:
        if self.jobs.keeps(event):
            return
        if self.prompt.typed is not None:
            self.prompt.paste(event.text)
        else:
            self.overlays.paste(event.text)

    # What the panels want done

    def on_stage_switched(self) -> None:
        """Share the rows out anew: while presenting, the graph gives way to the step card."""
        self.panels.show_stage()

    def on_chart_unfinished(self) -> None:
        """Find what the chart still lacks."""
        self.plotting.go_on()

    def on_graph_clicked(self, event: Graph.Clicked) -> None:
        """Select the node whose box was clicked."""
        self.do(BY_NAME["select"], event.node)

    def on_asked(self, event: Asked) -> None:
        """Do what was asked for with the mouse."""
        command = BY_NAME[event.command]
        if event.argument:
            self.do(command, event.argument)
        else:
            self.keys.obey(command)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a border, or put a panel in focus."""
        self.pointing.press(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the border that is held, or say what the mouse is on."""
        self.pointing.move(event)

    def on_mouse_up(self) -> None:
        """Let go of it."""
        self.pointing.release()

    # What is shown

    def stand(self, stop: Stop, said: str = "") -> None:
        """Show where the debugger has come to, and what there is to say about it."""
        self.stop = stop
        self.voice.tell(self.look.keymap.said(said or stop.message))
        self.show_soon()

    def show_soon(self) -> None:
        """Save the session, and show it once the keys that have arrived are obeyed."""
        self.saving.save()
        self.is_shown = False
        if not self.message_queue_size:
            self.show_now()
        elif not self._is_due:
            self._is_due = True
            self.call_later(self.show_now)

    def show_now(self) -> None:
        """Show where the debugger stands, unless that is shown."""
        self._is_due = False
        if not self.is_shown:
            self.is_shown = True
            self.recording.mark(self.stop)
            self.panels.footer.line = self.line
            self.panels.update(self.stop, self.presentation.veiled(self.stop))
            self.overlays.renew()

    def show_line(self) -> None:
        """Draw the last line anew, if something else is to stand there."""
        self.tables.follow(self.prompt.typed)
        self.panels.footer.tell(self.line)

    @property
    def line(self) -> LastLine:
        """What the last line shows."""
        return LastLine(
            self.prompt.typed,
            self.jobs.current,
            self.voice.question,
            self.voice.problem,
            self.voice.said or self.voice.offered,
            self.overlays.top is not None,
            self.keys.count,
            self.presentation.strokes,
            self.lecture.hint or self.pages.hint,
            self.pointing.told,
        )

    @property
    def job(self) -> Job | None:
        """The job under way, if there is one."""
        return self.jobs.current

    @property
    def covered(self) -> bool:
        """Whether something lies over the panels."""
        return self.overlays.top is not None

    @property
    def strokes(self) -> Strokes | None:
        """What was pressed last; None while nothing is presented."""
        return self.presentation.strokes

    @property
    def is_lecture(self) -> bool:
        """Whether a lecture was begun."""
        return self.lecture.is_begun

    # What is to be done

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command and show what came of it; while iterations are run, nothing is done."""
        self.commands.do(command, argument, count)

    def attempt(self, do: Callable[[], object]) -> None:
        """Do something; if it goes wrong, say so."""
        self.supervision.attempt(do)

    def submit(self, line: str, count: int = 1) -> None:
        """Do the command that a line names, as often as it says times a count."""
        self.commands.submit(line, count)

    def play(self, playing: Playing) -> None:
        """Play a lecture."""
        self.lecture.play(playing)

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds: a timer of Textual's that is late may never come."""
        get_running_loop().call_later(seconds, self.call_next, do)

    def change_debugger(self, debugger: Debugger) -> None:
        """Go on with another debugger."""
        self.debugger, self.stop = debugger, debugger.stop
        self.keys.count = ""
        self.voice.hush()
        self.panels.stage.graph.zoom("fit")
        self.panels.stage.show_graph()
        self.panels.share_rows()
        self.stand(debugger.stop)

    def exchange(self, program: Program, recipe: Recipe) -> None:
        """Go on with another program, made of this, at the same place."""
        iteration = self.stop.cursor.iteration
        self.voice.hush()
        self.stop = self.debugger.exchange(program, recipe)
        self.panels.share_rows()
        self.jobs.reach(iteration, partial(self._return_to, iteration, self.stop.message))

    def _return_to(self, iteration: int, said: str) -> None:
        stop = self.debugger.goto(self.stop.cursor.step, iteration)
        self.stand(stop, stop.message or said)
