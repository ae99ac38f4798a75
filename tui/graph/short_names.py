"""Short names: how a node is called in its box, without what the frame around it says."""

from __future__ import annotations

from collections.abc import Container

from tui.drawing.look import Look
from tui.graph.scene import Scene


def short_name(node: str, scene: Scene, look: Look, framed: Container[str] | None = None) -> str:
    """How a node is called in its box: in a group `h` the node `h.columns` is `columns`.

    Args:
        node: the node.
        scene: what it is a part of.
        look: how to write.
        framed: the groups whose names stand around what is in them; None for all.
    """
    whole = look.name(node, scene.program)
    written = scene.network.names.get(node, "")
    group, _, short = written.rpartition(".")
    if node not in scene.network.definitions or group not in scene.titles:
        return whole
    if framed is not None and scene.titles[group] not in framed:
        return whole
    return short if short.isascii() or not look.ascii else whole
