"""The curvature of the loss: what kind of point training stands at."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import Question, ViewName
from tui.commands.command import Command


def answer_curvature(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """What kind of point it is, or how the loss bends along a direction."""
    from engine.slowly import at_once

    return at_once(curvature(stop, argument, style))


def curvature(stop: Stop, argument: str, style: Style) -> Generator[None, None, Sequence[str]]:
    """The same, found a little at a time."""
    from engine.curvature.asked import asking
    from engine.curvature.point import Point
    from engine.curvature.report import claim_lines, point_lines

    found = yield from asking(stop.state.run, argument)
    if isinstance(found, Point):
        return list(point_lines(found, style))
    return list(claim_lines(found, stop.program, style))


CURVATURE = (
    Command(
        "curvature", (), "",
        "what kind of point this is, a minimum, a saddle ...: curvature w0, curvature dL/dw0",
        Question(answer_curvature, ViewName.CURVATURE), argument="PARAMETERS", optional=True,
    ),
)  # fmt: skip
