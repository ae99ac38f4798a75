"""The Textual app: a view of the debugger."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from engine.debugger import Debugger
from engine.recipe import Recipe
from engine.source import SpecError
from tui.commands import COMMANDS
from tui.look import Look
from tui.screens.debugger import DebuggerScreen
from tui.themes import TERMINAL, THEMES
from tui.watch import Watch

WATCH_EVERY = 0.5
"""The seconds between two looks at a watched file."""


class DebuggerApp(App[None]):
    """Opens the debugger's screen and does what is about the app itself."""

    CSS_PATH = "app.tcss"
    TITLE = "makabaka-tui"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        debugger: Debugger,
        look: Look,
        theme: str = "dark",
        watched: Recipe | None = None,
    ) -> None:
        super().__init__(ansi_color=True if theme == TERMINAL.name else None)
        self._debugger = debugger
        self._look = look
        self._watch = None if watched is None else Watch(watched)
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme
        self.set_class(look.ascii, "-ascii")

    @staticmethod
    def theme_names() -> list[str]:
        """The themes that can be asked for."""
        return [each.name for each in THEMES]

    def get_default_screen(self) -> Screen[None]:
        """The screen to open with."""
        return DebuggerScreen(self._debugger, self._look)

    def on_ready(self) -> None:
        """Collect garbage again, from now on and from what is made from now on."""
        gc.freeze()
        gc.enable()

    def on_mount(self) -> None:
        """Leave the terminal clean when the process is told to end."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        if self._watch is not None:
            self.set_interval(WATCH_EVERY, partial(self._look_at_file, self._watch))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands, for the palette."""
        if isinstance(screen, DebuggerScreen):
            for command in COMMANDS:
                if command.name not in ("command", "theme"):
                    title = f"{command.name}  {self._look.keys(command.shown)}".strip()
                    yield SystemCommand(title, command.summary, partial(screen.obey, command))
        for name in self.theme_names():
            yield SystemCommand(
                f"theme {name}", f"use the {name} colours", partial(self._change_theme, name)
            )

    def _look_at_file(self, watch: Watch) -> None:
        """Load the network file again if it was saved; where it is broken the network stays."""
        screen = self.screen_stack[-1] if self.screen_stack else None  # the app may be at its end
        if not isinstance(screen, DebuggerScreen) or screen.job is not None:
            return
        try:
            program = watch.changed(self._debugger.stop.program.network.seed)
        except SpecError as error:
            screen.problem = f"not loaded: {watch.brief(error)}"
        else:
            if program is not None:
                screen.exchange(program)

    def action_command_palette(self) -> None:
        """Open the palette; Textual's own placeholder is not ASCII."""
        self.push_screen(CommandPalette(placeholder="Search for a command"))

    def on_debugger_screen_asked(self, event: DebuggerScreen.Asked) -> None:
        """Do what is about the app itself."""
        match event.command.name:
            case "quit":
                self.exit()
            case "theme":
                self._change_theme(event.argument)

    def _change_theme(self, name: str) -> None:
        if name in self.theme_names():
            self.theme = name
        elif isinstance(self.screen, DebuggerScreen):
            known = ", ".join(self.theme_names())
            self.screen.problem = f"no theme {name!r}: write one of {known}"
