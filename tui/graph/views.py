"""The views of a layout that does not fit its panel: where they lie, and which one shows a node.

A view that moves has all its cells sent anew, but for those that are what they were before. Layers
that are alike are drawn alike, so views that lie whole layers apart have their boxes and wires in
the same cells, and only names and numbers change.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq

from tui.graph.canvas import View
from tui.graph.layout import Box, Layout

MARGIN = 1
"""The columns between a node that is looked at and the edge of its view."""

ALIKE = 0.5
"""The share of columns that have to be alike for views to be laid by it."""


def stride_of(rows: Sequence[str], layout: Layout, room: int) -> int:
    """How many columns lie between a view and the next: where most of the picture is as before.

    Args:
        rows: the picture without names and numbers.
        layout: where everything is in it.
        room: the columns of a view.
    """
    box = max(box.width for box in layout.boxes.values()) if layout.boxes else 0
    widest = max(room - box - 2 * MARGIN, 1)
    usual = max(min(room // 2, widest), 1)
    if layout.width <= room:
        return usual
    numbers: dict[tuple[str, ...], int] = {}
    columns = [numbers.setdefault(column, len(numbers)) for column in zip(*rows, strict=True)]
    alike = {
        stride: sum(map(eq, columns, columns[stride:])) / (layout.width - stride)
        for stride in range(max(room // 3, 1), min(widest + 1, layout.width))
    }
    best = max(alike, key=alike.__getitem__, default=usual)
    return best if alike.get(best, 0) >= ALIKE else usual


def view_of(layout: Layout, stride: int, focus: str, width: int, height: int) -> View:
    """The view of this size that shows a node.

    Args:
        layout: where everything is.
        stride: how many columns lie between a view and the next.
        focus: the node.
        width: the columns of the view.
        height: its rows.
    """
    box = layout.boxes[focus]
    return View(
        _left(box, stride, layout.width, width),
        _top(box, _middle(layout), layout.height, height),
        width,
        height,
    )


def view_on(layout: Layout, box: Box, width: int, height: int) -> View:
    """The view of this size with a box in its middle, as far as that can be."""
    x, y = box.x + box.width // 2 - width // 2, box.row - height // 2
    return held(View(x, y, width, height), layout)


def held(view: View, layout: Layout) -> View:
    """A view moved as little as it has to be so that nothing beside the layout is in it.

    Along an axis where all of the layout has room it is in the middle.
    """
    x = _held(view.x, layout.width, view.width)
    return view._replace(x=x, y=_held(view.y, layout.height, view.height))


def _held(start: int, extent: int, room: int) -> int:
    return (extent - room) // 2 if extent <= room else max(0, min(start, extent - room))


def _left(box: Box, stride: int, extent: int, room: int) -> int:
    """Where a view begins: some strides from the left, with a box as near its middle as can be."""
    if extent <= room:
        return (extent - room) // 2  # in the middle: the view begins before the layout does
    place = round((box.x + box.width / 2 - room / 2) / stride)
    left = max(0, min(place, (extent - room) // stride)) * stride
    if left <= box.x and box.x + box.width <= left + room - MARGIN:
        return left
    last = extent - room
    return last if last <= box.x else max(0, box.x - max(room - box.width, 0) // 2)


def _top(box: Box, middle: int, extent: int, room: int) -> int:
    """Where a view begins: around the middle row, or strides above or below it."""
    if extent <= room:
        return (extent - room) // 2
    lowest, stride = extent - room, max(room // 2, 1)
    top = max(0, min(middle - room // 2, lowest))
    first = box.y if box.height <= room else min(max(box.row - room // 2, 0), lowest)
    hidden = max(top - first, min(box.bottom, first + room) - top - room, 0)
    moved = -(-hidden // stride) * stride
    return max(top - moved, 0) if first < top else min(top + moved, lowest)


def _middle(layout: Layout) -> int:
    """The row in which the wires to the last node run."""
    return list(layout.boxes.values())[-1].row
