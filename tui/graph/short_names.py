"""Short names: how a node is called in its box, without what the frame around it says."""

from __future__ import annotations

from tui.drawing.look import Look
from tui.graph.scene import Scene


def short_name(node: str, scene: Scene, look: Look) -> str:
    """How a node is called in its box: in a group `h` the node `h.columns` is `columns`."""
    written = scene.network.names.get(node, "")
    group, _, short = written.rpartition(".")
    if group in scene.titles and not (look.ascii and not short.isascii()):
        return short
    return look.name(node, scene.program)
