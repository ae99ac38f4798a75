"""The screen on which a network is stepped through."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from engine.debugger import Debugger, Stop
from tui.commands import BY_NAME, COMMANDS, Command, CommandError, execute, parse_line
from tui.look import Look
from tui.prompt import Prompt
from tui.spans import SpansCompositor
from tui.widgets.footer import Footer
from tui.widgets.graph import Graph
from tui.widgets.header import Header
from tui.widgets.step_card import StepCard
from tui.widgets.values import Values

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.widgets.help import Help

MIN_WIDTH, MIN_HEIGHT = 60, 16
MAX_COUNT_DIGITS = 5
MAX_HISTORY = 100

KEYS = {key: command for command in COMMANDS for key in command.keys}


class Row(Horizontal):
    """Panels side by side, with nothing of its own to draw."""

    BLANK: ClassVar[bool] = True


class DebuggerScreen(Screen[None]):
    """Turns keys into moves of the debugger and hands what it answers to the panels.

    Keys are taken here, in the order in which they were typed, and by nothing else.
    """

    AUTO_FOCUS: ClassVar[str | None] = None
    BLANK: ClassVar[bool] = True

    stop: reactive[Stop | None] = reactive(None, repaint=False)
    """Where the debugger stands."""

    typed: reactive[str | None] = reactive(None, repaint=False)
    """The line being typed; None while the prompt is closed."""

    count: reactive[str] = reactive("", repaint=False)
    """The digits of a count for the next key."""

    problem: reactive[str] = reactive("", repaint=False)
    """What was wrong with the last command."""

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

    def __init__(self, debugger: Debugger, look: Look) -> None:
        super().__init__()
        self._compositor = SpansCompositor()
        self._debugger = debugger
        self._look = look
        self._prompt = Prompt()
        self._latest = debugger.stop
        self._is_due = False
        self._help: Help | None = None
        self._card = StepCard(look, id="card")
        self._panels = (
            Header(look, id="header"),
            Graph(look, id="graph"),
            self._card,
            Values(look, id="values"),
            Footer(look, id="footer"),
        )
        for panel in self._panels:
            panel.stop = debugger.stop
        self.set_reactive(DebuggerScreen.stop, debugger.stop)

    def compose(self) -> ComposeResult:
        """The panels."""
        header, graph, card, values, footer = self._panels
        yield Static(id="too-small")
        yield header
        yield graph
        with Row(id="lower") as lower:
            self._share_rows(lower, self.app.size.height)  # or all would be laid out twice
            yield card
            yield values
        yield footer.data_bind(DebuggerScreen.typed, DebuggerScreen.count, DebuggerScreen.problem)

    def watch_stop(self, stop: Stop | None) -> None:
        """Hand the stop to the panels.

        They are told directly: binding each of them to this reactive makes every step slower.
        """
        if stop is not None:
            for panel in self._panels:
                panel.update(stop)

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

    def _share_rows(self, lower: Widget, height: int) -> None:
        lower.styles.height = lower_height(height, len(self._latest.program.network.nodes))

    def on_key(self, event: events.Key) -> None:
        """Obey a key."""
        event.stop()
        if self._help is not None:
            self._obey_in_help(self._help, event.key)
        elif self.typed is not None:
            self._edit(event)
        elif event.key.isdecimal() and (self.count or event.key != "0"):
            self.count = (self.count + event.key)[:MAX_COUNT_DIGITS]
        elif event.key == "escape":
            self.count = self.problem = ""
        elif event.key in ("pageup", "pagedown"):
            self._card.scroll_lines(1 if event.key == "pagedown" else -1)
        elif event.key in KEYS:
            self.obey(KEYS[event.key])

    def on_paste(self, event: events.Paste) -> None:
        """Add what is pasted to the line being typed."""
        if self.typed is not None:
            self._show_prompt(self._prompt.typed(event.text))

    def on_graph_clicked(self, event: Graph.Clicked) -> None:
        """Select the node whose box was clicked."""
        self.do(BY_NAME["select"], event.node)

    def on_values_clicked(self, event: Values.Clicked) -> None:
        """Select the node whose row was clicked."""
        self.do(BY_NAME["select"], event.node)

    def obey(self, command: Command) -> None:
        """Do what a key or the palette asks for, as often as the count says."""
        count, self.count = int(self.count or "1"), ""
        if command.argument and not command.optional:
            self._open(f"{command.name} ")
        elif command.name == "command":
            self._open("")
        else:
            self.do(command, count=count)

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command and show what came of it."""
        self.problem = ""
        if command.name == "help":
            self._open_help()
            return
        if command.run is None:
            self.post_message(self.Asked(command, argument))
            return
        try:
            self._latest = execute(self._debugger, command, argument, count)
        except CommandError as error:
            self.problem = str(error)
        else:
            self._show_soon()

    def _show_soon(self) -> None:
        """Show the latest stop once the keys that have arrived are obeyed."""
        if not self.message_queue_size:
            self._show()
        elif not self._is_due:
            self._is_due = True
            self.call_later(self._show)

    def _show(self) -> None:
        self._is_due = False
        self.stop = self._latest

    def _open_help(self) -> None:
        from tui.widgets.help import Help

        if self.is_attached:  # it is not where the app was told to quit a moment ago
            self._help = Help(self._look)
            self.mount(self._help)

    def _obey_in_help(self, opened: Help, key: str) -> None:
        if key in ("escape", "q", "question_mark"):
            opened.remove()
            self._help = None
        else:
            opened.obey(key)

    def _open(self, text: str) -> None:
        self.problem = ""
        self._show_prompt(Prompt(text, self._prompt.history))

    def _show_prompt(self, prompt: Prompt | None) -> None:
        if prompt is not None:
            self._prompt = prompt
        self.typed = None if prompt is None else prompt.text

    def _edit(self, event: events.Key) -> None:
        if event.key == "enter":
            self._submit()
        elif event.is_printable and event.character is not None:
            self._show_prompt(self._prompt.typed(event.character))
        else:
            self._show_prompt(self._prompt.edited(event.key))

    def _submit(self) -> None:
        line = self._prompt.text.strip()
        self._show_prompt(None)
        if not line:
            return
        self._prompt = Prompt(history=(*self._prompt.history, line)[-MAX_HISTORY:])
        try:
            self.do(*parse_line(line))
        except CommandError as error:
            self.problem = str(error)


def lower_height(height: int, nodes: int) -> int:
    """The rows of the step card and the values table on a screen of so many rows.

    The graph comes first with what the skip network needs, then the table with a row for each of up
    to 16 nodes, then the graph again.
    """
    body, graph, table = height - 2, 12, max(min(nodes, 16), 10) + 2
    return min(table, max(body - graph, body * 10 // 22))
