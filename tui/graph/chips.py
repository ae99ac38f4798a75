"""Chips: a network from afar, where each node is a cell or a few.

Few nodes are laid out as boxes are, with wires. Where the picture is too wide it is folded, as text
is broken into lines. Many nodes are packed, rank by rank: then what a step reads is lit instead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.drawing.look import Glyphs
from tui.drawing.values import CLOSED
from tui.graph.detail import Detail
from tui.graph.grid import Columns
from tui.graph.layers import rank_nodes
from tui.graph.layout import Box, Layout, lay_out
from tui.graph.lit import Picture
from tui.graph.routing import Gap
from tui.graph.scene import Scene
from tui.graph.window import Section, Window, whole
from tui.graph.wish import Wish

MAX_CHIPS = 5_000
"""The most nodes that are drawn at once."""

MAX_WIRED = 400
"""The most wires that are drawn among chips."""

SHORTEST_NAME, LONGEST_NAME = 2, 8
"""The columns of a name on a chip."""


def chip_section(scene: Scene, place: int) -> Section:
    """The part of a network in which an equation is shown from afar: all of it, if it can be."""
    count = scene.count
    most = MAX_CHIPS * count // max(len(scene.nodes), MAX_CHIPS)
    stride = max(min(most, count), 1)
    start = place // stride * stride
    part = range(start, min(start + stride, count))
    return Section(part, part)


def chips_of(scene: Scene, section: Section, width: int, height: int, glyphs: Glyphs) -> Picture:
    """Lay out a part of a network from afar, as large as fits the panel, else as small as can be.

    Args:
        scene: what there is to draw.
        section: the part, of `chip_section`.
        width: the columns of the panel.
        height: its rows.
        glyphs: the characters to draw with.
    """
    shown = _window(scene, section)
    longest = max(len(_name(node, scene)) for node in shown.nodes)
    named = 1 + max(SHORTEST_NAME, min(longest, LONGEST_NAME))
    if sum(map(len, shown.operands.values())) <= MAX_WIRED:
        for chip in (named, 1):
            picture = _wired(shown, chip, (width, height), glyphs)
            if picture.layout.height <= height and picture.layout.width <= width:
                return picture
    ranks = _ranks(shown)
    forms = (*(Format(named, gap, 1) for gap in (3, 2, 1)), *BARE)
    room = width * height // len(shown.nodes)
    for form in [form for form in forms if form.width <= room] or forms[-1:]:
        layout = _packed(ranks, form, width, height)
        if layout.height <= height and layout.width <= width:
            break
    rows = [" " * layout.width] * layout.height
    return Picture(scene.program, shown, layout, rows, rows, max(width // 2, 1), Detail.CHIPS)


def _name(node: str, scene: Scene) -> str:
    """The longer of the ways in which a name may be written, with the sign of a folded group."""
    name = max(node, scene.network.names.get(node, node), key=len)
    return CLOSED + name if node in scene.groups else name


def _window(scene: Scene, section: Section) -> Window:
    """The nodes of a part: those of its equations, and what is given for these."""
    if len(section.core) == scene.count:
        return whole(scene)
    names = [scene.node_at(place) for place in section.core]
    given: dict[str, None] = {}
    for name in names:
        for operand in scene.operands[name]:
            if len(given) >= MAX_CHIPS:
                break
            if operand not in scene.operands:
                given[operand] = None
    nodes = (*given, *names)
    among = frozenset(nodes)
    uses = {
        name: [use for use in scene.uses(name) if scene.shown(use.source) in among]
        for name in names
    }
    operands = {name: [scene.shown(use.source) for use in found] for name, found in uses.items()}
    return Window(scene, nodes, operands, uses, {}, {}, scene.places(section.core))


# With wires


def _wired(shown: Window, chip: int, room: tuple[int, int], glyphs: Glyphs) -> Picture:
    """Chips with wires, folded where they do not fit side by side."""
    program, (width, height) = shown.scene.program, room
    wishes = dict.fromkeys(shown.nodes, Wish(chip, above=0, below=0))
    layout = lay_out(shown.nodes, shown.operands, width, height, wishes, _tight)
    if layout.width > width:
        layout = lay_out(shown.nodes, shown.operands, width, 0, wishes, _tight)
    rows = _lines(layout, glyphs, glyphs.head, "")
    turned = _lines(layout, glyphs, "", glyphs.back)
    stride = max(width // 2, 1)
    flat = Picture(program, shown, layout, rows, turned, stride, Detail.CHIPS)
    folds = _folds(layout, width)
    broken, broken_too = (_folded(each, folds, layout.width) for each in (rows, turned))
    places = {
        node: fold((box.x, box.y), folds, layout.height) for node, box in layout.boxes.items()
    }
    boxes = {
        node: Box(x, y, chip, 1, 0)
        for node, (x, y) in sorted(places.items(), key=lambda each: each[1][::-1])
    }
    extent = Layout(len(broken[0]), len(broken), boxes, (), {}, frozenset())
    return Picture(program, shown, extent, broken, broken_too, stride, Detail.CHIPS, flat, folds)


def _tight(gaps: Sequence[Gap], _: Sequence[int], wishes: Sequence[int], __: int) -> Columns:
    """Columns as narrow as they can be: of every wire something shows."""
    slack = [0 if gap.channels else 1 for gap in gaps]
    widths = [max(wish, 1) for wish in wishes]
    starts = [0]
    for gap, extra, box in zip(gaps, slack, widths, strict=False):
        starts.append(starts[-1] + box + gap.channels + extra + 1)
    return Columns(widths, starts, slack)


def _lines(layout: Layout, glyphs: Glyphs, head: str, back: str) -> list[str]:
    """The wires as text, with their heads at the one end or at the other."""
    rows = [[" "] * layout.width for _ in range(layout.height)]
    for (x, y), bits in layout.bits.items():
        rows[y][x] = glyphs.vertical if (x, y) in layout.crossings else glyphs.wires[bits]
    for wire in layout.wires:
        x, y = wire.head
        rows[y][x] = head or glyphs.horizontal
        if back:
            x, y = wire.cells[0][:2]
            rows[y][x] = back
    return ["".join(row) for row in rows]


def _folds(layout: Layout, width: int) -> list[int]:
    """The columns at which a row begins anew: each right before a rank, with its heads."""
    starts = sorted({box.x for box in layout.boxes.values()})
    folds = [0]
    for start, end in zip(starts, [*starts[1:], layout.width + 1], strict=True):
        if end - 1 - folds[-1] > width and start > folds[-1] + 1:
            folds.append(start - 1)
    return folds


def fold(cell: tuple[int, int], folds: Sequence[int], height: int) -> tuple[int, int]:
    """Where a cell of a picture of a height comes to stand when that is folded."""
    x, y = cell
    part = bisect_right(folds, x) - 1
    return x - folds[part], y + part * (height + 1)


def _folded(rows: Sequence[str], folds: Sequence[int], width: int) -> list[str]:
    """Rows broken at some columns, the parts below one another."""
    ends = [*folds[1:], width]
    extent = max(end - start for start, end in zip(folds, ends, strict=True))
    parts = [
        [row[start:end].ljust(extent) for row in rows]
        for start, end in zip(folds, ends, strict=True)
    ]
    blank = [" " * extent]
    return [row for part in parts for row in (*blank, *part)][1:]


# Without


class Format(NamedTuple):
    """The format of chips that are packed.

    Args:
        width: the columns of a chip.
        gap: the blank columns between ranks.
        blank: the blank rows between bands of ranks.
    """

    width: int
    gap: int
    blank: int


BARE = (Format(1, 3, 1), Format(1, 1, 1), Format(1, 0, 1), Format(1, 0, 0))
"""The formats of chips without names."""


def _ranks(shown: Window) -> list[list[str]]:
    """The nodes by rank, those that are computed first."""
    ranks = rank_nodes(shown.nodes, shown.operands)
    columns: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node in sorted(shown.nodes, key=lambda node: node not in shown.operands):
        columns[ranks[node]].append(node)
    return [column for column in columns if column]


def _packed(ranks: Sequence[Sequence[str]], form: Format, width: int, height: int) -> Layout:
    """Chips one rank after the other, in bands below one another."""
    boxes: dict[str, Box] = {}
    high = max(height, 1)
    x = y = deepest = extent = 0
    for column in _columns(ranks, max(width // form.width, 1) * high):
        count = -(-len(column) // high)
        wide = count * form.width
        if x and x + wide > width:
            x, y, deepest = 0, y + deepest + form.blank, 0
        rows = -(-len(column) // count)
        for at, node in enumerate(column):
            boxes[node] = Box(x + at // rows * form.width, y + at % rows, form.width, 1, 0)
        deepest, extent = max(deepest, rows), max(extent, x + wide)
        x += wide + form.gap
    inorder = dict(sorted(boxes.items(), key=lambda each: (each[1].y, each[1].x)))
    return Layout(extent, y + deepest, inorder, (), {}, frozenset())


def _columns(ranks: Sequence[Sequence[str]], most: int) -> Iterator[Sequence[str]]:
    """The ranks, those that are too large for a panel in parts."""
    for rank in ranks:
        for start in range(0, len(rank), most):
            yield rank[start : start + most]
