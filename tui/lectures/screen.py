"""The screen on which a lecture is played, as far as a lecture needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.command import Command
from tui.drawing.caption import Caption
from tui.drawing.look import Look
from tui.drawing.spotlight import Spotlight


class Voice(Protocol):
    """The voice of the screen: what is said in the last line."""

    @property
    def question(self) -> str:
        """What a person has to answer before anything else."""

    @property
    def problem(self) -> str:
        """What was wrong with the last command; empty for nothing."""

    @property
    def said(self) -> str:
        """What was said last."""

    def say(self, text: str) -> None:
        """Say something."""

    def complain(self, problem: str) -> None:
        """Say what is wrong."""

    def ask(self, question: str, agree: Callable[[], None]) -> None:
        """Do something if a person agrees to it."""


class Stage(Protocol):
    """The stage: the graph, or what stands in its place."""

    @property
    def scenery(self) -> object:
        """What is shown now, to be shown again later."""

    def show_again(self, scenery: Any, /) -> None:
        """Show what was shown before, if it is not."""

    def show_graph(self) -> None:
        """Show the graph."""


class Panels(Protocol):
    """The panels, by what they can show besides a stop."""

    @property
    def stage(self) -> Stage:
        """The upper part of the screen."""

    def show_page(self, page: None) -> None:
        """Show the values again where a page stands in their place."""

    def show_caption(self, caption: Caption | None) -> None:
        """Show a caption at the foot of the screen, or none."""

    def leave_keys(self, are_taken: bool) -> None:
        """Tell that the keys of the step card are taken by a lecture, or are its own again."""

    def spotlight(self, spotlight: Spotlight) -> None:
        """Dim everything but what is in a spotlight, if it is on."""


class Overlays(Protocol):
    """The overlays: what lies over the panels."""

    @property
    def top(self) -> object | None:
        """What lies there, if anything does."""

    def close(self) -> None:
        """Close it."""


class Line(Protocol):
    """A line that is being typed."""

    @property
    def text(self) -> str:
        """The whole of it."""


class Prompt(Protocol):
    """The line to type commands in."""

    @property
    def typed(self) -> Line | None:
        """What is being typed; None while nothing is."""

    def open(self, text: str) -> None:
        """Let a person type, from a text on."""

    def close(self) -> None:
        """Leave off, whatever is typed."""


class Jobs(Protocol):
    """The jobs: what takes a while."""

    @property
    def current(self) -> object | None:
        """The job under way, if there is one."""


class LectureScreen(Protocol):
    """A screen on which a lecture can be played."""

    @property
    def debugger(self) -> Debugger:
        """What is moved."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def look(self) -> Look:
        """How things are written."""

    @property
    def voice(self) -> Voice:
        """What is said in the last line."""

    @property
    def panels(self) -> Panels:
        """What the panels can show besides."""

    @property
    def overlays(self) -> Overlays:
        """What lies over the panels."""

    @property
    def prompt(self) -> Prompt:
        """The line to type commands in."""

    @property
    def jobs(self) -> Jobs:
        """What takes a while."""

    def change_debugger(self, debugger: Debugger) -> None:
        """Go on with another debugger."""

    def do(self, command: Command, argument: str, count: int) -> None:
        """Do a command."""

    def stand(self, stop: Stop) -> None:
        """Show where the debugger has come to."""

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds."""
