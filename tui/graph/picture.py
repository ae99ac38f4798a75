"""A window and a stop as lines of text: boxes with their values, wires, and what is lit up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.network.parts import Edge
from tui.drawing.look import ASCII, Glyphs, Line, Look
from tui.drawing.spotlight import OFF, Spotlight
from tui.graph.arrangement import arranged, may_grow
from tui.graph.bodies import bodies_of
from tui.graph.canvas import Canvas, View
from tui.graph.contents import Subject
from tui.graph.detail import Detail
from tui.graph.layout import Layout
from tui.graph.lit import Picture
from tui.graph.over import draw_wires, entitle_groups
from tui.graph.scale import Scaling
from tui.graph.scene import short_name
from tui.graph.still import still_rows, turned_rows
from tui.graph.views import stride_of
from tui.graph.window import Window

if TYPE_CHECKING:
    from tui.graph.frames import GroupFrame


def node_at(layout: Layout, x: int, y: int) -> str | None:
    """The node whose box covers a cell."""
    for node, box in layout.boxes.items():
        if box.covers(x, y):
            return node
    return None


def picture_of(
    window: Window,
    width: int,
    height: int,
    glyphs: Glyphs,
    detail: Detail | None = None,
) -> Picture:
    """Lay out a window of a program for a panel of a size.

    Args:
        window: the part of it to show.
        width: the columns of the panel.
        height: its rows.
        glyphs: the characters to draw with.
        detail: how much to show; None for the most with which nothing is cut.
    """
    program, look = window.scene.program, Look(ascii=glyphs is ASCII)
    room = width, height
    style = look.style(program) if may_grow(room, detail) else None
    scene = window.scene
    subjects = [
        Subject.of(scene, node, style, short_name(node, scene, look)) for node in window.nodes
    ]
    layout, plans = arranged(window, subjects, room, detail)
    bodies = bodies_of(subjects, plans, layout.boxes)
    frames: Sequence[GroupFrame] = ()
    if scene.chains:
        from tui.graph.frames import frames_of  # not before a group is unfolded

        frames = frames_of(window, layout, look)
    loss = look.name(program.network.loss, program)
    rows = still_rows(window, layout, bodies, frames, loss, glyphs)
    turned = turned_rows(rows, program, window, layout, glyphs)
    is_large = layout.width <= width and any(plan.is_large for plan in plans)
    shown = detail or (Detail.LARGE if is_large else Detail.SMALL)
    stride = stride_of(rows, layout, width)
    return Picture(
        program, window, layout, rows, turned, stride, shown, bodies=bodies, frames=frames
    )


def draw(
    picture: Picture,
    stop: Stop,
    look: Look,
    view: View,
    spotlight: Spotlight = OFF,
    scaling: Scaling = Scaling.AUTO,
    path: Mapping[Edge, float] | None = None,
) -> list[Line]:
    """The lines of a picture in a view.

    Args:
        picture: what no step changes.
        stop: what the boxes hold and which wires are lit.
        look: the characters to draw with.
        view: the part to draw.
        spotlight: what everything beside is dim; its wires are lit as if the step used them.
        scaling: how the sizes of contributions become weights of wires.
        path: the uses of nodes on a path of a gradient, which alone are lit, with the local
            derivatives; None for no path.
    """
    canvas = Canvas(picture.rows_in(stop.phase), view)
    draw_wires(canvas, picture, stop, look, view, spotlight, scaling, path)
    entitle_groups(canvas, picture, stop, view, spotlight)
    for placed in picture.written.at(stop, look, view, spotlight):
        canvas.add(placed)
    return canvas.lines()
