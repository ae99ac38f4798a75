"""The landscape on the stage: opened, zoomed, and walked by keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from textual import events

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from tui.commands.command import Command
from tui.commands.job import Job
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.jobs import Jobs
from tui.screens.keys import Keys
from tui.screens.panels import Panels
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from engine.landscape.place import Place
    from engine.landscape.view import View
    from tui.widgets.landscape import LandscapePanel

MOVES: Mapping[str, tuple[int, int]] = {
    "left": (-1, 0), "right": (1, 0), "down": (0, -1), "up": (0, 1),
}  # fmt: skip
"""Which way each key moves the cursor, in cells."""

PANS: Mapping[str, tuple[int, int]] = {f"shift+{key}": ways for key, ways in MOVES.items()}
"""Which way each key pans what is seen."""

ZOOMS = {"plus": -1, "minus": 1}
"""The keys that zoom, by how much more is seen."""

KINKS = {"comma": -1, "full_stop": 1}
"""The keys that go from kink to kink of a curve."""

KEYS = frozenset({*MOVES, *PANS, *ZOOMS, *KINKS, "0", "equals_sign", "enter", "r"})
"""All of them, but for the one that closes it."""


class LandscapesHost(Protocol):
    """The screen, as far as landscapes need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def look(self) -> Look:
        """How to draw."""

    @property
    def voice(self) -> Voice:
        """Says what is wrong."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def keys(self) -> Keys:
        """Know the count for the next key."""

    @property
    def panels(self) -> Panels:
        """Have the stage, on which it is shown."""

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command."""


class Landscapes:
    """Shows landscapes, and leads through the one that is shown.

    Args:
        host: the screen.
    """

    def __init__(self, host: LandscapesHost) -> None:
        self._host = host
        self._panel: LandscapePanel | None = None

    def open(self, argument: str) -> None:
        """Show the loss over one or two entries, or over directions; without any the last again.

        Raises:
            DebuggerError: where there are none of these names, or the loss has no landscape here.
        """
        from engine.landscape.view import View
        from engine.landscape.wish import read_wish
        from tui.widgets.landscape import LandscapePanel

        host, stop = self._host, self._host.stop
        panel = self._panel
        if panel is None:
            panel = LandscapePanel(host.look, id="landscape")
        if argument or panel.setting is None:
            panel.setting = View.of(read_wish(argument, stop.program), self._place())
        self._panel = panel
        panel.judge(stop)
        host.panels.stage.show(panel, stop)
        if panel.room:  # before it is laid out, nobody knows how much is to be computed
            self._see(panel, panel.setting)

    def takes(self, event: events.Key) -> bool:
        """Lead through the landscape, if it is shown and the key is one of those that do."""
        host, panel = self._host, self._panel
        if panel is None or host.panels.stage.scenery.panel is not panel or host.stop.is_veiled:
            return False
        key = host.look.keymap.read("landscape", event.key)
        if key == "escape" and (host.keys.count or host.voice.problem):
            return False  # it clears these first
        if key == "0" and host.keys.count:
            return False  # it belongs to the count
        view, count = panel.setting, int(host.keys.count or "1")
        if key == "escape":
            host.panels.stage.show_graph()
        elif view is None or key not in KEYS:
            return False
        else:
            host.voice.complain("")
            self._do(panel, view, key, count)
        host.keys.count = ""
        return True

    def _do(self, panel: LandscapePanel, view: View, key: str, count: int) -> None:
        """Do what a key means, or say why it cannot be done."""
        try:
            if key == "enter":
                self._place()  # which says where there is none
                self._host.do(BY_NAME["point"], view.point)
            else:
                self._see(panel, self._seen(panel, view, key, count))
        except DebuggerError as error:
            self._host.voice.complain(str(error))

    def _seen(self, panel: LandscapePanel, view: View, key: str, count: int) -> View:
        """What is seen after a key."""
        axes = len(view.cursor)
        if key in MOVES:
            return view.moved([way * count for way in MOVES[key]][:axes], panel.cells(view))
        if key in PANS:
            return view.panned([way * count for way in PANS[key]][:axes])
        if key in ZOOMS:
            return view.zoomed(ZOOMS[key] * count)
        if key in KINKS:
            return view.at_kink(panel.kinks, KINKS[key] * count)
        if key == "0":
            return view.of(view.wish, self._place())
        if key == "equals_sign":
            return view.centred()
        panel.judge(self._host.stop)
        return view

    def _place(self) -> Place:
        """The point where the debugger stands.

        Raises:
            DebuggerError: where the loss has no landscape.
        """
        from engine.landscape.place import Place

        stop = self._host.stop
        return Place.of(stop.cursor.iteration, stop.timeline)

    def _see(self, panel: LandscapePanel, view: View | None) -> None:
        """Show another part; where that takes a while, as a job that Escape stops."""
        host = self._host
        panel.setting = view
        work = None if view is None else panel.work(view, host.stop)
        if work is None:
            panel.redraw()
            return
        job = Job(
            work.progress(), 0, work.size, panel.redraw, 0, panel.redraw, "landscape", "points"
        )
        host.jobs.start(job)
