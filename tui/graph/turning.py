"""The turning of a camera: closer, farther off, to another part of the graph or to a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from tui.graph.camera import Camera
from tui.graph.canvas import View
from tui.graph.detail import Detail
from tui.graph.layout import Layout
from tui.graph.lit import Picture
from tui.graph.pictures import Pictures, section_at, section_for, view_for
from tui.graph.views import held, view_on
from tui.graph.window import is_whole, node_in_view

if TYPE_CHECKING:
    from engine.gradients.one_path import Path


LADDER = (Detail.CHIPS, Detail.SMALL, None, Detail.LARGE)
"""What zooming in goes through; as much as there is room for is between small and large."""


class Turning:
    """What a camera can be turned to at a stop, in a panel of a size.

    Args:
        pictures: the pictures that are laid out.
        stop: what is looked at.
        room: the columns and rows of the panel.
    """

    def __init__(self, pictures: Pictures, stop: Stop, room: tuple[int, int]) -> None:
        self._pictures, self._stop, self._room = pictures, stop, room
        self._scene = pictures.scene(stop)

    def sees_step(self, camera: Camera) -> bool:
        """Whether the node that a step is about, or that was selected, can be seen."""
        picture, view = self._seen(camera)
        box = picture.layout.boxes.get(self._scene.shown(node_in_view(self._stop)))
        return box is not None and view.shows(box)

    def panned(self, camera: Camera, columns: int, rows: int) -> Camera | None:
        """The camera turned by so many cells; None where there is no more to see."""
        picture, view = self._seen(camera)
        moved = held(view._replace(x=view.x + columns, y=view.y + rows), picture.layout)
        section = section_for(self._stop, self._scene, camera)
        if moved != view:
            return camera.turned(section, (moved.x, moved.y))
        forwards = (columns or rows) > 0
        place = section.core[-1] + 1 if forwards else section.core[0] - 1
        if not 0 <= place < self._scene.count:
            return None
        return self.at_place(camera, place)

    def at_node(self, camera: Camera, node: str) -> Camera:
        """The camera with a node in the middle of its view, as far as that can be."""
        scene = self._scene
        node = scene.shown(node)
        users = (node,) if node in scene.operands else scene.consumers[node]
        return self.at_place(camera, scene.index[users[0]] if users else 0, node)

    def at_place(self, camera: Camera, place: int, node: str = "") -> Camera:
        """The camera with an equation in the middle, or with a node that it reads."""
        section = section_at(self._scene, place, camera.detail)
        layout = self._seen(camera.turned(section, (0, 0)))[0].layout
        following = camera.following
        has_room = layout.width <= self._room[0] and layout.height <= self._room[1]
        if has_room and section == section_for(self._stop, self._scene, following):
            return following  # it shows all that there is
        wanted = node if node in layout.boxes else self._scene.node_at(place)
        view = view_on(layout, layout.boxes[wanted], *self._room)
        return camera.turned(section, (view.x, view.y))

    def at_path(self, camera: Camera, path: Path) -> Camera:
        """The camera as it is if it sees a path, else with the end of it in the middle."""
        picture, view = self._seen(camera)
        scene = self._scene
        boxes = [picture.layout.boxes.get(scene.shown(place.node)) for place in path.places]
        if all(box is not None and view.shows(box) for box in boxes):
            return camera
        source, target, _, _ = path.factors[-1].link
        place = scene.index[scene.shown(target.node)]
        return self.at_place(camera, place, scene.shown(source.node))

    def zoomed(self, camera: Camera, way: int) -> Camera | None:
        """The camera closer by one, or farther off; None where that is as far as it goes.

        What looks as it did is passed over, and so are small boxes of a large network farther off:
        they show no more of it. What is in the middle of a view that does not follow stays there.
        """
        picture, view = self._seen(camera)
        details = LADDER[::way]
        is_large = not is_whole(self._scene)
        for detail in details[details.index(camera.detail) + 1 :]:
            if way < 0 and is_large and detail is Detail.SMALL:
                continue
            closer = camera.following._replace(detail=detail)
            if self._seen(closer)[0].layout.boxes == picture.layout.boxes:
                continue
            if camera.follows:
                return closer
            return self.at_node(closer, middle_node(picture.layout, view))
        return None

    def _seen(self, camera: Camera) -> tuple[Picture, View]:
        picture = self._pictures.get(self._stop, *self._room, camera)
        return picture, view_for(picture, self._stop, camera, self._room)


def middle_node(layout: Layout, view: View) -> str:
    """The node whose box is nearest to the middle of a view."""
    x, y = view.x + view.width // 2, view.y + view.height // 2

    def distance(node: str) -> int:
        box = layout.boxes[node]
        beside = max(box.x - x, x - box.x - box.width + 1, 0)
        above = max(box.y - y, y - box.bottom + 1, 0)
        return beside + 2 * above  # a cell is about twice as high as it is wide

    return min(layout.boxes, key=distance)
