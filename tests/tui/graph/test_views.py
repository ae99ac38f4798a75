"""The views of a layout that is larger than its panel: what a move of one leaves as it was."""

import pytest

from tests.tui.graph.programs import UNICODE, debugger_at, layout_of, still
from tui.graph.layout import Box, Layout
from tui.graph.views import stride_of, view_of

LINE = Layout(100, 12, {f"n{i}": Box(10 * i, 8, 7) for i in range(10)}, (), {}, frozenset())
ALIKE = ["╭─────╮─╮ " * 10] * 12
UNLIKE = ["".join(chr(0x4E00 + row * 100 + at) for at in range(100)) for row in range(12)]


def test_views_lie_whole_layers_apart():
    assert stride_of(ALIKE, LINE, 50) % 10 == 0
    assert stride_of(UNLIKE, LINE, 50) == 25  # half of the room, for want of anything better


@pytest.mark.parametrize("rows", [ALIKE, UNLIKE], ids=["alike", "unlike"])
@pytest.mark.parametrize("room", range(12, 100, 7))
def test_every_node_is_seen_from_a_few_places(rows, room):
    stride = stride_of(rows, LINE, room)
    lefts = {node: view_of(LINE, stride, node, room, 12).x for node in LINE.boxes}
    for node, left in lefts.items():
        assert left <= LINE.boxes[node].x
        assert LINE.boxes[node].x + 7 <= left + room
        assert left % stride == 0 or left == 100 - room


def test_a_view_stays_in_its_rows_as_long_as_they_show_the_node():
    boxes = {"a": Box(0, 0, 7), "b": Box(0, 6, 7), "c": Box(0, 13, 7), "d": Box(0, 17, 7)}
    layout = Layout(7, 20, boxes | {"L": Box(0, 8, 7)}, (), {}, frozenset())
    assert [view_of(layout, 1, node, 7, 10).y for node in "aLbcd"] == [0, 4, 4, 9, 10]


def test_a_move_along_equal_layers_leaves_boxes_and_wires_where_they_are():
    """Of 78 times 10 cells, those in which two views of a chain differ before anything is run."""
    stop = debugger_at(0, 0, "chain").stop
    picture, layout = still(stop, (78, 10), UNICODE), layout_of(stop, (78, 10))
    assert layout.width > 2 * 78
    views = [view_of(layout, picture.stride, node, 78, 10) for node in ("h6", "h8", "h10", "h12")]
    shown = [[row[view.x : view.x + 78] for row in picture.rows] for view in views]
    assert len({view.x for view in views}) > 1
    assert all(rows == shown[0] for rows in shown)
