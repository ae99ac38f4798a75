"""The graph panel: the network as boxes and wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Offset
from textual.message import Message

from engine.debugger.stop import Stop
from tui.drawing.frame import Frame, spans_of
from tui.drawing.look import Line, Look
from tui.drawing.spotlight import OFF
from tui.graph.camera import FITTING, Camera
from tui.graph.scale import Scaling
from tui.graph.viewfinder import Viewfinder
from tui.widgets.asked import Asked
from tui.widgets.hand import Hand, rolled
from tui.widgets.lines import Panel

if TYPE_CHECKING:
    from tui.graph.lit_path import LitPath


class Graph(Panel):
    """Draws the network, lit up where the step is.

    Its setting is a camera: how closely a person looks, and where. Once a step is taken that is not
    in its view, it goes with the step again.
    """

    setting: Camera = FITTING

    class Clicked(Message):
        """A box was clicked.

        Args:
            node: the node whose box it was.
        """

        def __init__(self, node: str) -> None:
            super().__init__()
            self.node = node

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self.finder = Viewfinder(look)
        self._hand = Hand(self)
        self._foot: str | Line = ""
        self.spotlight = OFF

    def draw(self, stop: Stop) -> None:
        """Draw the part of the network that the step is in, or that is looked at instead."""
        self.setting = self.finder.follow(self.setting, stop, self.room)
        shown = self.finder.look(self.setting, stop, self.room, self.spotlight)
        self._foot = shown.foot
        self.show(*shown)

    def zoom(self, word: str) -> str:
        """Look from closer, `in`, from farther off, `out`, as it fits, or at a node.

        Returns:
            What there is to say.

        Raises:
            DebuggerError: for another word that is no node either.
        """
        camera, said = self.finder.zoomed(self.setting, word)
        self._turn(camera)
        return said

    def pan(self, way: str, count: int) -> str:
        """Look further `left`, `right`, `up` or `down`, by a part of the panel for each count.

        Returns:
            What there is to say.
        """
        from tui.graph.zooming import ENDS, stride

        return "" if self._move(*stride(way, count, *self.room)) else ENDS[way]

    def light(self, path: LitPath | None) -> None:
        """Light a path alone, and look at where it ends; None for none."""
        self._turn(self.finder.lit(self.setting._replace(path=path)))

    def scale(self, scaling: Scaling) -> None:
        """Let wires gone over weigh by another scale."""
        self._turn(self.setting._replace(scaling=scaling))

    def _move(self, columns: int, rows: int) -> bool:
        """Look so many cells further; tells whether there was more to see."""
        camera = self.finder.moved(self.setting, columns, rows)
        self._turn(camera or self.setting)
        return camera is not None

    def _turn(self, camera: Camera) -> None:
        if camera != self.setting:
            self.setting = camera
            self.redraw()

    # The mouse

    def told_at(self, place: Offset, _: Stop) -> str:
        """The value and the gradient of the box, with all their digits."""
        return self.finder.told_at(*place)

    def on_click(self, event: events.Click) -> None:
        """Tell which node was clicked, a second click opens it; or look where the strip was."""
        place = self.place_of(event)
        if not self._hand.clicks:
            return
        if place is None:
            if event.y == self.size.height - 1 and self.frame is not None:
                start = self.frame.foot_at(spans_of(self._foot), self.size.width)
                self._turn(self.finder.beyond(self.setting, event.x - start))
            return
        node = self.finder.node_at(*place)
        if node is not None:
            self.post_message(self.Clicked(node))
        if event.chain == 2 and (asked := _asked_by_two(self.finder, place)):
            self.post_message(asked)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the picture."""
        self._hand.take(event, self.place_of(event) is not None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the picture with the mouse."""
        way = self._hand.drag(event)
        if way:
            self._move(-way.x, -way.y)

    def on_mouse_up(self) -> None:
        """Let go of it."""
        self._hand.let_go()

    def on_mouse_scroll_down(self, event: events.MouseEvent) -> None:
        """Look further; with Ctrl from closer, or from farther off."""
        event.stop()
        way = rolled(event, self.finder.is_high)
        if event.ctrl:
            self.zoom("out" if way.x + way.y > 0 else "in")
        else:
            self._move(*way)

    on_mouse_scroll_up = on_mouse_scroll_down
    on_mouse_scroll_left = on_mouse_scroll_down
    on_mouse_scroll_right = on_mouse_scroll_down


def _asked_by_two(finder: Viewfinder, place: Offset) -> Asked | None:
    """What two clicks ask for: to inspect a node, to unfold a group, to fold one by its frame."""
    node, group = finder.node_at(*place), finder.group_at(*place)
    if group is not None:
        return Asked("fold" if node is None else "unfold", group.name)
    return None if node is None else Asked("inspect")
