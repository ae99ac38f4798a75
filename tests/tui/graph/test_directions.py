"""Which way the arrow heads point: forwards with the values, backwards with the gradients."""

import pytest

from tests.tui.graph.programs import ASCII, UNICODE, debugger_at, layout_of, picture, text_of

NETWORKS = ["skip", "units", "arrays", "momentum", "tied"]


def places_of(stop, character, look=UNICODE):
    """Where a character stands in a picture, but inside of boxes."""
    inside = {
        (x, box.y + 1)
        for box in layout_of(stop).boxes.values()
        for x in range(box.x + 1, box.x + box.width - 1)
    }
    return {
        (x, y)
        for y, line in enumerate(picture(stop, look=look))
        for x, each in enumerate(text_of(line))
        if each == character
    } - inside


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(("look", "head"), [(UNICODE, "◀"), (ASCII, "<")])
def test_in_the_backward_pass_there_is_a_head_where_a_gradient_arrives_and_no_other(
    name, look, head
):
    """What gets a gradient is seen in what a whole iteration has computed."""
    debugger = debugger_at(0, name=name)
    phases = {}
    for _ in range(len(debugger.stop.program.equations)):
        stop = debugger.step()
        phases.setdefault(str(stop.phase), []).append(stop)
    last = phases["update"][-1]
    boxes = layout_of(last).boxes
    arrived = {
        (box.x + box.width - 1, box.y + 1)
        for node, box in boxes.items()
        if node != last.program.network.loss
        and last.program.has_gradient(node)
        and last.state.gradient(node) is not None
    }
    assert arrived
    for stop in phases["backward"]:
        assert places_of(stop, head, look) == arrived
        assert not places_of(stop, look.glyphs.head, look)
    for stop in (*phases["forward"], *phases["update"]):
        assert not places_of(stop, head, look)
        heads = {wire.head for wire in layout_of(stop).wires}
        assert places_of(stop, look.glyphs.head, look) == heads


def test_the_gradients_of_the_exercise_go_to_the_parameters_and_not_to_what_is_given():
    stop = debugger_at(17).stop
    boxes = layout_of(stop).boxes
    heads = places_of(stop, "◀")
    pointed = {node for node, box in boxes.items() if (box.x + box.width - 1, box.y + 1) in heads}
    assert pointed == {"w0", "w1", "w2", "w3", "z0", "h0", "z1", "h1", "z2", "yhat"}


def test_the_head_is_lit_at_the_node_whose_gradient_it_is():
    """At h0 both contributions meet, and one head leads into its box."""
    stop = debugger_at(15).stop
    box = layout_of(stop).boxes["h0"]
    hot = [text for text, role in picture(stop)[box.y + 1] if role == "hot"]
    assert hot[0].startswith("◀┳")
    assert not any("◀" in text for text in hot[1:])
