"""The commands that show something: help, chart, plot, why, lists, answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual import events
from textual.app import App

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.command import Command, CommandError
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.keys import Keys
from tui.screens.overlays import Overlays
from tui.screens.panels import Panels
from tui.screens.voice import Voice
from tui.widgets.stage import Reply
from tui.widgets.why_tree import walk_why

if TYPE_CHECKING:
    from tui.commands.lists import Choices


PAGES = {"pagedown": 1, "pageup": -1}
"""So many lines each key scrolls the step card down."""


class ViewsHost(Protocol):
    """What views need of the screen."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Gives short answers, and says what is wrong."""

    @property
    def keys(self) -> Keys:
        """Know the count for the next key."""

    @property
    def panels(self) -> Panels:
        """Show things, and take some keys for themselves."""

    @property
    def overlays(self) -> Overlays:
        """Show things over the panels."""

    @property
    def app(self) -> App[object]:
        """What has the driver of the terminal."""

    def do(self, command: Command, argument: str) -> None:
        """Do a command."""


class Views:
    """Shows things: in the upper part of the screen, over the panels, or in the last line.

    Args:
        host: the screen.
        look: how to draw.
    """

    def __init__(self, host: ViewsHost, look: Look) -> None:
        self._host, self._look = host, look

    def takes(self, event: events.Key) -> bool:
        """Do what a key means to the upper part of the screen, or scroll the step card."""
        reply = self._ask_stage(event.key)
        if reply is not None:
            self._do(reply)
        elif event.key in PAGES:
            self._host.panels.card.scroll_lines(PAGES[event.key])
        else:
            return False
        return True

    def help(self, _: str) -> None:
        """Show the help."""
        from tui.widgets.help import Help

        self._host.overlays.lay(Help(self._look))

    def chart(self, _: str) -> None:
        """Show the chart of the loss, or the graph in its place."""
        self._host.panels.stage.toggle_chart()

    def scale(self, _: str) -> None:
        """Make the chart logarithmic, or linear again."""
        self._host.panels.stage.change_scale()

    def plot(self, argument: str) -> None:
        """Show the chart of an expression.

        Raises:
            CommandError: where it is none.
        """
        try:
            self._host.panels.stage.plot(argument, self._host.stop)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    def compare(self, argument: str) -> None:
        """Show another branch beside the current one.

        Raises:
            CommandError: where there is no such branch.
        """
        try:
            self._host.panels.stage.compare(argument, self._host.stop)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    def inspect(self, _: str) -> None:
        """Show the selected node entry by entry."""
        self._do(self._host.panels.stage.inspect(self._host.stop))

    def why(self, argument: str) -> None:
        """Lay a tree over the panels that says why; or say it, where there is nothing to walk."""
        found = walk_why(self._host.stop, argument, self._look.style(self._host.stop.program))
        if found is None:
            self.answer(BY_NAME["why"], argument)
            return
        from tui.widgets.why_tree import WhyTreeView

        self._host.overlays.lay(WhyTreeView(self._look, *found))

    def answer(self, command: Command, argument: str) -> None:
        """Answer a question: in the last line, or over the panels where it takes more.

        Raises:
            CommandError: where there is no answer.
        """
        stop = self._host.stop
        if command.choices is not None and self._choices(command, argument, stop).rows:
            self._lay_chooser(command, argument)
            return
        lines = command.answers(stop, argument, self._look.style(stop.program))
        if len(lines) == 1:
            self._host.voice.say(lines[0])
        else:
            self._lay_text(f"{command.name} {argument}".strip(), lines)

    def mouse(self, _: str) -> None:
        """Leave the mouse to the terminal, or take it again, and say which."""
        from tui.terminal.mouse import toggle_mouse

        if self._host.app._driver is not None:
            self._host.voice.say(toggle_mouse(self._host.app._driver))

    def _ask_stage(self, key: str) -> Reply | None:
        if key == "escape" and (self._host.keys.count or self._host.voice.problem):
            return None  # it clears these first
        return self._host.panels.stage.obey(key, int(self._host.keys.count or "1"), self._host.stop)

    def _do(self, reply: Reply) -> None:
        """Do what the upper part of the screen asks for."""
        self._host.keys.count = ""
        self._host.voice.complain(reply.problem)
        if reply.command:
            self._host.do(BY_NAME[reply.command], reply.argument)

    def _choices(self, command: Command, argument: str, stop: Stop) -> Choices:
        return command.lists(stop, argument, self._look.style(stop.program))

    def _lay_chooser(self, command: Command, argument: str) -> None:
        from tui.widgets.chooser import Chooser

        choices_at = partial(self._choices, command, argument)
        self._host.overlays.lay(Chooser(self._look, choices_at, self._host.stop))

    def _lay_text(self, title: str, lines: Sequence[str]) -> None:
        from rich.text import Text

        from tui.widgets.overlay import TextOverlay

        self._host.overlays.lay(TextOverlay(self._look, title, Text("\n".join(lines))))
