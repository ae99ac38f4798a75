"""A screen on which lectures are played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from engine.errors import DebuggerError, SpecError
from engine.language.notation import Style
from tui.commands.command import Command, CommandError
from tui.screens.presenting import PresentingScreen
from tui.terminal.sandbox import is_restricted
from tui.widgets.stage import Stage
from tui.widgets.values import Values

if TYPE_CHECKING:
    from tui.drawing.caption import Caption
    from tui.lectures.lecture import Lecture
    from tui.lectures.live import Live
    from tui.terminal.compositor import SpansCompositor
    from tui.widgets.caption import CaptionStrip
    from tui.widgets.overlay import Overlay

GOES_ON = frozenset({"space", "enter"})
"""The keys that go on with a lecture."""


LEAST_ROWS = 5
"""The rows that a caption leaves to the lower row of panels."""


class LecturingScreen(PresentingScreen):
    """Shows captions and spotlights, and gives Space and Enter to the lecture that is played."""

    _live: Live | None = None
    _laid: Overlay | None = None
    _caption: CaptionStrip | None = None

    def change_debugger(self, debugger: Debugger) -> None:
        """Go on with another debugger; for screens to implement."""
        raise NotImplementedError

    def leave_session(self, then: Callable[[str], None]) -> None:
        """Save the session for good, and do something, given what to say; for screens."""
        raise NotImplementedError

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command; for screens to implement."""
        raise NotImplementedError

    # Lectures

    def choose_lecture(self, name: str) -> None:
        """Play a lecture in the place of what is there, which is saved.

        Raises:
            CommandError: where there is no such lecture.
        """
        from tui.commands.lists import shipped_lectures
        from tui.lectures.reader import load_lecture

        if is_restricted() and name not in shipped_lectures():
            raise CommandError("only lectures that ship are played here: L lists them")
        try:
            lecture = load_lecture(name)
        except SpecError as error:
            raise CommandError(str(error).partition("\n")[0]) from None

        def play(said: str) -> None:
            self.play(lecture)
            if said:
                self.announce(said)

        if self._live is not None:
            play("")
        else:
            self.leave_session(play)

    def play(self, lecture: Lecture, auto: bool = False, speed: float = 1.0) -> None:
        """Play a lecture."""
        from tui.lectures.live import Live
        from tui.lectures.player import Player

        self._live = Live(Player(lecture, self, auto), self, speed)
        self._live.play()

    def goes_on(self, key: str) -> bool:
        """Go on with the lecture, if the key says so, and a person is not at something else."""
        live = self._live
        if live is None or live.is_over or key not in GOES_ON or self.is_occupied:
            return False
        live.go_on()
        return True

    def resume_lecture(self) -> None:
        """Go on with the lecture after training that it has set going."""
        if self._live is not None:
            self._live.resume()

    def predict(self, prediction: str) -> None:
        """Answer the question of a lecture.

        Raises:
            CommandError: where nothing is asked, or the prediction is not to be read.
        """
        if self._live is None:
            raise CommandError("nothing is asked: predict answers the question of a lecture")
        try:
            self._live.predict(prediction)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    # What a lecture needs

    @property
    def latest(self) -> Stop:
        """Where the debugger stands."""
        return self._latest

    @property
    def painter(self) -> SpansCompositor:
        """What knows all that is on the screen."""
        return self._painter

    @property
    def is_lecture(self) -> bool:
        """Whether a lecture was begun."""
        return self._live is not None

    @property
    def is_working(self) -> bool:
        """Whether it does something that takes a while, or asks before it does it."""
        return self.job is not None or bool(self.question)

    @property
    def is_occupied(self) -> bool:
        """Whether a person is at something that a lecture should not disturb."""
        is_laid_by_hand = self._overlay is not None and self._overlay is not self._laid
        return self.is_working or self.typed is not None or is_laid_by_hand

    def notation(self) -> Style:
        """The notation."""
        return self._look.style(self._latest.program)

    def perform(self, command: Command, argument: str, count: int) -> None:
        """Do a command of a lecture, in the place of what the one before laid over the panels."""
        self.uncover()
        self.do(command, argument, count)
        self._laid = self._overlay

    def announce(self, text: str) -> None:
        """Say something in the last line."""
        self._latest = replace(self._latest, message=text)
        self.show_soon()

    def complain(self, problem: str) -> None:
        """Say that something is wrong."""
        self.problem = problem

    def return_to(self, spot: Spot) -> None:
        """Take the debugger back to a place, if it was moved."""
        stop = self._latest
        if (stop.branches.number, stop.cursor) == (spot.branch, spot.cursor):
            return
        selected = stop.selected if stop.is_selection else None
        try:
            self._latest = self._debugger.arrive_at(spot, selected, stop.entry)
        except DebuggerError as error:
            self.problem = str(error)
        self.show_soon()

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds."""
        self.set_timer(seconds, do)

    def spotlight(self, nodes: frozenset[str]) -> None:
        """Dim everything but some nodes; without any, nothing."""
        self.query_one(Stage).spotlight(nodes)
        values = self.query_one(Values)
        values.spotlight = nodes
        values.redraw()

    def show_caption(self, caption: Caption | None) -> None:
        """Show a caption at the foot of the screen, or none."""
        from tui.widgets.caption import CaptionStrip

        strip = self._caption
        if caption is None:
            if strip is not None:
                strip.display = False
        elif strip is None:
            strip = self._caption = CaptionStrip(self._look, id="caption")
            strip.tell(caption)
            self.mount(strip, before="#footer")
        else:
            strip.display = True
            strip.tell(caption)
        self.share_rows()

    def beside_caption(self, rows: int) -> int:
        """Give the caption its rows; tells how many of the lower row of panels are left.

        On a small screen the graph gives some up too, so that the panels can still be read.
        """
        strip = self._caption
        if strip is None or not strip.display:
            return rows
        return max(rows - self._caption_rows(strip), min(rows, LEAST_ROWS))

    def _caption_rows(self, strip: CaptionStrip) -> int:
        from tui.drawing.caption import caption_height

        rows = caption_height(strip.caption, self._look, self.app.size.width)
        if strip.styles.height is None or strip.styles.height.value != rows:
            strip.styles.height = rows
        return rows
