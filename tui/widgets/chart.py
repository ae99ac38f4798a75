"""The chart: the loss, or another symbol, over the iterations."""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.geometry import Offset, Size

from engine.debugger.stop import Stop
from engine.language.figures import grouped
from engine.program.program import Program
from engine.queries.curves import Curve, Series
from tui.drawing.chart import chart_lines, iteration_at, sample_iterations
from tui.drawing.chart_axis import Chart as Picture
from tui.drawing.frame import Frame
from tui.drawing.happened import Happened, fitting
from tui.drawing.look import Look
from tui.widgets.asked import Asked
from tui.widgets.lines import Panel

KEYS = (
    "«← chart.left» «→ chart.right» move  «, chart.earlier» «. chart.later» changes  "
    "«< chart.death-before» «> chart.death-after» deaths  «o scale» log  «l chart» graph"
)
"""What the keys do."""


class Charted(NamedTuple):
    """What is charted, and whether the scale is logarithmic."""

    series: Curve
    is_log: bool = False

    def fitted(self, program: Program) -> Charted:
        """The same of another program; the loss, where that has no such symbol."""
        return self._replace(series=self.series.fitted(program))


class Chart(Panel):
    """Draws a curve with the place in time on it, and what became of the ReLUs."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self.setting: Charted = Charted(Series(""))
        self._drawn: tuple[object, Size] | None = None
        self._happened: Happened | None = None

    def update(self, stop: Stop) -> None:
        """Show another stop; the loss, where another network has no such symbol."""
        if self.stop is not None and stop.program is not self.stop.program:
            self.setting = self.setting.fitted(stop.program)
        super().update(stop)

    def draw(self, stop: Stop) -> None:
        """Draw the curve, unless it is the one that is drawn already."""
        picture = self.picture(stop)
        key = (
            self._read(stop), picture.cursor, len(picture.values), *picture.values[-1:],
            self.setting,
        )  # fmt: skip
        if (key, self.room) != self._drawn:
            self._drawn = key, self.room
            lines = chart_lines(picture, self._look, *self.room)
            self.show(lines, self._title(stop), self._foot(stop))

    def picture(self, stop: Stop) -> Picture:
        """What the chart shows of a stop."""
        timeline, cursor = stop.timeline, stop.cursor.iteration
        last = max(timeline.length, cursor)
        iterations = sorted({*sample_iterations(0, last, self.room.width), cursor})
        known, values = self.setting.series.points(stop.state, stop.timeline, iterations)
        events = self._read(stop).events
        return Picture(known, values, 0, max(last, 1), cursor, self.setting.is_log, events)

    def follow(self, series: Curve) -> None:
        """Chart something else."""
        self.setting = self.setting._replace(series=series)
        self.redraw()

    def change_scale(self) -> None:
        """Make the scale logarithmic, or linear again."""
        self.setting = self.setting._replace(is_log=not self.setting.is_log)
        self.redraw()

    def column(self, stop: Stop, count: int) -> int:
        """The iteration so many columns to the right, at least one iteration a column."""
        here = stop.cursor.iteration
        last = max(stop.timeline.length, here)
        columns = self.room.width or self.app.size.width  # the latter until it is laid out
        wide = max(round(last / columns), 1)
        return min(max(here + count * wide, 0), last)

    def happening(self, stop: Stop, count: int, only_deaths: bool) -> int | None:
        """The iteration in which such a change befalls a ReLU for the `count`-th time from here.

        A negative count looks back. Where less happened it is the last such iteration, or the
        first; None where nothing did.
        """
        return self._read(stop).from_here(stop.cursor.iteration, count, only_deaths)

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The iteration, and the value there with all its digits."""
        from tui.drawing.full import full_number

        picture = self.picture(stop)
        iteration = iteration_at(picture, place.x, self.room.width)
        known = dict(zip(picture.iterations, picture.values, strict=True))
        if iteration not in known:
            return ""
        name = self.setting.series.title(stop.program, self._look.style(stop.program))
        value = full_number(known[iteration], self._look)
        return f"{name} = {value} in iteration {grouped(iteration)}"

    def on_click(self, event: events.Click) -> None:
        """Tell which iteration was clicked."""
        place = self.place_of(event)
        if place is None or self.stop is None:
            return
        iteration = iteration_at(self.picture(self.stop), place.x, self.room.width)
        if iteration is not None:
            self.post_message(Asked("iteration", str(iteration)))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go along the curve with the wheel."""
        event.stop()
        self._travel("right")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go back along the curve with the wheel."""
        event.stop()
        self._travel("left")

    def _travel(self, way: str) -> None:
        self.post_message(events.Key(self._look.keymap.one("chart", way), None))

    def _title(self, stop: Stop) -> str:
        (series, is_log), style = self.setting, self._look.style(stop.program)
        here = f"{style.number(series.here(stop.state))} {series.when}"
        here = f"{here} iteration {grouped(stop.cursor.iteration)}"
        title = f"{series.title(stop.program, style)} = {here}"
        return f"{title}, logarithmic" if is_log else title

    def _foot(self, stop: Stop) -> str:
        """What happened in this iteration; if room is, the keys."""
        keys = self._look.told(KEYS)
        said = self._read(stop).said(stop.cursor.iteration)
        room = self.room.width - 3  # between the blanks in the frame
        return fitting(said, keys, self._look, room) if said else keys

    def _read(self, stop: Stop) -> Happened:
        """What happened, read off the timeline where that is more or else than it was."""
        if self._happened is None or not self._happened.is_of(stop):
            self._happened = Happened.of(stop, self._look.style(stop.program))
        return self._happened
