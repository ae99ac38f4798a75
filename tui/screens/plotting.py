"""The chart of the screen: what is plotted, how it is scaled, and the jobs that this takes."""

from __future__ import annotations

from typing import Protocol

from engine.debugger.stop import Stop
from tui.commands.command import CommandError
from tui.commands.job import Job
from tui.screens.jobs import Jobs
from tui.screens.panels import Panels
from tui.screens.voice import Voice

LINEAR, LOG = "linear", "log"


class PlottingHost(Protocol):
    """The screen, as far as the chart needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def panels(self) -> Panels:
        """Have the chart."""

    @property
    def jobs(self) -> Jobs:
        """Find values that take a while."""

    @property
    def voice(self) -> Voice:
        """Says what there is to say."""


class Plotting:
    """Plots.

    Args:
        host: the screen.
    """

    def __init__(self, host: PlottingHost) -> None:
        self._host = host
        self._left: object = None  # what was not to be found any more, as Esc has stopped it

    def plot(self, argument: str) -> None:
        """Show the chart of what an argument asks for; the loss without one.

        Raises:
            DebuggerError: where it makes no sense.
        """
        from tui.commands.plotting import parse_plot

        stage, plot = self._host.panels.stage, parse_plot(argument, self._host.stop)
        self._left = None
        if plot.suits_log:
            stage.chart.setting = stage.chart.setting._replace(is_log=True)
        stage.plot(plot, self._host.stop)
        self.go_on()

    def scale(self, argument: str) -> None:
        """Take another scale; without a word the logarithmic one, or the linear one again.

        Raises:
            CommandError: where there is no such scale.
        """
        from tui.drawing.chart_data import Scaling  # not before something is charted

        word, stage = argument.strip(), self._host.panels.stage
        known = [LINEAR, LOG, *Scaling]
        if word and word not in known:
            raise CommandError(f"no scale {word!r}: write one of {', '.join(known)}")
        if stage.show_chart() and not word:
            return
        if word in (LINEAR, LOG):
            stage.chart.change_scale(is_log=word == LOG)
        else:
            stage.chart.change_scale(Scaling(word) if word else None)

    def go_on(self) -> None:
        """Find what the chart still lacks, as a job, unless a person has stopped that."""
        chart, stop = self._host.panels.stage.chart, self._host.stop
        plot, width = chart.setting.plot, chart.room.width
        left = plot, stop.timeline, stop.timeline.length
        missing = chart.plotter.missing(plot, stop, width)
        if self._host.jobs.current is not None or not missing or left == self._left:
            return

        def stopped() -> None:
            self._left = left
            chart.redraw()

        work = chart.plotter.work(plot, stop, width)
        job = Job(work, 0, missing, chart.redraw, 0, stopped, "plotting", "points")
        self._host.jobs.start(job)
