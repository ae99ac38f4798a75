"""Frames around groups that are not folded: where they run, and where their names stand.

A frame goes around the boxes of what is computed in a group, rank by rank, so that it may have
steps. What does not belong to the group is outside of it; what is given, and only the group uses,
may be on either side. Where that cannot be there is no frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from engine.network.groups import Group
from tui.drawing.look import EAST, NORTH, SOUTH, WEST, Look
from tui.graph.canvas import View
from tui.graph.contents import short_call
from tui.graph.grid import Cell, Run
from tui.graph.layers import shared
from tui.graph.layout import BACK, Box, Layout
from tui.graph.scene import ROUND, Scene, block_name, head_of, short_name
from tui.graph.window import Window

Chains = Mapping[str, tuple[str, ...]]


class GroupFrame(NamedTuple):
    """A frame.

    Args:
        group: what it is around.
        cells: the cells in which it runs, with the directions it joins; wires may cross it there.
        free: the stretches of its upper side that no wire crosses.
        texts: what may be said of the group there, the longest first.
    """

    group: Group
    cells: Mapping[Cell, int]
    free: Sequence[Run]
    texts: Sequence[str]

    def title(self, view: View) -> tuple[int, int, str]:
        """What is said of the group in what is seen of it, and where; empty without any room."""
        x, y, room = max(map(view.clipped, self.free), key=itemgetter(2), default=(0, 0, 0))
        return x, y, next((text for text in self.texts if len(text) <= room), "")


class Part(NamedTuple):
    """What is in a frame of one rank.

    Args:
        start: the first column of the boxes.
        end: the one behind their last.
        top: the row of the frame above them.
        bottom: the row of the frame below them.
    """

    start: int
    end: int
    top: int
    bottom: int


def frames_of(window: Window, layout: Layout, look: Look) -> Sequence[GroupFrame]:
    """The frames around the groups of a window that are not folded, the outermost first."""
    scene = window.scene
    chains = {node: scene.chains.get(node, ()) for node in layout.boxes}
    members: dict[str, list[str]] = {}
    for node, chain in chains.items():
        for name in chain if node in scene.operands else ():
            members.setdefault(name, []).append(node)
    ends = {name: _ends(nodes, layout) for name, nodes in members.items()}
    groups = {group.name: group for group in scene.network.groups if group.name in members}
    taken = {cell for box in layout.boxes.values() for cell in _border(box)}
    found: list[GroupFrame] = []
    for name, group in groups.items():
        parts = _parts(name, members[name], chains, layout)
        others, own = [], []
        for node, box in layout.boxes.items():
            if name not in chains[node]:
                common = shared(chains[node], chains[members[name][0]])
                others.append((box, len(chains[node]) - len(common)))
            elif node not in scene.operands:
                own.append((box, len(chains[node]) - chains[node].index(name)))
        stepped = _outline(parts, _margins(name, members[name], chains, ends))
        for outline in (_straight(stepped, own), stepped):
            is_one = all(part.top < part.bottom for part in outline)
            if not is_one or any(_is_inside(box, framed, outline) for box, framed in others):
                continue
            frame = _frame(group, outline, layout, scene, look)
            if frame.cells.keys().isdisjoint(taken):
                found.append(frame)
                break
    return found


def _ends(nodes: Sequence[str], layout: Layout) -> tuple[int, int]:
    """The columns in which the first and the last rank of some nodes begin."""
    starts = [layout.boxes[node].x for node in nodes]
    return min(starts), max(starts)


def _parts(name: str, nodes: Sequence[str], chains: Chains, layout: Layout) -> list[Part]:
    """What is in a frame, rank by rank; frames within it have their rows."""
    found: dict[int, Part] = {}
    for node in nodes:
        box, chain = layout.boxes[node], chains[node]
        margin = len(chain) - chain.index(name)
        part = Part(box.x, box.x + box.width, box.y - margin, box.bottom - 1 + margin)
        known = found.get(box.x, part)
        found[box.x] = Part(
            box.x, part.end, min(known.top, part.top), max(known.bottom, part.bottom)
        )
    return [found[start] for start in sorted(found)]


def _margins(
    name: str, nodes: Sequence[str], chains: Chains, ends: Mapping[str, tuple[int, int]]
) -> tuple[int, int]:
    """How far a frame is from its first and its last boxes: frames within it that end there."""
    within = {each for node in nodes for each in _inner(name, chains[node])}
    first, last = ends[name]
    left = [_inner(name, chains[node]) for node in nodes]
    return (
        max(sum(ends[each][0] == first for each in chain if each in within) for chain in left),
        max(sum(ends[each][1] == last for each in chain if each in within) for chain in left),
    )


def _inner(name: str, chain: tuple[str, ...]) -> tuple[str, ...]:
    return chain[chain.index(name) :]


def _outline(parts: Sequence[Part], margins: tuple[int, int]) -> Sequence[Part]:
    """The stretches of columns in which a frame has the same rows, from left to right.

    It is as small as it can be: where it grows that is right before the next rank, and where it
    shrinks right behind the last.
    """
    left, right = margins
    start = parts[0].start - 1 - left
    edges = []
    for part, following in pairwise(parts):
        late, early = max(following.start - 2, part.end), part.end
        if part.bottom <= following.top or following.bottom <= part.top:
            late, early = early, late  # between ranks that have no row in common it leads over
        edges.append(
            (
                late if following.top < part.top else early,
                late if following.bottom > part.bottom else early,
            )
        )
    found: list[Part] = []
    tops = [start, *(top for top, _ in edges)]
    bottoms = [start, *(bottom for _, bottom in edges)]
    end = parts[-1].end - 1 + right
    for column in range(start, end + 1):
        top = parts[max(at for at, edge in enumerate(tops) if edge <= column)].top
        bottom = parts[max(at for at, edge in enumerate(bottoms) if edge <= column)].bottom
        if found and (found[-1].top, found[-1].bottom) == (top, bottom):
            found[-1] = found[-1]._replace(end=column + 1)
        else:
            found.append(Part(column, column + 1, top, bottom))
    return found


def _straight(stepped: Sequence[Part], own: Sequence[tuple[Box, int]]) -> Sequence[Part]:
    """A frame without steps, around all of its own that would be in its way."""
    start, end = stepped[0].start, stepped[-1].end
    top, bottom = min(part.top for part in stepped), max(part.bottom for part in stepped)
    while True:
        before = top, bottom
        for box, margin in own:
            if box.x < end and start < box.x + box.width and box.y <= bottom and top < box.bottom:
                top, bottom = min(top, box.y - margin), max(bottom, box.bottom - 1 + margin)
        if (top, bottom) == before:
            return [Part(start, end, top, bottom)]


def _is_inside(box: Box, framed: int, outline: Sequence[Part]) -> bool:
    """Whether a box, with the frames around it that are not around the others, is in the way."""
    return any(
        box.x - 1 - framed < part.end
        and part.start < box.x + box.width + framed
        and box.y - framed <= part.bottom
        and part.top < box.bottom + framed
        for part in outline
    )


def _border(box: Box) -> Iterator[Cell]:
    """The cells of the border of a box: nothing comes into it but over these."""
    for x in range(box.x, box.x + box.width):
        yield from ((x, box.y), (x, box.bottom - 1))
    for y in range(box.y, box.bottom):
        yield from ((box.x, y), (box.x + box.width - 1, y))


def _frame(
    group: Group, outline: Sequence[Part], layout: Layout, scene: Scene, look: Look
) -> GroupFrame:
    cells: dict[Cell, int] = {}
    corners = list(_corners(outline))
    for (x, y), (to_x, to_y) in pairwise([*corners, corners[0]]):
        way = EAST if to_x > x else WEST if to_x < x else SOUTH if to_y > y else NORTH
        step = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        while (x, y) != (to_x, to_y):
            cells[x, y] = cells.get((x, y), 0) | way
            x, y = x + step[0], y + step[1]
            cells[x, y] = cells.get((x, y), 0) | BACK[way]
    cells = {
        (x, y): bits
        for (x, y), bits in cells.items()
        if 0 <= x < layout.width and 0 <= y < layout.height
    }
    free = list(_free(outline, cells, layout))
    return GroupFrame(group, cells, free, [f" {text} " for text in _texts(group, scene, look)])


def _corners(outline: Sequence[Part]) -> Iterator[Cell]:
    """The corners of a frame, clockwise from the top left."""
    last = outline[-1]
    yield outline[0].start, outline[0].top
    for part, following in pairwise(outline):
        if part.top != following.top:
            yield following.start, part.top
            yield following.start, following.top
    yield last.end - 1, last.top
    yield last.end - 1, last.bottom
    for following, part in pairwise(reversed(outline)):
        if part.bottom != following.bottom:
            yield following.start, following.bottom
            yield following.start, part.bottom
    yield outline[0].start, outline[0].bottom


def _texts(group: Group, scene: Scene, look: Look) -> Iterator[str]:
    """What may be said of a group, the longest first."""
    name = block_name(group) if group.is_block else short_name(head_of(group), scene, look)
    if group.layer == ROUND:
        yield group.name
        return
    call = short_call(group, group.call)
    if call.isascii() or not look.ascii:
        yield call
    if name.rpartition(".")[2] != group.layer:
        yield f"{name} {group.layer}"
    yield name


def _free(outline: Sequence[Part], cells: Mapping[Cell, int], layout: Layout) -> Iterator[Run]:
    """The stretches of the upper side of a frame that no wire crosses."""
    for part in outline:
        row = [(x, part.top) for x in range(part.start, part.end)]
        level = [cell for cell in row if cells.get(cell) == EAST | WEST and cell not in layout.bits]
        for _, run in groupby(enumerate(level), lambda each: each[1][0] - each[0]):
            (_, (x, y)), *rest = run
            yield x, y, 1 + len(rest)
