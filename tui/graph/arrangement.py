"""What the boxes of a window hold in a panel of a size, and where that puts everything."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.graph.contents import Plan, Subject, summed
from tui.graph.detail import Detail
from tui.graph.grid import NARROWEST, least_gaps
from tui.graph.layers import Layers, build_layers
from tui.graph.layout import Layout, lay_out_layers
from tui.graph.routing import route_gaps
from tui.graph.rows import least_height, spine_of
from tui.graph.window import Window
from tui.graph.wish import Wish

USUAL = (78, 10)
"""The columns and rows in which boxes stay small: those of the graph at 80×24."""

MAX_TRIES = 3
"""So many times wires may turn out to need more room than they were left."""

WIDEST, PART = 13, 5
"""The columns of a box in a network that goes on beyond its panel; with arrays a part of these."""

Room = tuple[int, int]


def may_grow(room: Room, detail: Detail | None) -> bool:
    """Whether boxes may be larger than small in a panel."""
    if detail is None:
        return room[0] > USUAL[0] or room[1] > USUAL[1]
    return detail is Detail.LARGE


def arranged(
    window: Window, subjects: Sequence[Subject], room: Room, detail: Detail | None
) -> tuple[Layout, Sequence[Plan]]:
    """The layout of a window, and what each of its boxes holds.

    Args:
        window: what is shown.
        subjects: its nodes.
        room: the columns and rows of the panel.
        detail: how much to show; None for the most with which nothing is cut.
    """
    layers = build_layers(window.nodes, window.operands, window.scene.chains)
    if may_grow(room, detail):
        if detail is None:
            found = _grown(layers, window, subjects, room)
            if found is not None:
                return found
        else:
            return _most(layers, window, subjects, room)
    small = [_small(subject) for subject in subjects]
    return lay_out_layers(layers, window.operands, *room, small), [Plan()] * len(subjects)


def _grown(
    layers: Layers, window: Window, subjects: Sequence[Subject], room: Room
) -> tuple[Layout, Sequence[Plan]] | None:
    """As large as fits the panel; None where boxes stay small."""
    from tui.graph.growth import Growth  # not before boxes may grow

    width, height = room
    spine = spine_of(layers)
    wishes: Sequence[Wish] = [_small(subject) for subject in subjects]
    if least_height(layers, spine, wishes) > height:
        return None
    taken = 0
    for _ in range(MAX_TRIES):
        gaps, terms = route_gaps(layers, window.operands, height, wishes)
        taken = max(taken, least_gaps(gaps, terms))
        if taken + NARROWEST * len(layers.ordered) > width:
            return _alike(layers, window, subjects, room)
        plans = Growth(layers, subjects, (width - taken, height), spine).grow()
        if not any(plan.is_large for plan in plans):
            return None
        wishes = _wishes(subjects, plans)
        layout = lay_out_layers(layers, window.operands, *room, wishes)
        if layout.width <= width and layout.height <= height:
            return _without_spare_rows(layers, window, subjects, room, (layout, plans))
        taken += max(layout.width - width, 0)
    return None


def _without_spare_rows(
    layers: Layers,
    window: Window,
    subjects: Sequence[Subject],
    room: Room,
    found: tuple[Layout, Sequence[Plan]],
) -> tuple[Layout, Sequence[Plan]]:
    """The same without rows for sums that have room in the row of the gradient."""
    layout, before = found
    plans, wishes = list(before), _wishes(subjects, before)
    for item, (subject, plan) in enumerate(zip(subjects, before, strict=True)):
        wide = 2 + plan.label + summed(subject.terms + 1)
        if plan.has_sum and wide <= layout.boxes[subject.node].width:
            plans[item] = plan._replace(has_sum=False)
            wishes[item] = plans[item].wish(subject)._replace(least=wide)
    if plans == before:
        return found
    layout = lay_out_layers(layers, window.operands, *room, wishes)
    fits = layout.width <= room[0] and layout.height <= room[1]
    return (layout, plans) if fits else found


def _alike(
    layers: Layers, window: Window, subjects: Sequence[Subject], room: Room
) -> tuple[Layout, Sequence[Plan]] | None:
    """As high as the panel, beyond which the network goes on side by side; None for small boxes."""
    from tui.graph.growth import Growth  # not before boxes may grow

    width, height = room
    has_arrays = any(subject.is_array for subject in subjects)
    widest = max(width // PART, WIDEST) if has_arrays else WIDEST
    plans = Growth(layers, subjects, (sys.maxsize, height), spine_of(layers)).grow_alike(widest)
    if not any(plan.is_large for plan in plans):
        return None
    wishes = [
        wish._replace(least=max(wish.least, min(wish.width, widest)))
        for wish in _wishes(subjects, plans)
    ]
    layout = lay_out_layers(layers, window.operands, *room, wishes)
    return (layout, plans) if layout.height <= height else None


def _most(
    layers: Layers, window: Window, subjects: Sequence[Subject], room: Room
) -> tuple[Layout, Sequence[Plan]]:
    """As large as can be, with each box in the panel but not all of them."""
    from tui.graph.growth import Most  # not before boxes may grow

    most = Most(*room)
    plans = [most.plan(subject) for subject in subjects]
    wishes = [
        wish._replace(least=max(min(wish.width, room[0]), wish.least))
        for wish in _wishes(subjects, plans)
    ]
    return lay_out_layers(layers, window.operands, *room, wishes), plans


def _small(subject: Subject) -> Wish:
    """The room of a small box, that of a folded group with a row for the layer."""
    width = 2 + max(subject.name, subject.line, len(subject.layer))
    return Wish(width, above=1 + bool(subject.layer), reach=width)


def _wishes(subjects: Sequence[Subject], plans: Sequence[Plan]) -> list[Wish]:
    return [plan.wish(subject) for subject, plan in zip(subjects, plans, strict=True)]
