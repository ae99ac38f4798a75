"""What is lit in the picture of a network."""

import re

import pytest

from tests.tui.graph.programs import LARGE, USUAL, debugger_at, layout_of, lit, picture, text_of


def hot(stop, size=USUAL):
    """What is written on lit wires, without the wires."""
    spans = [text for line in picture(stop, size) for text, role in line if role == "hot"]
    return re.findall(r"−?[\d.]+", " ".join(spans))


def test_at_h0_both_contributions_are_on_lit_wires():
    assert lit(debugger_at(15).stop) == {("h0", "z2"): 0.5, ("h0", "z1"): 0.25}


@pytest.mark.parametrize("size", [USUAL, (118, 20), LARGE])
def test_at_h0_both_contributions_are_written_on_their_wires(size):
    stop = debugger_at(15).stop
    assert sorted(set(hot(stop, size))) == ["0.25", "0.5", "0.75"]
    layout = layout_of(stop, size)
    lines = [text_of(line) for line in picture(stop, size)]
    for wire in layout.wires:
        if wire.source == "h0":
            x, y, room = wire.label
            number = {"z2": "0.5", "z1": "0.25"}[wire.target]
            assert lines[y][x : x + room].strip("━ ") == number


def test_contributions_are_lit_as_they_arrive():
    debugger = debugger_at(14)
    assert [lit(debugger.into()) for _ in range(3)] == [
        {},
        {("h0", "z2"): 0.5},
        {("h0", "z2"): 0.5, ("h0", "z1"): 0.25},
    ]


def test_in_the_forward_pass_the_wires_that_the_node_reads_are_lit():
    assert lit(debugger_at(5).stop) == dict.fromkeys(
        [("w2", "z2"), ("h1", "z2"), ("w3", "z2"), ("h0", "z2")]
    )
    assert hot(debugger_at(5).stop) == []


def test_in_the_backward_pass_the_wires_that_the_gradient_came_over_are_lit():
    assert lit(debugger_at(8).stop) == {("yhat", "L"): 1.0}
    assert lit(debugger_at(16).stop) == {("z0", "h0"): 0.75}


def test_before_the_first_step_and_in_the_update_no_wire_is_lit():
    for step in (0, 18, 19, 20, 21):
        assert lit(debugger_at(step).stop) == {}
