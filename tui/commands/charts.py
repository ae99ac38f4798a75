"""Charts: chart, scale, plot."""

from __future__ import annotations

from tui.commands.action import View, ViewName
from tui.commands.command import Command

CHARTS = (
    Command(
        "chart", ("l",), "l", "show the loss over the iterations, or the graph",
        View(ViewName.CHART), hint="loss",
    ),
    Command(
        "scale", ("o",), "o", "make the chart logarithmic, or linear again", View(ViewName.SCALE),
    ),
    Command(
        "plot", (), "", "chart an expression: plot dL/dW1, plot W1[0,1] / lr; without one the loss",
        View(ViewName.PLOT), argument="EXPRESSION", optional=True,
    ),
)  # fmt: skip
