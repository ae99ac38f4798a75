"""The chart: the loss, or another symbol, over the iterations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message

from engine.debugger.stop import Stop
from engine.derivation.relus import Fate, Happening, happenings, say
from engine.queries.curves import Curve, Series
from tui.drawing.chart import chart_lines, iteration_at, sample_iterations
from tui.drawing.chart_axis import Chart as Picture
from tui.drawing.chart_axis import Event
from tui.drawing.look import Look
from tui.widgets.lines import Frame, Panel

ROLES = {Fate.DIED: "dead", Fate.REVIVED: "active", Fate.CHANGED: "mixed"}


class Chart(Panel):
    """Draws a curve with the place in time on it, and what became of the ReLUs."""

    class Clicked(Message):
        """A place on the chart was clicked.

        Args:
            iteration: the iteration there.
        """

        def __init__(self, iteration: int) -> None:
            super().__init__()
            self.iteration = iteration

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._series: Curve = Series("")
        self._is_log = False
        self._drawn: tuple[object, Size] | None = None
        self._happened: Sequence[Happening] = ()
        self._marks: Sequence[Event] = ()
        self._marked_for: tuple[object, ...] = ()

    def update(self, stop: Stop) -> None:
        """Show another stop; the loss, where another network has no such symbol."""
        if self.stop is not None and stop.program is not self.stop.program:
            self._series = self._series.fitted(stop.program)
        super().update(stop)

    def draw(self, stop: Stop) -> None:
        """Draw the curve, unless it is the one that is drawn already."""
        picture = self.picture(stop)
        key = (
            self._marked_for, picture.cursor, len(picture.values), *picture.values[-1:],
            self._series, self._is_log,
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
        known, values = self._series.points(stop.state, stop.timeline, iterations)
        self._mark(stop)
        return Picture(known, values, 0, max(last, 1), cursor, self._is_log, self._marks)

    def follow(self, series: Curve) -> None:
        """Chart something else."""
        self._series = series
        self.redraw()

    def change_scale(self) -> None:
        """Make the scale logarithmic, or linear again."""
        self._is_log = not self._is_log
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
        here = stop.cursor.iteration
        self._mark(stop)
        places = sorted(
            {
                each.iteration
                for each in self._happened
                if not only_deaths or each.change is Fate.DIED
            }
        )
        ahead = places[bisect_right(places, here) :]
        behind = places[: bisect_left(places, here)]
        found = ahead[:count] if count > 0 else behind[count:][::-1]
        return found[-1] if found else None

    def on_click(self, event: events.Click) -> None:
        """Tell which iteration was clicked."""
        place = self.place_of(event)
        if place is None or self.stop is None:
            return
        iteration = iteration_at(self.picture(self.stop), place.x, self.room.width)
        if iteration is not None:
            self.post_message(self.Clicked(iteration))

    def _title(self, stop: Stop) -> str:
        scale = ", logarithmic" if self._is_log else ""
        style = self._look.style(stop.program)
        here = style.number(self._series.here(stop.state))
        title = f"{self._series.title(stop.program, style)} = {here}"
        return f"{title} {self._series.when} iteration {stop.cursor.iteration:,}{scale}"

    def _foot(self, stop: Stop) -> str:
        """What was changed by hand and became of ReLUs in this iteration; if room is, the keys."""
        keys = f"{self._look.keys('← →')} move  , . changes  < > deaths  o log  l graph"
        style, here = self._look.style(stop.program), stop.cursor.iteration
        said = [edit.text for edit in stop.timeline.edits if edit.iteration == here]
        said += [
            say(each, stop.program, style) for each in self._happened if each.iteration == here
        ]
        if not said:
            return keys
        told = [f"{', '.join(said)}   {keys}", ", ".join(said)]
        told += [
            f"{', '.join(said[:count])} and {len(said) - count} more"
            for count in range(len(said) - 1, 0, -1)
        ]
        room = self.room.width - 3  # between the blanks in the frame
        cut = self._look.shortened(told[-1], room)
        return next((text for text in told if len(text) <= room), cut)

    def _mark(self, stop: Stop) -> None:
        """Read what happened off the timeline, where that is more or else than it was."""
        timeline = stop.timeline
        key = (timeline, len(timeline.events))
        if key == self._marked_for:
            return
        style = self._look.style(stop.program)
        self._marked_for = key
        self._happened = tuple(happenings(stop.program, timeline.events))
        marks = [
            Event(each.iteration, say(each, stop.program, style), ROLES[each.change])
            for each in self._happened
        ]
        marks += [Event(edit.iteration, edit.text, "title") for edit in timeline.edits]
        self._marks = sorted(marks, key=lambda mark: mark.iteration)
