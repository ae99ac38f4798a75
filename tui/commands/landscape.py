"""The landscape: the loss over one or two parameters, or over directions."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import Exact, Move, Question, ViewName
from tui.commands.command import Command, CommandError
from tui.drawing.look import Line, Look

MOST_SET = 64
"""So many parameters are set at once at the most: each is a change of its own in a session."""

PICTURE = 64, 20
"""The columns and rows of the picture where lines are read."""

LOOK = Look(ascii=True)
"""How it is drawn there."""


def answer_landscape(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """What the loss over one or two parameters is, and a small picture of it.

    Raises:
        DebuggerError: where there is no such landscape.
    """
    from engine.landscape.explorer import explored
    from engine.landscape.line import Curve
    from engine.landscape.place import Place
    from engine.landscape.view import View
    from engine.landscape.wish import read_wish
    from engine.landscape.words import line_said, plane_said
    from tui.drawing.landscape import picture_size, shape_of
    from tui.drawing.slope import slope_lines
    from tui.drawing.terrain import LEAST, Size, terrain_lines

    wish = read_wish(argument, stop.program)
    place = Place.of(stop.cursor.iteration, stop.timeline)
    view = View.of(wish, place)
    size = picture_size(*PICTURE, wish.is_line) or Size(*LEAST)
    found = explored(view, place, shape_of(size, wish.is_line, LOOK))
    if isinstance(found, Curve):
        return [*line_said(found, style), *_picture(slope_lines(found, found.here.at, LOOK, size))]
    lines = terrain_lines(found, found.here, LOOK, size)
    return [*plane_said(found, style), *_picture(lines)]


def _picture(lines: Sequence[Line]) -> Sequence[str]:
    """A picture in plain characters."""
    return [Exact("".join(text for text, _ in line).rstrip()) for line in lines]


def _go(debugger: Debugger, argument: str, _: int) -> Stop:
    """Set what is said, from the start of the iteration on."""
    from engine.landscape.place import Place
    from engine.landscape.wish import read_point
    from tui.commands.way_here import literal  # which knows how to start processes

    stop = debugger.stop
    values = read_point(argument, Place.of(stop.cursor.iteration, stop.timeline))
    if len(values) > MOST_SET:
        raise CommandError(
            f"{len(values)} parameters would be set, more than {MOST_SET}: name some of them"
        )
    texts = [f"{name} = {literal(value)}" for name, value in values.items()]
    debugger.goto(0)
    return debugger.set_value(*texts)


LANDSCAPE = (
    Command(
        "landscape", (), "", "show the loss over one or two parameters: landscape w0 w1=-1:1; or "
        "over two directions: landscape random, landscape gradient",
        Question(answer_landscape, ViewName.LANDSCAPE), argument="OVER OVER", optional=True,
    ),
    Command(
        "point", (), "", "what if: go on from other values of parameters: point w0=0.5 w1=-1",
        Move(_go), argument="PARAMETER=VALUE",
    ),
)  # fmt: skip
