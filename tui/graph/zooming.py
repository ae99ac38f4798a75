"""Words for the camera: what is typed behind `zoom` and `pan`, and what there is to say."""

from __future__ import annotations

from engine.debugger.selection import named
from engine.debugger.stop import Stop
from tui.graph.camera import Camera
from tui.graph.detail import Detail
from tui.graph.scene import head_of
from tui.graph.turning import Turning

WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
"""The directions, as columns and rows."""

ENDS = {
    "left": "there is nothing more on the left",
    "right": "there is nothing more on the right",
    "up": "there is nothing more above",
    "down": "there is nothing more below",
}
"""What there is to say where a view cannot go on."""

PART = 4
"""A move goes a quarter of the panel, so that most of what was seen stays."""

ZOOMS = {"in": 1, "out": -1}

CLOSEST = "this is as close as it gets"
FARTHEST = "this is as far off as it gets"


def zoomed(camera: Camera, word: str, turning: Turning, stop: Stop) -> tuple[Camera, str]:
    """The camera after a word behind `zoom`, and what there is to say.

    Raises:
        DebuggerError: where the word is no way to look, and no node or group either.
    """
    word = word.strip()
    if word in ("", "fit"):
        return camera.following._replace(detail=None), ""
    if word in ZOOMS:
        found = turning.zoomed(camera, ZOOMS[word])
        if found is None:
            return camera, CLOSEST if ZOOMS[word] > 0 else FARTHEST
        return found, ""
    group = stop.folds.groups.get(word)
    node = named(word, stop.program) if group is None else head_of(group)
    if camera.detail is Detail.CHIPS:  # which says no more of a node that is looked at
        camera = camera.following._replace(detail=None)
    return turning.at_node(camera, node), ""


def stride(way: str, count: int, width: int, height: int) -> tuple[int, int]:
    """The columns and rows that a panel of a size is moved by, in a direction, so many times."""
    columns, rows = WAYS[way]
    return columns * max(width // PART, 1) * count, rows * max(height // PART, 1) * count
