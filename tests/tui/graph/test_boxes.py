"""The boxes of the picture: their numbers, signs and marks."""

import pytest

from tests.tui.graph.programs import box, debugger_at, layout_of, picture

# Boxes


def test_a_box_has_name_value_and_gradient():
    upper, middle, lower = box(debugger_at(15).stop, "h0")
    assert upper.startswith("╭h0▲")
    assert "0.5" in middle
    assert "0.75" in lower


def test_boxes_have_the_numbers_of_the_exercise():
    stop = debugger_at(17).stop
    values = {"z0": "0.5", "z1": "0.25", "z2": "0.375", "yhat": "0.375", "L": "3.375", "y": "−3"}
    gradients = {"w0": "0.75", "w1": "0.25", "w2": "0.25", "w3": "0.5", "h1": "0.5", "z2": "1"}
    for node, value in values.items():
        assert box(stop, node)[1].strip("│├┤◀ ") == value
    for node, gradient in gradients.items():
        assert box(stop, node)[2].strip("╰─╯∂ ") == gradient


@pytest.mark.parametrize(("iteration", "h0", "h1"), [(0, "▲", "▲"), (1, "✗", "◇"), (2, "✗", "◇")])
def test_relus_have_their_signs(iteration, h0, h1):
    stop = debugger_at(7, iteration).stop
    assert h0 in box(stop, "h0")[0]
    assert h1 in box(stop, "h1")[0]


def test_a_relu_has_no_sign_before_it_is_computed():
    assert "▲" not in box(debugger_at(1).stop, "h0")[0]
    assert "▲" in box(debugger_at(2).stop, "h0")[0]


def test_not_computed_is_a_dot_and_never_zero():
    for step in range(22):
        stop = debugger_at(step).stop
        for node in stop.program.network.definitions:
            shown = box(stop, node)[1].strip("│├┤◀ ")
            assert (shown == "·") == (stop.state.value(node) is None)
            assert shown != "0"


def test_a_gradient_has_its_place_from_the_backward_pass_on():
    assert box(debugger_at(7).stop, "h0")[2].strip("╰─╯∂ ") == ""
    assert box(debugger_at(8).stop, "h0")[2].strip("╰─╯∂ ") == "·"
    assert box(debugger_at(15).stop, "h0")[2].strip("╰─╯∂ ") == "0.75"
    assert box(debugger_at(18).stop, "h0")[2].strip("╰─╯∂ ") == "0.75"
    assert box(debugger_at(1, 1).stop, "h0")[2].strip("╰─╯∂ ") == ""


def test_inputs_have_no_gradient():
    assert box(debugger_at(17).stop, "x")[2].strip("╰─╯∂ ") == ""


def test_the_node_of_the_step_is_shown_in_reverse_and_no_other():
    for step in range(1, 22):
        stop = debugger_at(step).stop
        marked = [text for line in picture(stop) for text, role in line if role == "here"]
        assert len(marked) == 1
        assert marked[0].startswith({"yhat": "ŷ"}.get(stop.node, stop.node))


def test_a_state_colours_the_name_of_its_box():
    roles = {
        text[:2]: role
        for line in picture(debugger_at(17, 1).stop)
        for text, role in line
        if text[:2] in ("h0", "h1")
    }
    assert roles == {"h0": "dead", "h1": "kink"}


def test_the_skip_edge_goes_round():
    layout = layout_of(debugger_at(0).stop)
    (skip,) = [wire for wire in layout.wires if wire.is_long]
    assert (skip.source, skip.target) == ("h0", "z2")
    main = layout.boxes["h0"].y + 1
    assert any(y != main for _, y in skip.corners)


# Arrays and optimisers


def roles_of(stop, node):
    """The texts in the upper edge of a box, with their roles."""
    place = layout_of(stop).boxes[node]
    line, column, found = picture(stop)[place.y], 0, []
    for text, role in line:
        if place.x < column + 1 and column < place.x + place.width and role != "dim":
            found.append((text, role))
        column += len(text)
    return found


def test_a_relu_of_arrays_has_a_sign_for_each_unit():
    """Z is [[3, -3, 0], [7, -7, 1]]: the third unit is at the kink for one sample."""
    assert box(debugger_at(2, 0, "units").stop, "H")[0].startswith("╭H ▲✗◐─")
    assert "▲" not in box(debugger_at(1, 0, "units").stop, "H")[0]
    later = debugger_at(3, 0, "units").stop
    assert roles_of(later, "H") == [
        ("H ", "mixed"), ("▲", "active"), ("✗", "dead"), ("◐", "mixed")
    ]  # fmt: skip


def test_an_array_that_does_not_fit_is_shown_by_its_shape():
    stop = debugger_at(1, 0, "arrays").stop
    assert box(stop, "W")[1].strip("│├┤◀ ") == "[2×2]"


def test_a_step_of_the_optimiser_does_not_claim_to_change_the_parameter():
    stops = [debugger_at(step, 0, "momentum").stop for step in (3, 4)]
    assert [stop.step.symbol for stop in stops] == ["v_w", "w"]
    roles = [
        {role for line in picture(stop) for text, role in line if text in ("3", "3→1", "1")}
        for stop in stops
    ]
    assert roles == [{"text"}, {"strong"}]
