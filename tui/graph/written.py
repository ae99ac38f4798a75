"""What is written in the boxes of a view, of which a step changes only some."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

from engine.debugger.stop import Stop
from tui.drawing.kept import Kept
from tui.drawing.look import Look
from tui.drawing.spotlight import Spotlight
from tui.graph.bodies import Body
from tui.graph.boxes import entitle, fill, names_of
from tui.graph.canvas import Ink, Placed, View
from tui.graph.layout import Box
from tui.graph.scene import Scene


class Written:
    """What was written in boxes last.

    Args:
        bodies: what each box holds, and where.
        boxes: where they are.
        scene: what is drawn.
        framed: the groups that have a frame.
    """

    def __init__(
        self,
        bodies: Mapping[str, Body],
        boxes: Mapping[str, Box],
        scene: Scene,
        framed: Container[str],
    ) -> None:
        self._all, self._boxes, self._scene, self._framed = bodies, boxes, scene, framed
        self._kept: Kept[Sequence[Placed]] = Kept()
        self._bodies: dict[str, Body] = {}
        self._names: Mapping[str, str] = {}

    def at(
        self, stop: Stop, look: Look, view: View, spotlight: Spotlight
    ) -> Sequence[Sequence[Placed]]:
        """What is written in each box that is seen, at a stop."""
        if self._kept.go(stop, look, (view, spotlight)):
            self._bodies = {
                node: body
                for node, body in self._all.items()
                if view.shows(self._boxes[node]) or (body.label and view.begins(self._boxes[node]))
            }
            self._names = names_of(self._bodies, self._scene, self._framed, stop, look)

        def write(node: str) -> Sequence[Placed]:
            body, name = self._bodies[node], self._names[node]
            ink = Ink(view, _roles(node, spotlight))
            if view.shows(self._boxes[node]):
                fill(ink, body, name, stop, look)
                if body.layer[2]:
                    from tui.graph.group_box import fill_group  # not before a group is folded

                    fill_group(ink, body, self._scene, stop, look)
            elif view.holds((body.heading[0] + len(name) + 1, body.heading[1])):
                entitle(ink, body, name, stop, look)  # a name does not mislead
            return ink.placed

        return self._kept.drawn(self._bodies, write, self._scene.inside)


def _roles(node: str, spotlight: Spotlight) -> Callable[[str], str]:
    """What becomes of the roles in a box where there is a spotlight."""
    if not spotlight.is_on:
        return str
    if node in spotlight.nodes:
        return lambda role: "strong" if role in ("text", "title") else role
    return lambda _: "dim"
