"""The commands that show something: help, chart, plot, why, lists, answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual import events
from textual.app import App

from engine.debugger.stop import Stop
from tui.commands.action import Exact
from tui.commands.command import Command, CommandError
from tui.commands.keys import keys_of
from tui.commands.questions import answer_why, asked
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.arrangement import Area
from tui.screens.keys import Keys
from tui.screens.overlays import Overlays
from tui.screens.panels import Panels
from tui.screens.voice import Voice
from tui.terminal.sandbox import is_restricted
from tui.widgets.reply import Reply
from tui.widgets.themes import refusal

if TYPE_CHECKING:
    from tui.commands.lists import Choices


PAGES = {"pagedown": 1, "pageup": -1}
"""So many pages each key scrolls the step card down."""

RESIZES = ("larger", "smaller")
"""The commands whose keys the chart takes only as long as no other panel is in focus."""


class ViewsHost(Protocol):
    """The screen, as far as views need it."""

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
        """What has the driver of the terminal, and the colours."""

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
        key = self._look.keymap.read("card", event.key)
        if reply is not None:
            self._do(reply)
        elif key in PAGES and not self._host.panels.header.is_presenting:
            self._host.panels.scroll_pages(PAGES[key])
        else:
            return False
        return True

    def help(self, words: str) -> None:
        """Show the help, or what it says with some words."""
        from tui.widgets.help import Help

        self._host.overlays.lay(Help(self._look, self._host.stop, words))

    def palette(self, _: str) -> None:
        """Show the palette."""
        from tui.widgets.palette import Palette

        self._host.overlays.lay(Palette(self._look))

    def message(self, _: str) -> None:
        """Show what the last line said last, whole."""
        text = self._host.voice.last
        if not text:
            self._host.voice.say("nothing was said yet")
            return
        self._lay("Message", [text], has_files=not is_restricted() and not self._host.app.is_web)

    def chart(self, _: str) -> None:
        """Show the chart of the loss, or the graph in its place."""
        self._host.panels.stage.toggle_chart()

    def graph(self) -> None:
        """Show the graph."""
        self._host.panels.stage.show_graph()

    def zoom(self, way: str) -> None:
        """Look at the graph from closer or farther off, or at a node of it.

        Raises:
            DebuggerError: where there is no such node.
        """
        self.graph()
        self._host.voice.say(self._host.panels.stage.graph.zoom(way))

    def pan(self, argument: str) -> None:
        """Look at another part of the graph: `left 2`."""
        way, count = argument.split()
        self.graph()
        self._host.voice.say(self._host.panels.stage.graph.pan(way, int(count)))

    def profile(self, _: str) -> None:
        """Show the gradient over depth, or the graph in the place of that."""
        self._host.panels.stage.show_picture("profile")

    def regions(self, _: str) -> None:
        """Show what is predicted over the two inputs, or the graph in the place of that.

        Raises:
            DebuggerError: where the network has not two inputs.
        """
        from engine.diagnosis.regions import regions

        regions(self._host.stop.state.run, 2, 2)
        self._host.panels.stage.show_picture("regions")

    def compare(self, argument: str) -> None:
        """Show another branch beside the current one.

        Raises:
            DebuggerError: where there is no such branch.
        """
        self._host.panels.stage.compare(argument, self._host.stop)

    def inspect(self, _: str) -> None:
        """Show the selected node entry by entry."""
        self._do(self._host.panels.stage.inspect(self._host.stop))

    def why(self, argument: str) -> None:
        """Lay a tree over the panels that says why; or say it, where there is nothing to walk."""
        stop = self._host.stop
        style = self._look.style(stop.program)
        from tui.widgets.why_tree import WhyTreeView, walk_why

        found = walk_why(stop, argument, style)
        if found is None:
            self._lay(f"Why {argument or asked(stop)}", answer_why(stop, argument, style))
            return
        self._host.overlays.lay(WhyTreeView(self._look, *found))

    def answer(self, title: str, lines: Sequence[str]) -> None:
        """Answer a question: in the last line, or over the panels where it takes more."""
        if len(lines) == 1 and not isinstance(lines[0], Exact):
            self._host.voice.say(lines[0])
        else:
            self._lay(title, lines)

    def _lay(self, title: str, lines: Sequence[str], has_files: bool = False) -> None:
        """Lay a text over the panels; where it may name files, it leads to them."""
        from rich.text import Text

        from tui.terminal.links import files_in, has_links
        from tui.widgets.hanging import Hanging
        from tui.widgets.overlay import TextOverlay

        whole = "\n".join(lines)
        if not (has_files and has_links(os.environ)):
            self._host.overlays.lay(TextOverlay(self._look, title, Hanging(whole)))
            return
        text = Text(whole)
        for start, end, address in files_in(text.plain):
            text.stylize(f"link {address}", start, end)
        self._host.overlays.lay(TextOverlay(self._look, title, text))

    def choose(self, choices_at: Callable[[Stop], Choices]) -> None:
        """Lay a list over the panels, to act in."""
        from tui.widgets.chooser import Chooser

        self._host.overlays.lay(Chooser(self._look, choices_at, self._host.stop))

    def theme(self, name: str) -> None:
        """Use other colours; without a name, say which there are.

        Raises:
            CommandError: where there are none of this name.
        """
        known = [each.name for each in self._look.themes]
        if not name:
            names = [f"{each} (now)" if each == self._host.app.theme else each for each in known]
            self._host.voice.say(f"themes: {', '.join(names)}")
            return
        if name not in known:
            raise CommandError(refusal(name, self._look.themes))
        self._host.app.theme = name

    def suspend(self) -> None:
        """Leave the terminal to the shell, if there is one behind it, until fg is typed there."""
        if not is_restricted():
            self._host.app.action_suspend_process()

    def mouse(self, _: str) -> None:
        """Leave the mouse to the terminal, or take it again, and say which."""
        from tui.terminal.mouse import toggle_mouse

        if self._host.app._driver is not None:
            self._host.voice.say(toggle_mouse(self._host.app._driver))

    def copy(self, argument: str) -> None:
        """Put a text into the clipboard and say so, or show it to be selected; or list the texts.

        Raises:
            DebuggerError: where there is no such text.
        """
        from tui.commands.copying import choose_copied, copied, say_copied
        from tui.terminal.clipboard import MOST_BYTES, copy

        if not argument:
            self.choose(choose_copied)
            return
        text = copied(argument, self._host.stop)
        if len(text.encode()) > MOST_BYTES:
            raise CommandError(f"{len(text):,} characters are too many for a terminal's clipboard")
        if copy(self._host.app, text):
            self._host.voice.say(say_copied(argument, text))
        else:
            selects = self._look.told("«M mouse», and select it with the mouse")
            title = f"{argument}: this terminal has no clipboard; press {selects}"
            self._lay(title, text.split("\n"))

    def _ask_stage(self, key: str) -> Reply | None:
        if key == "escape" and (self._host.keys.count or self._host.voice.problem):
            return None  # it clears these first
        is_other = self._host.panels.arrangement.focus not in (None, Area.GRAPH)
        if is_other and any(key in keys_of(BY_NAME[each], self._look.keymap) for each in RESIZES):
            return None  # as they are about the panel in focus
        return self._host.panels.stage.obey(key, int(self._host.keys.count or "1"), self._host.stop)

    def _do(self, reply: Reply) -> None:
        """Do what the upper part of the screen asks for."""
        self._host.keys.count = ""
        self._host.voice.complain(reply.problem)
        if reply.command:
            self._host.do(BY_NAME[reply.command], reply.argument)
