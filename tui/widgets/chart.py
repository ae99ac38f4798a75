"""The chart: curves over the iterations, of the loss if nothing else is plotted."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.geometry import Offset, Size
from textual.message import Message

from engine.debugger.plot import Plot
from engine.debugger.stop import Stop
from engine.language.figures import grouped
from tui.drawing.chart import chart_lines, iteration_at
from tui.drawing.chart_data import Chart as Picture
from tui.drawing.chart_data import Scaling
from tui.drawing.chart_title import chart_title
from tui.drawing.charted import Charted
from tui.drawing.frame import Frame
from tui.drawing.happened import Happened, fitting
from tui.drawing.look import Look
from tui.drawing.plotter import Plotter
from tui.widgets.asked import Asked
from tui.widgets.lines import Panel

KEYS = (
    "«← chart.left» «→ chart.right» move  «, chart.earlier» «. chart.later» changes  "
    "«< chart.death-before» «> chart.death-after» deaths  "
    "«( chart.rise-before» «) chart.rise-after» rises  «o scale» log  «l chart» graph"
)
"""What the keys do."""


class Chart(Panel):
    """Draws curves with the place in time on them, and what became of the ReLUs."""

    class Unfinished(Message):
        """Values are to be found that take a while."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self.setting: Charted = Charted()
        self.plotter = Plotter()
        self._drawn: tuple[object, Size] | None = None
        self._happened: Happened | None = None

    def update(self, stop: Stop) -> None:
        """Show another stop; the loss, where another network has no such symbol."""
        if self.stop is not None and stop.program is not self.stop.program:
            self.setting = self.setting.fitted(stop.program)
        super().update(stop)

    def draw(self, stop: Stop) -> None:
        """Draw what is known of the curves, and ask for the rest if that takes a while."""
        if not self.plotter.find(self.setting.plot, stop, self.room.width):
            self.post_message(self.Unfinished())
        picture = self.picture(stop)
        key = (
            stop.timeline, len(picture.marks), picture.cursor, picture.last, self.setting,
            *((len(each.values), *each.values.values[-1:].tolist()) for each in picture.curves),
        )  # fmt: skip
        if (key, self.room) != self._drawn:
            self._drawn = key, self.room
            lines = chart_lines(picture, self._look, *self.room)
            updates, room = len(self.plotter.losses(stop)) - 1, self.room.width - 3
            title = chart_title(picture, self.setting.plot, stop, updates, self._look, room)
            self.show(lines, title, self._foot(stop))

    def picture(self, stop: Stop) -> Picture:
        """What the chart shows of a stop."""
        style = self._look.style(stop.program)
        chart = self.plotter.chart(self.setting, stop, self.room.width, style)
        return replace(chart, marks=self._read(stop).marks)

    def follow(self, plot: Plot) -> None:
        """Chart something else."""
        self.setting = self.setting._replace(plot=plot)
        self.redraw()

    def change_scale(self, scaling: Scaling | None = None, is_log: bool | None = None) -> None:
        """Take another scale; without any, a logarithmic one, or a linear one again."""
        if scaling is not None:
            self.setting = self.setting._replace(scaling=scaling)
        else:
            is_log = not self.setting.is_log if is_log is None else is_log
            self.setting = self.setting._replace(is_log=is_log)
        self.redraw()

    def column(self, stop: Stop, count: int) -> int:
        """The iteration so many columns to the right, at least one iteration a column."""
        here = stop.cursor.iteration
        last = max(stop.timeline.length, here)
        columns = self.room.width or self.app.size.width  # the latter until it is laid out
        wide = max(round(self.plotter.last(self.setting.plot, stop) / columns), 1)
        return min(max(here + count * wide, 0), last)

    def happening(self, stop: Stop, count: int, only_deaths: bool) -> int | None:
        """The iteration in which such a change befalls a ReLU for the `count`-th time from here.

        A negative count looks back. Where less happened it is the last such iteration, or the
        first; None where nothing did.
        """
        return self._read(stop).from_here(stop.cursor.iteration, count, only_deaths)

    def rise(self, stop: Stop, count: int) -> int | None:
        """The iteration in which the loss rises for the `count`-th time from here, likewise."""
        return self.plotter.losses(stop).rises.from_here(stop.cursor.iteration, count)

    def told_at(self, place: Offset, stop: Stop) -> str:
        """The iteration, and the values there with all their digits."""
        from tui.drawing.full import full_number

        picture = self.picture(stop)
        iteration = iteration_at(picture, place.x, self.room.width)
        if iteration is None:
            return ""
        found = [(each.name, each.at(iteration)) for each in picture.curves]
        told = [
            f"{name} = {full_number(each, self._look)}" for name, each in found if each is not None
        ]
        return f"{', '.join(told)} in iteration {grouped(iteration)}" if told else ""

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
        self._happened.read_on()
        return self._happened
