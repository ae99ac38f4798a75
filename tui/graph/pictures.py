"""The contents of the graph panel: a picture, its title, and where it lies among all equations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.stop import Stop
from engine.program.program import Phase
from tui.drawing.frame import Shown
from tui.drawing.look import Glyphs, Line, Look
from tui.drawing.spotlight import OFF, Spotlight
from tui.graph.camera import FITTING, Camera
from tui.graph.canvas import View
from tui.graph.detail import Detail
from tui.graph.lit import Picture, count_wires, lit_wires
from tui.graph.picture import draw, picture_of
from tui.graph.scene import Scene, scene_of
from tui.graph.views import held, view_of
from tui.graph.window import Section, equation_about, node_in_view, section_of, window
from tui.graph.window import section_at as window_section_at

if TYPE_CHECKING:
    from tui.graph.magnitudes import Magnitudes

MAX_KEPT = 8
"""How many pictures are kept for when one comes back to them."""

ELSEWHERE = "«0 zoom-fit» goes back to the step"
"""What there is to say of a view that does not follow."""

AROUND_TITLE, AROUND_FOOT = 12, 6
"""The columns of a title and of a note that are not free for what stands in them."""

TALLEST = 100
"""The rows of a panel in which the height of no picture is short."""


class Pictures:
    """The pictures of a program that were looked at last, so that none is laid out twice in a row.

    Args:
        glyphs: the characters to draw with.
    """

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._scene: Scene | None = None
        self._kept: dict[tuple[Section, int, int, Detail | None], Picture] = {}
        self._magnitudes: Magnitudes | None = None

    def get(self, stop: Stop, width: int, height: int, camera: Camera = FITTING) -> Picture:
        """The picture that shows the focus of a stop in a panel of a size.

        Args:
            stop: what is looked at.
            width: the columns of the panel.
            height: its rows.
            camera: how closely, and what else than the focus. By itself it shows the most with
                which nothing is cut, so that boxes grow with the panel, and small boxes where even
                these do not fit.
        """
        scene = self.scene(stop)
        key = (section_for(stop, scene, camera), width, height, camera.detail)
        picture = self._kept.pop(key, None)
        if picture is None:
            picture = _laid_out(scene, *key, self._glyphs)
        self._kept[key] = picture
        if len(self._kept) > MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        return picture

    def scene(self, stop: Stop) -> Scene:
        """What there is to draw at a stop; of another than before no picture is kept."""
        known = self._scene
        if known is None or known.program is not stop.program or known.folded != stop.folded:
            known = self._scene = scene_of(stop)
            self._kept.clear()
        return known

    def wanted(self, stop: Stop, width: int) -> int:
        """The rows that the picture makes use of in a panel of a width."""
        return self.get(stop, width, TALLEST).layout.height

    @property
    def magnitudes(self) -> Magnitudes:
        """How large values and gradients of the program are."""
        from tui.graph.magnitudes import Magnitudes

        assert self._scene is not None  # noqa: S101  (a picture of it was asked for before)
        program = self._scene.program
        if self._magnitudes is None or self._magnitudes.program is not program:
            self._magnitudes = Magnitudes(program)
        return self._magnitudes


def _laid_out(
    scene: Scene,
    section: Section,
    width: int,
    height: int,
    detail: Detail | None,
    glyphs: Glyphs,
) -> Picture:
    if detail is Detail.CHIPS:
        from tui.graph.chips import chips_of

        return chips_of(scene, section, width, height, glyphs)
    return picture_of(window(scene, section), width, height, glyphs, detail)


def section_for(stop: Stop, scene: Scene, camera: Camera) -> Section:
    """The section of the network that a camera shows."""
    if camera.section is not None:
        return camera.section
    if camera.detail is not Detail.CHIPS:
        return section_of(stop, scene)
    place = scene.index[scene.shown(equation_about(stop))]
    return section_at(scene, place, camera.detail)


def section_at(scene: Scene, place: int, detail: Detail | None) -> Section:
    """The section in which an equation is shown with so much of each node."""
    if detail is not Detail.CHIPS:
        return window_section_at(scene, place)
    from tui.graph.chips import chip_section

    return chip_section(scene, place)


def view_for(picture: Picture, stop: Stop, camera: Camera, room: tuple[int, int]) -> View:
    """The part of its picture that a camera shows in so many columns and rows."""
    layout = picture.layout
    if camera.corner is not None:
        return held(View(*camera.corner, *room), layout)
    shown = picture.window.scene.shown
    node = shown(node_in_view(stop))
    if node not in layout.boxes:
        node = shown(equation_about(stop))
    return view_of(layout, picture.stride, node, *room)


class Seen(NamedTuple):
    """The picture that the graph panel shows, and what it was made of.

    Args:
        picture: the picture.
        view: the part of it that is in the panel.
        shown: its lines, with a title and a note.
    """

    picture: Picture
    view: View
    shown: Shown


def seen(
    pictures: Pictures,
    stop: Stop,
    look: Look,
    room: tuple[int, int],
    spotlight: Spotlight = OFF,
    camera: Camera = FITTING,
) -> Seen:
    """The part of the network that a camera shows, as it is drawn in so many columns and rows."""
    picture = pictures.get(stop, *room, camera)
    view, path = view_for(picture, stop, camera, room), camera.path
    if path is not None:
        spotlight = path.spotlight
    spotlight = picture.window.scene.spotlight(spotlight)
    elsewhere = "" if camera.follows else f", {look.told(ELSEWHERE)}"
    if picture.detail is Detail.CHIPS:
        from tui.graph.chip_picture import chip_title, draw_chips

        lines = draw_chips(picture, stop, look, view, pictures.magnitudes, spotlight)
        head = chip_title(picture, stop, look, view, len(elsewhere))
    else:
        wires = None if path is None else path.wires
        lines = draw(picture, stop, look, view, spotlight, camera.scaling, wires)
        head = title(picture, stop, look)
    if path is not None:
        free = room[0] - AROUND_TITLE - len(elsewhere)
        head = f"Graph, {path.title(look.style(stop.program), free)}"
    head += elsewhere
    foot: Line = ()
    has_key = path is None and stop.phase is Phase.BACKWARD and picture.detail is not Detail.CHIPS
    if has_strip(picture, stop, view):
        from tui.graph.strip import overview

        if has_key:  # the strip has its place
            for text, _ in picture.gone.key(look, room[0] - len(head) - AROUND_TITLE):
                head += f", {text}"
        places = places_in_view(picture, view)
        foot = overview(places, stop, look, room[0], pictures.magnitudes)
    elif has_key:
        foot = picture.gone.key(look, room[0] - AROUND_FOOT)
    return Seen(picture, view, Shown(lines, head, foot))


def has_strip(picture: Picture, stop: Stop, view: View) -> bool:
    """Whether there is to be seen where a view lies: from afar, and where it does not show all."""
    if picture.detail is Detail.CHIPS:
        return True
    has_room = picture.layout.width <= view.width and picture.layout.height <= view.height
    return not has_room or len(picture.window.equations) < len(stop.program.network.equations)


def places_in_view(picture: Picture, view: View) -> Sequence[int]:
    """The equations in view, as places among the network's equations, in order."""
    layout, places = picture.layout, picture.window.equations
    if layout.width <= view.width and layout.height <= view.height:
        return places
    scene = picture.window.scene
    equations, boxes = scene.network.equations, layout.boxes
    seen = {node for node, box in boxes.items() if view.shows(box)}
    return [place for place in places if scene.shown(equations[place].name) in seen] or places


def title(picture: Picture, stop: Stop, look: Look) -> str:
    """What the panel is called, with what there is to say about wires that are not drawn."""
    shown = picture.window
    if not (shown.hidden_operands or shown.hidden_consumers):
        return "Graph"
    text = f"Graph, {look.glyphs.stubs[1]} goes on"
    lit, count = len(lit_wires(picture, stop)), count_wires(stop, shown.scene)
    if lit == count or shown.scene.shown(stop.node or "") not in shown.nodes:
        return text
    return f"{text}, {lit:,} of {count:,} wires of this step"
