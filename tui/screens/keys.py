"""The keys and the palette: commands, as often as the count says that was typed before."""

from __future__ import annotations

from typing import Protocol

from textual import events

from engine.debugger.stop import Stop
from tui.commands.command import Command
from tui.commands.keys import by_key
from tui.commands.quiz import begins_answer
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.jobs import Jobs
from tui.screens.presentation import Presentation
from tui.screens.prompt import PromptEditor
from tui.screens.voice import Voice

MAX_COUNT_DIGITS = 7

ONWARD = {"space": "step", "pagedown": "step", "pageup": "back"}
"""What leads through a presentation; the arrows of a clicker are keys of these commands anyway."""

SUSPENDS = "ctrl+z"
"""The key that leaves the terminal to the shell for a while, as it does everywhere."""


class KeysHost(Protocol):
    """The screen, as far as keys need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def look(self) -> Look:
        """Has the keys that do commands."""

    @property
    def voice(self) -> Voice:
        """Says things, until they are cleared."""

    @property
    def jobs(self) -> Jobs:
        """While one is under way nothing else is done."""

    @property
    def presentation(self) -> Presentation:
        """Shows a step bit by bit."""

    @property
    def prompt(self) -> PromptEditor:
        """Lets a person type what stands behind a command."""

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command."""

    def show_line(self) -> None:
        """Draw the last line anew."""


class Keys:
    """Turns keys into commands.

    Args:
        host: the screen that does them.
    """

    def __init__(self, host: KeysHost) -> None:
        self._host = host
        self.count = ""

    def takes(self, event: events.Key) -> bool:
        """Obey a key that nothing else has taken."""
        key = event.key
        typed = event.character or ""
        keymap = self._host.look.keymap
        command = by_key(keymap).get(key)
        onward = self._onward(key)
        is_quiz = self._host.stop.is_veiled and self._host.stop.asked is None
        if begins_answer(self._host.stop, typed) and self._host.jobs.current is None:
            self._host.prompt.open("predict " + typed.strip("="))
        elif is_quiz and keymap.read("quiz", key) == "enter":
            self.obey(BY_NAME["step"])  # to the next question
        elif key.isdecimal() and (self.count or key != "0"):
            self.count = (self.count + key)[:MAX_COUNT_DIGITS]
            self._host.show_line()
        elif key == "escape":
            self._clear()
        elif onward is not None:
            self.obey(BY_NAME[onward])
        elif command is not None:
            self.obey(command)
        return True

    def ends(self, key: str, is_typing: bool) -> bool:
        """Whether a key ends the app wherever it is typed, but for Ctrl+C in a line."""
        return key == "ctrl+q" or (key == "ctrl+c" and not is_typing)

    def obey(self, command: Command) -> None:
        """Do what a key or the palette asks for, as often as the count says."""
        host = self._host
        if host.jobs.current is not None:
            return
        if command is BY_NAME["palette"]:
            host.do(command)  # and the count is for what is chosen there
            return
        count, self.count = int(self.count or "1"), ""
        host.voice.complain("")
        if host.presentation.reveals(command, count):
            return
        if command.prompts:
            begun = "" if command.prefill is None else command.prefill(host.stop)
            host.prompt.open(f"{command.name} {begun}", count)
        else:
            host.do(command, count=count)

    def _onward(self, key: str) -> str | None:
        """The command by which a key leads an audience on or back; None for another key."""
        is_presenting = self._host.presentation.strokes is not None
        return (
            ONWARD.get(self._host.look.keymap.read("presentation", key)) if is_presenting else None
        )

    def _clear(self) -> None:
        """Clear the count and what there was to say; else the entry, else the selection."""
        host, voice = self._host, self._host.voice
        if self.count or voice.problem or voice.said:
            self.count = voice.problem = ""
            voice.say("")
        elif host.stop.entry is not None:
            host.do(BY_NAME["entry"])
        elif host.stop.selection.node is not None:
            host.do(BY_NAME["select"])
