"""The landscape: the loss over a line or a plane, with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from textual import events
from textual.geometry import Offset, Size

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.iterations.timeline import Timeline
from engine.landscape.explorer import Explorer, Work
from engine.landscape.forward import Forward
from engine.landscape.line import Curve
from engine.landscape.place import Place
from engine.landscape.plane import Landscape
from engine.landscape.view import View
from engine.landscape.wish import Wish
from engine.landscape.words import at_said
from engine.program.program import Program
from tui.drawing.frame import Frame
from tui.drawing.landscape import landscape_shown, picture_size, shape_of, told
from tui.drawing.look import Look
from tui.drawing.terrain import LEAST, places_at
from tui.drawing.terrain import Size as Cells
from tui.widgets.asked import Asked
from tui.widgets.lines import Panel

SMALLEST = Size(78, 18)
"""The room that is reckoned with until the panel has one."""

AT_ONCE = 0.15
"""The seconds that a landscape may take while it is drawn; one that takes more is asked for."""

TAKES_LONG = "this landscape takes a while: «r landscape.renew» computes it"
"""What stands in the place of one that is not computed yet."""


class Judged(NamedTuple):
    """What kind of point an iteration starts at."""

    timeline: Timeline
    iteration: int
    kind: str


class Drawing(NamedTuple):
    """What is drawn: nothing need be drawn anew as long as it is the same."""

    found: Landscape | Curve
    view: View
    kind: str
    is_old: bool


class LandscapePanel(Panel):
    """Draws a landscape; it computes at once what takes no time, and waits for all else."""

    setting: View | None

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self.setting = None
        self._explorer: tuple[Program, Explorer] | None = None
        self._found: Landscape | Curve | None = None
        self._wanted: Wish | None = None
        self._drawn: tuple[Drawing, Size] | None = None
        self._verdict: Judged | None = None

    def cells(self, view: View) -> tuple[int, ...]:
        """How many cells there are for each axis."""
        return tuple(self._seen(view))[: len(view.cursor)]

    def _seen(self, view: View) -> Cells:
        """How many cells there is room for."""
        room = self.room or SMALLEST
        return picture_size(room.width, room.height, view.wish.is_line) or Cells(*LEAST)

    def _explorer_of(self, program: Program) -> Explorer:
        """What computes the landscapes of a program."""
        if self._explorer is None or self._explorer[0] is not program:
            self._explorer = program, Explorer(Forward.of(program.network))
        return self._explorer[1]

    def judge(self, stop: Stop) -> None:
        """Find out what kind of point the landscape is around, to be told as long as it is."""
        from engine.landscape.verdict import kind_at

        with suppress(DebuggerError):
            kind = kind_at(Place.of(stop.cursor.iteration, stop.timeline))
            self._verdict = Judged(stop.timeline, stop.cursor.iteration, kind)

    def work(self, view: View, stop: Stop) -> Work | None:
        """What has to be computed before a view can be drawn, and takes a while; None for nothing.

        Raises:
            DebuggerError: where there is no landscape.
        """
        work = self._work(view, stop)
        return None if work is None or work.seconds <= AT_ONCE else work

    @property
    def kinks(self) -> Sequence[float]:
        """Where the kinks of a curve are, from the left; none of a plane."""
        return [each.at for each in self._found.breaks] if isinstance(self._found, Curve) else []

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that was clicked."""
        place, view = self.place_of(event), self.setting
        there = None if place is None else self._places_at(place)
        if there is not None and view is not None:
            self.setting = view.at(there)
            self.redraw()

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The coordinates of a cell and the loss there, with all digits."""
        from tui.drawing.full import full_number

        there, view, found = self._places_at(place), self.setting, self._found
        if there is None or view is None or found is None:
            return ""
        explorer = self._explorer_of(stop.program)
        spot = explorer.spot(found.place, view.at(there), self.cells(view))
        style = self._look.style(stop.program)
        loss = f"{style.name(stop.program.network.loss)} = {full_number(spot.loss, self._look)}"
        return f"{at_said([axis.way for axis in found.axes], there, style)}: {loss}"

    def _places_at(self, place: Offset) -> Sequence[float] | None:
        """The coordinates of a cell; None beside the picture."""
        view, found = self.setting, self._found
        if view is None or found is None:
            return None
        size = picture_size(*self.room, view.wish.is_line)
        return None if size is None else places_at(*place, found.axes, size)

    def draw(self, stop: Stop) -> None:
        """Draw what is known, unless it is drawn already."""
        try:
            drawn = None if self.setting is None else self._drawing(self.setting, stop)
        except DebuggerError as error:
            self._drawn = None
            self.show(*told(str(error), "Landscape", self._look, self.room.width))
            return
        if drawn is not None and (drawn, self.room) != self._drawn:
            self._drawn = drawn, self.room
            found, view, kind, is_old = drawn
            spot = self._explorer_of(stop.program).spot(found.place, view, self.cells(view))
            room = self.room
            self.show(*landscape_shown(found, view, spot, self._look, room, kind, is_old))

    def _drawing(self, view: View, stop: Stop) -> Drawing:
        """What is to be drawn; computed before where that takes no time.

        Raises:
            DebuggerError: where there is nothing to draw.
        """
        if stop.is_veiled:
            raise DebuggerError("the landscape is not shown while you predict")
        work = self._work(view, stop)
        if work is not None and work.seconds <= AT_ONCE:
            for _ in work.progress():
                pass
            work = None
        explorer = self._explorer_of(stop.program)
        found = self._found = explorer.found_of(view.wish)
        if found is None:
            if self._wanted != view.wish:
                # Its size was not known before; asked for once, as it may be stopped.
                self._wanted = view.wish
                self.post_message(Asked("landscape"))
            raise DebuggerError(TAKES_LONG)
        at = found.place.timeline, found.place.run.number
        kind = "" if self._verdict is None or self._verdict[:2] != at else self._verdict.kind
        return Drawing(found, view, kind, work is not None)

    def _work(self, view: View, stop: Stop) -> Work | None:
        """What has to be computed for a view; None where that is known."""
        view.wish.check(stop.program)
        place = Place.of(stop.cursor.iteration, stop.timeline)
        shape = shape_of(self._seen(view), view.wish.is_line, self._look)
        return self._explorer_of(stop.program).work(place, view, shape)
