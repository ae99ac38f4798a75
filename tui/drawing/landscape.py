"""The panel of a landscape: its picture, and below it what is at the cursor and at the point."""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len

from engine.landscape.explorer import Spot
from engine.landscape.line import Curve
from engine.landscape.plane import Landscape
from engine.landscape.view import View
from engine.landscape.words import at_said, break_said, kinks_said, name_of
from engine.language.figures import grouped
from tui.drawing import slope, terrain
from tui.drawing.frame import Shown
from tui.drawing.look import Line, Look

BELOW = 2
"""The rows below a picture that say what there is."""

FOOT = (
    "«Enter landscape.branch» branch here  «+ landscape.in» «- landscape.out» zoom  "
    "«= landscape.centre» centre  «0 landscape.fit» all  «Z maximise» alone  "
    "«Esc landscape.close» graph"
)
"""The keys, beside the arrows that move the cursor and with Shift what is seen."""

NO_ROOM = "there is no room for a picture here: «Z maximise» gives it the whole screen"

RENEWS = "this is not up to date: «r landscape.renew» computes it anew"
"""What is told where that takes a while."""

CLOSES = "«Esc landscape.close» graph"

SHORT_FOOT = "«Enter landscape.branch» branch here  «+ landscape.in» «- landscape.out» zoom"
"""The keys where there is little room."""

KINKS_FOOT = "«, landscape.earlier» «. landscape.later» kinks  "
"""Those of a curve, before them."""


def picture_size(width: int, height: int, is_line: bool) -> terrain.Size | None:
    """The cells of a picture in a panel; None where there is no room for one."""
    size_of = slope.size_of if is_line else terrain.size_of
    return size_of(width, height - BELOW)


def shape_of(size: terrain.Size, is_line: bool, look: Look) -> tuple[int, int]:
    """How many rows and columns of losses a picture shows."""
    return (1, slope.places_in(size, look)) if is_line else (size.rows, size.columns)


def landscape_shown(
    found: Landscape | Curve,
    view: View,
    spot: Spot,
    look: Look,
    room: tuple[int, int],
    kind: str = "",
    is_old: bool = False,
) -> Shown:
    """A landscape in a panel of some room, with the cursor of a view.

    Args:
        found: what was computed.
        view: has the cursor.
        spot: what there is at the cursor.
        look: the characters to draw with.
        room: the columns and rows that there are.
        kind: what kind of point it is around, in a word or two; empty where that is not known.
        is_old: whether it was asked for something else since, which would take a while.
    """
    width, height = room
    is_line = isinstance(found, Curve)
    size = picture_size(width, height, is_line)
    style = look.style(found.place.program)
    if size is None:
        return told(NO_ROOM, "Landscape", look, width)
    if isinstance(found, Curve):
        lines = slope.slope_lines(found, view.cursor[0], look, size)
        below = [_cursor(found, spot, look), _curve_below(found, view, look)]
    else:
        lines = terrain.terrain_lines(found, view.cursor, look, size)
        below = [_cursor(found, spot, look), _plane_below(found, look)]
    place, program = found.place, found.place.program
    loss = f"{style.name(program.network.loss)} = {style.number(place.loss)}"
    over = " and ".join(name_of(axis.way, style) for axis in found.axes)
    title = f"Loss over {over}, iteration {grouped(place.run.number)}: {loss}"
    title = f"{title}, {kind}" if kind else title
    keys = look.told((KINKS_FOOT if is_line else "") + FOOT)
    if is_old:
        keys = look.told(RENEWS)
    foot = keys if cell_len(keys) <= width - 2 else look.told(SHORT_FOOT)
    return Shown([*lines, *(_fitted(line, look, width) for line in below)], title, foot)


def told(text: str, title: str, look: Look, width: int) -> Shown:
    """A sentence in the place of a picture."""
    rows = wrap(look.told(text), max(width - 2, 1))
    return Shown([((f" {row}", "text"),) for row in rows], title, look.told(CLOSES))


def _cursor(found: Landscape | Curve, spot: Spot, look: Look) -> Line:
    """What there is at the cursor."""
    program = found.place.program
    style = look.style(program)
    at = at_said([axis.way for axis in found.axes], spot.places, style)
    loss = f"{style.name(program.network.loss)} = {style.number(spot.loss)}"
    kinks = f"  kink: {kinks_said(spot.kinks, style)}" if spot.kinks else ""
    mark = look.glyphs.vertical if isinstance(found, Curve) else terrain.marks_of(look).cursor
    return ((f" {mark} ", "hot"), (f"{at}  ", "text"), (loss, "strong"), (kinks, "kink"))


def _plane_below(found: Landscape, look: Look) -> Line:
    """What the marks stand for."""
    marks = terrain.marks_of(look)
    last = found.path.iterations[-1]
    spans = [(f" {marks.here} ", "hot"), ("here", "dim"), (f"  {marks.update} ", "hot")]
    spans.append(("next update", "dim"))
    if last:
        spans += [
            (f"  {marks.start}{marks.way}{marks.end} ", "strong"),
            (f"training, 0 to {grouped(last)}", "dim"),
            (", projected" if found.path.is_projected else "", "dim"),
        ]
    if terrain.is_crowded(found):
        spans.append(("  too many kinks to draw: zoom in", "kink"))
    elif found.crossed:
        style = look.style(found.place.program)
        spans.append((f"  {look.glyphs.horizontal} {kinks_said(found.crossed, style)}", "dim"))
    if found.path.is_projected:  # last, as it is the first to be cut
        spans.append(("  other parameters move too", "dim"))
    return spans


def _curve_below(found: Curve, view: View, look: Look) -> Line:
    """The kink that is next to the cursor, and the slope at the point."""
    style = look.style(found.place.program)
    mark = terrain.marks_of(look).here
    spans = [(f" {mark} ", "hot"), (f"slope {style.number(found.slope)}", "dim")]
    if found.here.kinks:
        spans = [(f" {mark} ", "hot"), (break_said(found.here, style), "dim")]
    if found.breaks:
        near = min(found.breaks, key=lambda each: abs(each.at - view.cursor[0]))
        at = at_said([found.axis.way], [near.at], style)
        said = f"{at}: {break_said(near, style)}"
        spans += [(f"  {slope.kink_mark(look)} ", "kink"), (said, "dim")]
    if found.unsolved:
        spans.append((f"  {found.unsolved:,} more kinks to the right: zoom in", "kink"))
    return spans


def _fitted(line: Line, look: Look, width: int) -> Line:
    """A line cut to a width, with a sign that it was."""
    spans: list[tuple[str, str]] = []
    room = width
    for text, role in line:
        cut = look.shortened(text, room) if room > 0 else ""
        spans.append((cut, role))
        room -= cell_len(cut)
    return spans
