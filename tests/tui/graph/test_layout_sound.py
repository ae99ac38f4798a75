"""Layouts of random networks: what holds for every picture."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.graph.pictures import Network, assert_sound
from tui.graph.layout import lay_out
from tui.graph.wish import Wish


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw a small network: any operands at all, as long as they come before the node."""
    names = [f"n{index}" for index in range(draw(st.integers(1, 14)))]
    sources = draw(st.integers(1, len(names)))
    operands = {
        name: draw(st.lists(st.sampled_from(names[:index]), min_size=1, max_size=4))
        for index, name in enumerate(names[sources:], sources)
    }
    return names, operands


@st.composite
def layered_networks(draw: st.DrawFn) -> Network:
    """Draw a network of narrow layers, where wires have to cross much."""
    widths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    layers = [[f"n{rank}{index}" for index in range(width)] for rank, width in enumerate(widths)]
    operands = {
        name: draw(st.lists(st.sampled_from(before), min_size=1, max_size=4))
        for before, layer in pairwise(layers)
        for name in layer
    }
    return [name for layer in layers for name in layer], operands


any_network = networks() | layered_networks()


@settings(max_examples=100, deadline=None)
@given(any_network, st.integers(0, 200), st.integers(0, 60))
def test_every_layout_is_sound(any_network: Network, width: int, height: int) -> None:
    assert_sound(lay_out(*any_network, width, height), *any_network)


@settings(max_examples=40, deadline=None)
@given(any_network, st.data(), st.integers(0, 200), st.integers(0, 60))
def test_boxes_are_as_high_as_they_wish(
    any_network: Network, data: st.DataObject, width: int, height: int
) -> None:
    boxes = st.builds(
        Wish,
        width=st.integers(0, 40),
        above=st.integers(1, 4),
        below=st.integers(1, 9),
        least=st.sampled_from(data.draw(st.sampled_from([[0], [7, 30]]))),
        reach=st.integers(0, 40),
    )
    wishes = {node: data.draw(boxes) for node in any_network[0]}
    layout = lay_out(*any_network, width, height, wishes)
    assert_sound(layout, *any_network)
    for node, box in layout.boxes.items():
        assert (box.above, box.height) == (
            wishes[node].above,
            1 + wishes[node].above + wishes[node].below,
        )


@settings(max_examples=30, deadline=None)
@given(any_network, st.integers(0, 200), st.integers(0, 60))
def test_layout_is_deterministic(any_network: Network, width: int, height: int) -> None:
    assert lay_out(*any_network, width, height) == lay_out(*any_network, width, height)


@settings(max_examples=50, deadline=None)
@given(any_network)
def test_layout_stays_within_the_panel_where_it_can(any_network: Network) -> None:
    smallest = lay_out(*any_network, 10_000, 0).height
    for height in (smallest, smallest + 1, smallest + 20):
        assert lay_out(*any_network, 100, height).height <= height
    for width in range(40, 160, 40):
        layout = lay_out(*any_network, width, 10)
        scrolls = {box.width for box in layout.boxes.values()} == {9} and layout.width > width
        assert layout.width <= width or scrolls
