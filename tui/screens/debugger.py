"""The screen on which a network is stepped through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError, SessionError
from engine.program.program import Program
from engine.program.recipe import Recipe
from tui.commands.command import Command, CommandError
from tui.commands.job import Job
from tui.commands.line import check_command, execute, parse_line
from tui.commands.prompt import Completion
from tui.commands.table import BY_NAME, COMMANDS
from tui.drawing.look import Look
from tui.screens.lecturing import LecturingScreen
from tui.widgets.footer import Footer
from tui.widgets.graph import Graph
from tui.widgets.header import Header
from tui.widgets.lines import Panel
from tui.widgets.stage import Reply, Stage
from tui.widgets.step_card import StepCard
from tui.widgets.values import Values
from tui.widgets.watches import WatchStrip, strip_height
from tui.widgets.why_tree import walk_why

if TYPE_CHECKING:
    from textual.widget import Widget

    from engine.debugger.breakpoint_search import Search
    from tui.commands.lists import Choices
    from tui.sessions.store import SessionStore
    from tui.widgets.chart import Chart
    from tui.widgets.inspector import Inspector

MIN_WIDTH, MIN_HEIGHT = 60, 16
MAX_COUNT_DIGITS = 7

VIEWS = {
    "help": "_open_help",
    "chart": "_toggle_chart",
    "scale": "_change_scale",
    "plot": "_plot",
    "inspect": "_inspect",
    "compare": "_compare",
    "why": "_ask_why",
    "record": "record",
    "play": "choose_lecture",
    "predict": "predict",
    "present": "toggle_presentation",
    "still": "save_still",
    "mouse": "toggle_mouse",
}
"""The commands that the screen does itself, and what does them."""

KEYS = {key: command for command in COMMANDS for key in command.keys}


class Row(Horizontal):
    """Panels side by side, with nothing of its own to draw."""

    BLANK: ClassVar[bool] = True


class DebuggerScreen(LecturingScreen):
    """Turns keys into moves of the debugger and hands what it answers to the panels.

    Keys are taken here, in the order in which they were typed, and by nothing else.
    """

    AUTO_FOCUS: ClassVar[str | None] = None
    BLANK: ClassVar[bool] = True

    count: reactive[str] = reactive("", repaint=False)
    """The digits of a count for the next key."""

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

    def __init__(
        self, debugger: Debugger, look: Look, store: SessionStore | None = None, notes: str = ""
    ) -> None:
        super().__init__(debugger, look)
        self._store, self._is_saved = store, True
        self._latest = replace(self._latest, message=notes or self._latest.message)
        self._strip: WatchStrip | None = None
        self._watched = 0
        self._card = StepCard(look, id="card")
        self._stage = Stage(look, debugger.stop, id="stage")
        self._panels: tuple[Panel, ...] = (
            Header(look, id="header"),
            self._card,
            Values(look, id="values"),
            Footer(look, id="footer"),
        )
        for panel in self._panels:
            panel.stop = self._latest
        self.set_reactive(DebuggerScreen.stop, self._latest)

    def compose(self) -> ComposeResult:
        """The panels."""
        header, card, values, footer = self._panels
        yield Static(id="too-small")
        yield header
        yield self._stage
        if self._latest.watches:
            yield self._add_strip()
        with Row(id="lower") as lower:
            self._share_rows(lower, self.app.size.height)  # or all would be laid out twice
            yield card
            yield values
        yield footer.data_bind(
            DebuggerScreen.typed,
            DebuggerScreen.count,
            DebuggerScreen.problem,
            DebuggerScreen.job,
            DebuggerScreen.question,
            DebuggerScreen.covered,
            DebuggerScreen.strokes,
        )

    def show_soon(self) -> None:
        """Save the session, and show where it has come to."""
        self.save()
        super().show_soon()

    def save(self) -> None:
        """Save the session."""
        if self._store is not None:
            self._try_to_save(partial(self._store.save, self._latest))

    def prepare_to_save(self) -> None:
        """Find out whether the session can be saved, before there is anything to save."""
        if self._store is not None:
            self._try_to_save(self._store.prepare)

    def _try_to_save(self, save: Callable[[], bool]) -> None:
        """Where the session cannot be saved, say so once and go on."""
        was_saved = self._is_saved
        try:
            self._is_saved = save()
        except SessionError as error:
            self._is_saved = False
            if was_saved:
                self.problem = f"the session is not saved: {error}"

    def watch_stop(self, stop: Stop | None) -> None:
        """Hand the stop to the panels.

        They are told directly: binding each of them to this reactive makes every step slower.
        """
        if stop is not None:
            self.mark(stop)
            told = self.veiled(stop)
            self._stage.update(told)
            if len(stop.watches) != self._watched:
                if self._strip is None:
                    self.mount(self._add_strip(), before="#lower")
                self.share_rows()
            for panel in self._panels:
                panel.update(stop if panel is self._card else told)
            self.renew_overlay(stop)

    def _add_strip(self) -> WatchStrip:
        """Make the strip of watches, with the first of them: a start without any is quicker."""
        self._strip = WatchStrip(self._look, id="watches")
        self._strip.stop = self._latest
        self._panels = (*self._panels, self._strip)
        return self._strip

    def on_resize(self, event: events.Resize) -> None:
        """Share the rows out anew, or say that there are too few."""
        width, height = event.size
        too_small = width < MIN_WIDTH or height < MIN_HEIGHT
        by = "x" if self._look.ascii else "×"
        if too_small:
            self.query_one("#too-small", Static).update(
                f"This terminal is {width}{by}{height}.\n"
                f"makabaka-tui needs {MIN_WIDTH}{by}{MIN_HEIGHT}."
            )
        self.set_class(too_small, "-too-small")
        self._share_rows(self.query_one("#lower"), height)

    def share_rows(self) -> None:
        """Share the rows of the screen out among the panels."""
        self._share_rows(self.query_one("#lower"), self.app.size.height)

    def on_stage_switched(self) -> None:
        """Share the rows out anew: while presenting, the graph gives way to the step card."""
        self.share_rows()

    def _share_rows(self, lower: Widget, height: int) -> None:
        network, self._watched = self._latest.program.network, len(self._latest.watches)
        has_arrays, watches = any(network.shapes.values()), strip_height(height, self._watched)
        rows = self.presented_height(watches, self._stage.shows_graph) or (
            lower_height(height, len(network.nodes), has_arrays, watches)
        )
        lower.styles.height = self.beside_caption(rows)
        if self._strip is not None:
            self._strip.styles.height = watches

    def take(self, event: events.Key) -> None:
        """Obey a key."""
        self.note(event)
        if self.typed is not None:
            self.edit_prompt(event)
        elif self.goes_on(event.key) or self.obey_in_overlay(event.key):
            return
        elif (reply := self._ask_stage(event.key)) is not None:
            self._do_reply(reply)
        elif event.key.isdecimal() and (self.count or event.key != "0"):
            self.count = (self.count + event.key)[:MAX_COUNT_DIGITS]
        elif event.key == "escape":
            self._clear()
        elif event.key in ("pageup", "pagedown"):
            self._card.scroll_lines(1 if event.key == "pagedown" else -1)
        elif event.key in KEYS:
            self.obey(KEYS[event.key])
        elif event.key == "space" and self.strokes is not None:
            self.obey(BY_NAME["step"])

    def on_graph_clicked(self, event: Graph.Clicked) -> None:
        """Select the node whose box was clicked."""
        self.do(BY_NAME["select"], event.node)

    def on_values_clicked(self, event: Values.Clicked) -> None:
        """Select the node whose row was clicked."""
        self.do(BY_NAME["select"], event.node)

    def obey(self, command: Command) -> None:
        """Do what a key or the palette asks for, as often as the count says."""
        if self.job is not None:
            return
        count, self.count, self.problem = int(self.count or "1"), "", ""
        if count == 1 and self.reveals(command):
            return
        if command.prompts:
            begun = "" if command.prefill is None else command.prefill(self._latest)
            self.open_prompt(f"{command.name} {begun}", count)
        elif command.name == "command":
            self.open_prompt("")
        else:
            self.do(command, count=count)

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command and show what came of it; while iterations are run, nothing is done."""
        if self.job is not None:
            return
        self.problem = self.question = ""
        try:
            check_command(command)
            if command.name in VIEWS:
                getattr(self, VIEWS[command.name])(argument)
            elif command.searches is not None:
                self._search(command.searches, count)
            elif command.is_question:
                self._answer_with(command, argument)
            elif command.run is None:
                self.post_message(self.Asked(command, argument))
            else:
                target = command.reaches(self._latest, argument, count) if command.reaches else 0
                self.reach(target, partial(self._execute, command, argument, count))
        except CommandError as error:
            self.problem = str(error)

    def _execute(self, command: Command, argument: str, count: int, agreed: bool = False) -> None:
        try:
            self._latest = execute(self._debugger, command, argument, count, agreed)
        except ConfirmError as error:
            self.ask(str(error), partial(self._execute, command, argument, count, agreed=True))
        else:
            self.show_soon()

    def _clear(self) -> None:
        """Clear the count and what there was to say; where there was nothing, the entry."""
        if self.count or self.problem or self._latest.message:
            self.count = self.problem = ""
            self._latest = replace(self._latest, message="")
            self.show_soon()
        elif self._latest.entry is not None:
            self.do(BY_NAME["entry"])

    def _search(self, forwards: bool, count: int) -> None:
        """Go to the next breakpoint, or to the one before, with a progress bar."""
        try:
            search = self._debugger.search(forwards)
        except DebuggerError as error:
            raise CommandError(str(error)) from None
        far = abs(search.last - self._latest.cursor.iteration) + 1
        arrive = partial(self._arrive, search, count)
        self.start(
            Job(iter(search), 0, far, arrive, 0, partial(self._arrive, search, 1), "looking")
        )

    def _arrive(self, search: Search, count: int) -> None:
        """Go to what a search has found, and look on where there is more to count."""
        self._latest = self._debugger.arrive(search)
        if search.hit is not None and count > 1:
            self._search(search.forwards, count - 1)
        else:
            self.show_soon()

    def change_debugger(self, debugger: Debugger) -> None:
        """Go on with another debugger."""
        self._debugger, self._latest = debugger, debugger.stop
        self.count = self.problem = self.question = ""
        self._stage.show_graph()
        self.share_rows()
        self.show_soon()

    def leave_session(self, then: Callable[[str], None]) -> None:
        """Save the session for good, and do something; where it cannot be saved, ask before."""
        self.save()
        if self._store is None or not self._is_saved:
            self.ask("this session is not saved and would be lost; leave it", partial(then, ""))
            return
        self._store.close()
        self._store = None
        then("the session is saved: makabaka-tui --resume goes on with it")

    def exchange(self, program: Program, recipe: Recipe) -> None:
        """Go on with another program, made of this, at the same place."""
        iteration, self.problem, self.question = self._latest.cursor.iteration, "", ""
        self._latest = self._debugger.exchange(program, recipe)
        self.share_rows()
        self.reach(iteration, partial(self._return_to, iteration, self._latest.message))

    def _return_to(self, iteration: int, message: str) -> None:
        stop = self._debugger.goto(self._latest.cursor.step, iteration)
        self._latest = replace(stop, message=stop.message or message)
        self.show_soon()

    # The upper part of the screen

    def _open_help(self, _: str) -> None:
        from tui.widgets.help import Help

        self.lay_over(Help(self._look))

    def _toggle_chart(self, _: str) -> None:
        self._stage.toggle_chart()

    def _change_scale(self, _: str) -> None:
        self._stage.change_scale()

    def _plot(self, argument: str) -> None:
        try:
            self._stage.plot(argument, self._latest)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    def _compare(self, argument: str) -> None:
        try:
            self._stage.compare(argument, self._latest)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    def _inspect(self, _: str) -> None:
        self._do_reply(self._stage.inspect(self._latest))

    def _ask_stage(self, key: str) -> Reply | None:
        if key == "escape" and (self.count or self.problem):
            return None  # it clears these first
        return self._stage.obey(key, int(self.count or "1"), self._latest)

    def _do_reply(self, reply: Reply) -> None:
        """Do what a key asked for that the upper part of the screen took for itself."""
        self.count = ""
        self.problem = reply.problem
        if reply.command:
            self.do(BY_NAME[reply.command], reply.argument)

    def on_chart_clicked(self, event: Chart.Clicked) -> None:
        """Go to the iteration that was clicked."""
        self.do(BY_NAME["iteration"], str(event.iteration))

    def on_inspector_clicked(self, event: Inspector.Clicked) -> None:
        """Single out the entry that was clicked."""
        self.do(BY_NAME["entry"], " ".join(map(str, event.entry)))

    # What lies over the panels

    def _ask_why(self, argument: str) -> None:
        """Lay a tree over the panels that says why; or say it, where there is nothing to walk."""
        found = walk_why(self._latest, argument, self._look.style(self._latest.program))
        if found is None:
            self._answer_with(BY_NAME["why"], argument)
            return
        from tui.widgets.why_tree import WhyTreeView

        self.lay_over(WhyTreeView(self._look, *found))

    def _answer_with(self, command: Command, argument: str) -> None:
        """Answer a question: in the last line, or over the panels where it takes more."""
        if command.choices is not None and self._choices(command, argument, self._latest).rows:
            self._lay_over_chooser(command, argument)
            return
        lines = command.answers(self._latest, argument, self._look.style(self._latest.program))
        if len(lines) == 1:
            self._latest = replace(self._latest, message=lines[0])
            self.show_soon()
        else:
            self._lay_over_text(f"{command.name} {argument}".strip(), lines)

    def _choices(self, command: Command, argument: str, stop: Stop) -> Choices:
        return command.lists(stop, argument, self._look.style(stop.program))

    def _lay_over_chooser(self, command: Command, argument: str) -> None:
        from tui.widgets.chooser import Chooser

        choices_at = partial(self._choices, command, argument)
        self.lay_over(Chooser(self._look, choices_at, self._latest))

    def _lay_over_text(self, title: str, lines: Sequence[str]) -> None:
        from rich.text import Text

        from tui.widgets.overlay import TextOverlay

        self.lay_over(TextOverlay(self._look, title, Text("\n".join(lines))))

    def submit(self, line: str, count: int = 1) -> None:
        """Do the command that a line names, as often as it says times a count."""
        try:
            command, argument, counted = parse_line(line)
            self.do(command, argument, counted * count)
        except CommandError as error:
            self.problem = str(error)

    def completion(self, text: str) -> Completion:
        """What the last word of a text behind `:` may be."""
        from tui.commands.completion import complete

        return complete(text, self._latest)


def lower_height(height: int, nodes: int, has_arrays: bool = False, watches: int = 0) -> int:
    """The rows of the step card and the values table on a screen of so many rows.

    The graph comes first with what the skip network needs, then the table with a row for each of up
    to 16 nodes, and matrices with what they need, then the graph again. The rows of watches are
    taken from the table as long as the graph has no more than it needs.
    """
    table = max(min(nodes, 16), 18 if has_arrays else 10) + 2
    body, graph = height - 2, 12
    return min(table, max(body - watches - graph, body * 10 // 22 - watches))
