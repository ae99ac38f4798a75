"""The picture of the network, in the room there is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.graph.programs import (
    ASCII,
    LARGE,
    NETWORKS,
    SMALLEST,
    UNICODE,
    USUAL,
    box,
    debugger_at,
    layout_of,
    picture,
    still,
    text_of,
)
from tests.tui.networks import LONG_NAMES
from tui.graph.picture import draw, node_at
from tui.graph.views import stride_of, view_of


@pytest.mark.parametrize("name", ["skip", "plain"])
def test_the_shipped_networks_fit_80x24_whole(name):
    layout = layout_of(debugger_at(0, 0, name).stop)
    assert layout.width <= 78
    assert layout.height <= 10


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("size", [SMALLEST, USUAL, LARGE])
@pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_line_fits_at_every_step(name, size, look):
    steps = len(derive(NETWORKS[name]).equations)
    layout = layout_of(debugger_at(0, 0, name).stop, size)
    debugger = debugger_at(0, 0, name)
    unmoved = still(debugger.stop, size, look)
    for _ in range(0, 2 * steps, max(steps // 20, 1)):
        stop = debugger.step(max(steps // 20, 1))
        lines = draw(unmoved, stop, look, view_of(layout, unmoved.stride, stop.focus, *size))
        assert len(lines) <= size[1]
        for line in lines:
            assert cell_len(text_of(line)) <= size[0]
            assert text_of(line).isascii() or not look.ascii


@pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_steps_change_nothing_but_the_inside_of_boxes_and_wires_and_their_ends(look):
    """What moves on the screen is only what a step changes."""
    debugger = debugger_at(0)
    before = [text_of(line) for line in picture(debugger.stop, look=look)]
    layout = layout_of(debugger.stop)
    inside = {
        (x, y)
        for place in layout.boxes.values()
        for x in range(place.x + 1, place.x + place.width - 1)
        for y in range(place.y, place.y + 3)
    }
    inside |= {(x, y) for wire in layout.wires for x, y, _ in wire.cells}
    heads = [wire.head for wire in layout.wires]
    inside |= {(x, y) for wire in layout.wires for x, y in (wire.head, wire.corners[0])}
    inside |= {(x + 1, y) for x, y in heads}
    upright = [cell for wire in layout.wires for cell in wire.upright]
    inside |= {(x + aside, y) for x, y in upright for aside in range(-7, 8)}  # a number beside it
    summed = layout.boxes["h0"]  # its fan-in sum stands beside its box
    inside |= {(x, y) for x in range(summed.x + 9) for y in (summed.y - 1, summed.bottom)}
    for _ in range(21):
        now = [text_of(line) for line in picture(debugger.step(), look=look)]
        changed = {
            (x, y)
            for y, (old, new) in enumerate(zip(before, now, strict=True))
            for x, (a, b) in enumerate(zip(old, new, strict=True))
            if a != b
        }
        assert changed <= inside


@given(st.sampled_from(["skip", "chain"]), st.integers(20, 120), st.integers(4, 30), st.data())
def test_the_box_in_focus_is_in_view(name, width, height, data):
    layout = LAYOUTS[name]
    node = data.draw(st.sampled_from(sorted(layout.boxes)))
    place = layout.boxes[node]
    rows = still(debugger_at(0, 0, name).stop, SMALLEST).rows
    view = view_of(layout, stride_of(rows, layout, width), node, width, height)
    assert (view.width, view.height) == (width, height)
    assert view.x <= place.x
    assert place.x + place.width <= view.x + width
    assert view.y <= place.y
    assert place.y + 3 <= view.y + height
    assert uses_its_room(view.x, width, layout.width)
    assert uses_its_room(view.y, height, layout.height)


def uses_its_room(start, room, extent):
    """Whether the whole is shown where it fits, and nothing beyond it where it does not."""
    if extent <= room:
        return start <= 0 and extent <= start + room
    return 0 <= start <= extent - room


LAYOUTS = {name: layout_of(debugger_at(0, 0, name).stop, SMALLEST) for name in ("skip", "chain")}


def test_a_view_shows_its_part_of_the_picture():
    stop = debugger_at(30, 0, "chain").stop
    layout = layout_of(stop)
    everything = picture(stop)
    view = view_of(layout, 20, stop.focus, 60, 6)
    part = draw(still(stop), stop, UNICODE, view)
    assert view.x > 0
    inside = slice(12, -12)  # boxes that the edge of the view cuts are left empty
    assert [text_of(line)[inside] for line in part] == [
        text_of(line)[view.x : view.x + 60][inside] for line in everything[view.y : view.y + 6]
    ]


def test_node_at_finds_every_box_and_nothing_between():
    layout = layout_of(debugger_at(0).stop)
    found = {}
    for x in range(layout.width):
        for y in range(layout.height):
            node = node_at(layout, x, y)
            found[node] = found.get(node, 0) + 1
    free = found.pop(None)
    assert found == {node: 3 * place.width for node, place in layout.boxes.items()}
    assert free == layout.width * layout.height - sum(found.values())
    assert node_at(layout, -1, 0) is None
    assert node_at(layout, layout.width, layout.height) is None


def test_numbers_that_are_none_are_shown_as_what_they_are():
    text = LONG_NAMES.replace("-1.23456e-100", "nan")
    debugger = Debugger(derive(read_network(Source("nan.toml", text))))
    assert box(debugger.step(), "the_first_activation")[1].strip("│├ ") == "nan"


def test_a_name_too_long_for_its_box_is_shown_to_be_cut():
    given = debugger_at(0, 0, "long names").stop
    name = box(given, "the_weight_of_the_first_layer")[0].strip("╭─╮")
    assert re.fullmatch("the_.*….*yer", name)
    name = box(given, "the_weight_of_the_first_layer", look=ASCII)[0].strip("+-")
    assert re.fullmatch("the_.*~.*yer", name)
