"""What a person has chosen to see in a chart."""

from __future__ import annotations

from typing import NamedTuple

from engine.debugger.plot import HERE, Plot, Wanted
from engine.debugger.stop import Stop
from engine.program.program import Program
from engine.queries.curves import Series
from tui.drawing.chart_data import Scaling

LOSS = Plot((Wanted(Series(""), HERE),))
"""The loss of the branch in which one stands."""


class Charted(NamedTuple):
    """What is charted, and how it is scaled."""

    plot: Plot = LOSS
    is_log: bool = False
    scaling: Scaling = Scaling.SHARED

    def fitted(self, program: Program) -> Charted:
        """The same of another program; the loss, where that has no such symbol."""
        return self._replace(plot=self.plot.fitted(program))

    def has_loss_of(self, stop: Stop) -> bool:
        """Whether the loss of the branch in which one stands is charted."""
        return any(
            isinstance(each, Wanted)
            and each.timeline(stop) is stop.timeline
            and each.curve.is_loss_of(stop.program)
            for each in self.plot.curves
        )
