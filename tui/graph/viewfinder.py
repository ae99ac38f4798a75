"""The viewfinder: what a camera sees in the graph panel, and where a person can turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.network.groups import Group
from tui.drawing.frame import Shown
from tui.drawing.look import Look
from tui.drawing.spotlight import Spotlight
from tui.graph.camera import Camera
from tui.graph.picture import node_at
from tui.graph.pictures import Pictures, Seen, has_strip, places_in_view, seen

if TYPE_CHECKING:
    from tui.graph.turning import Turning


class Viewfinder:
    """What a camera has seen last.

    Args:
        look: the characters to draw with.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self.pictures = Pictures(look.glyphs)
        self._stop: Stop | None = None
        self._room = (0, 0)
        self._seen: Seen | None = None

    def follow(self, camera: Camera, stop: Stop, room: tuple[int, int]) -> Camera:
        """The camera for another stop: once a step is taken out of its view, it follows again."""
        if camera.path is not None:
            camera = camera._replace(path=camera.path.at(stop))
        before, self._stop, self._room = self._stop, stop, room
        if camera.follows:
            return camera
        if before is None or before.program is not stop.program or before.folded != stop.folded:
            return camera.following
        is_there = (before.cursor, before.focus) == (stop.cursor, stop.focus)
        return camera if is_there or self._turning(stop).sees_step(camera) else camera.following

    def look(
        self, camera: Camera, stop: Stop, room: tuple[int, int], spotlight: Spotlight
    ) -> Shown:
        """What a camera sees of a stop, as lines."""
        self._seen = seen(self.pictures, stop, self._look, room, spotlight, camera)
        return self._seen.shown

    def zoomed(self, camera: Camera, word: str) -> tuple[Camera, str]:
        """The camera after a word behind `zoom`, and what there is to say.

        Raises:
            DebuggerError: where the word is no way to look, and no node either.
        """
        if self._stop is None:
            return camera, ""
        from tui.graph.zooming import zoomed

        return zoomed(camera, word, self._turning(self._stop), self._stop)

    def moved(self, camera: Camera, columns: int, rows: int) -> Camera | None:
        """The camera turned by so many cells; None where there is no more to see."""
        if self._stop is None:
            return None
        return self._turning(self._stop).panned(camera, columns, rows)

    def lit(self, camera: Camera) -> Camera:
        """The camera turned to where its path ends, unless it sees the whole of it."""
        if camera.path is None or self._stop is None:
            return camera
        return self._turning(self._stop).at_path(camera, camera.path.path)

    def node_at(self, column: int, row: int) -> str | None:
        """The node that is seen at a place in the panel."""
        if self._seen is None:
            return None
        picture, view, _ = self._seen
        return node_at(picture.layout, column + view.x, row + view.y)

    def group_at(self, column: int, row: int) -> Group | None:
        """The group whose folded box, or whose frame, is seen at a place in the panel."""
        if self._seen is None:
            return None
        picture, view, _ = self._seen
        scene, cell = picture.window.scene, (column + view.x, row + view.y)
        node = node_at(picture.layout, *cell)
        if node is not None:
            return scene.groups.get(node)
        around = (frame.group for frame in reversed(picture.frames) if cell in frame.cells)
        return next(around, None)

    def told_at(self, column: int, row: int) -> str:
        """The value and the gradient of the node that is seen at a place, with all their digits."""
        from tui.drawing.full import node_told

        node = self.node_at(column, row)
        if node is None or self._stop is None:
            return ""
        return node_told(node, self._stop, self._look)

    def beyond(self, camera: Camera, column: int) -> Camera:
        """The camera turned to what a column of the note stands for, if it is one of its bar."""
        if self._stop is None or self._seen is None:
            return camera
        picture, view, _ = self._seen
        if not has_strip(picture, self._stop, view):
            return camera
        from tui.graph.strip import strip_of

        places = places_in_view(picture, view)
        equations = self._stop.program.network.equations
        strip = strip_of(places, len(equations), self._look, self._room[0])
        if not 1 <= column <= strip.cells:
            return camera
        wanted = strip.places(column - 1)
        return self._turning(self._stop).at_node(camera, equations[wanted[len(wanted) // 2]].name)

    @property
    def is_high(self) -> bool:
        """Whether there is more above or below what is seen."""
        return self._seen is not None and self._seen.picture.layout.height > self._room[1]

    def _turning(self, stop: Stop) -> Turning:
        from tui.graph.turning import Turning

        return Turning(self.pictures, stop, self._room)
