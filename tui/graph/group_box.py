"""What a folded group has in its box besides what a node has: its layer, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from engine.debugger.stop import Stop
from engine.iterations.state import ReluState
from engine.language.values import is_array
from tui.drawing.look import UNICODE, Glyphs, Line, Look
from tui.graph.bodies import Body
from tui.graph.canvas import Ink
from tui.graph.contents import NORM_LABEL
from tui.graph.scene import Scene, short_name


def fill_group(ink: Ink, body: Body, scene: Scene, stop: Stop, look: Look) -> None:
    """Write the layer of a folded group, or where in it the step is, and what is in it."""
    x, y, width = body.layer
    for text, role in _layer(body, scene, stop, look):
        ink.put(x, y, text, role)
        x += len(text)
    x, y, width = body.norm
    if width:
        room = width - NORM_LABEL
        ink.put(
            x + NORM_LABEL, y, look.value(norm_in(body.subject.node, scene, stop), room), "text"
        )


def norm_label(glyphs: Glyphs) -> str:
    """What stands before the norm of the gradients of the parameters in a group."""
    sign = glyphs.gradient.strip()
    return f"‖{sign}θ‖ = " if glyphs is UNICODE else f"|{sign}p|  = "


def norm_in(head: str, scene: Scene, stop: Stop) -> float | None:
    """The Euclidean norm of the gradients of the parameters that are folded away with a group.

    None before all of them are computed.
    """
    sizes = []
    for node in scene.inside[head]:
        if node in scene.network.parameters:
            gradient = stop.state.gradient(node)
            if gradient is None:
                return None
            sizes.append(float(hypot(*gradient.flat)) if is_array(gradient) else float(gradient))
    return hypot(*sizes)


def _layer(body: Body, scene: Scene, stop: Stop, look: Look) -> Line:
    """The name of the layer, or the node in the group that the step is about, and dead ReLUs."""
    head, width = body.subject.node, body.layer[2]
    node = stop.node
    is_inside = node is not None and node != head and scene.shown(node) == head
    if node is not None and is_inside and stop.over is None:
        return ((look.shortened(look.glyphs.here + short_name(node, scene, look), width), "hot"),)
    subject = body.subject
    text = subject.call if len(subject.call) <= width else subject.layer
    found: list[tuple[str, str]] = [(look.shortened(text, width), "dim")]
    states = states_in(head, scene, stop)
    room = width - len(found[0][0]) - 1
    if states and room > 0:
        signs = look.units(states, room)
        blank = room - sum(len(sign) for sign, _ in signs)
        if blank >= 0:
            found += [(" " * (blank + 1), "dim"), *signs]
    return found


def states_in(head: str, scene: Scene, stop: Stop) -> Sequence[ReluState]:
    """The states of all units of the ReLUs that are folded away with a group."""
    relus = scene.network.relus
    nodes = [node for node in scene.inside[head] if node in relus and node != head]
    return [state for node in nodes for state in stop.state.units(node)]
