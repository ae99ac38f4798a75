"""The picture of the network: boxes with their numbers, and what is lit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger import Debugger
from engine.program import derive
from engine.source import Source
from engine.spec import load_network, read_network
from tui.graph_layout import lay_out
from tui.graph_picture import View, draw, lit_wires, node_at, static_rows, view_of
from tui.look import Look

UNICODE, ASCII = Look(), Look(ascii=True)


def chain(layers):
    """A network of so many layers, every other one with a skip connection."""
    equations = ["h0 = w0*x"]
    for i in range(1, layers):
        skip = f" + h{i - 2}" if i % 2 == 0 else ""
        equations.append(f"h{i} = relu(w{i}*h{i - 1}){skip}")
    lines = "\n".join([*equations, f"L = h{layers - 1}*h{layers - 1}"])
    weights = "\n".join(f"w{i} = 1.01" for i in range(layers))
    return read_network(
        Source(
            "chain.toml",
            f"loss = 'L'\nequations = '''\n{lines}\n'''\ninputs = {{ x = 1 }}\n"
            f"[parameters]\n{weights}\n",
        )
    )


LONG_NAMES = """
loss = "the_loss_of_the_whole_network"
equations = '''
the_first_activation = relu(the_weight_of_the_first_layer*x)
the_loss_of_the_whole_network = the_first_activation*the_first_activation
'''
[inputs]
x = -123456.789123
[parameters]
the_weight_of_the_first_layer = -1.23456e-100
"""

ARRAYS = """
loss = "L"
equations = "Z = X @ W\\nH = relu(Z)\\nL = sum(H)"
inputs = { X = [[1, 2], [3, 4]] }
parameters = { W = [[0.123456789, -1], [0.5, 1e-30]] }
"""

NETWORKS = {
    "skip": load_network("skip"),
    "plain": load_network("plain"),
    "chain": chain(40),
    "long names": read_network(Source("long.toml", LONG_NAMES)),
    "arrays": read_network(Source("arrays.toml", ARRAYS)),
}

# The room inside the frame of the graph.
SMALLEST, USUAL, LARGE = (58, 6), (78, 10), (198, 40)


def debugger_at(step, iteration=0, name="skip"):
    debugger = Debugger(derive(NETWORKS[name]))
    debugger.goto(step, iteration)
    return debugger


def layout_of(stop, size=USUAL):
    network = stop.program.network
    return lay_out(network.nodes, network.operands, *size)


def picture(stop, size=USUAL, look=UNICODE):
    """The lines of the whole picture, each as spans."""
    layout = layout_of(stop, size)
    view = View(0, 0, layout.width, layout.height)
    return draw(layout, static_rows(layout, look.glyphs), stop, look, view)


def text_of(line):
    return "".join(text for text, _ in line)


def box(stop, node, size=USUAL, look=UNICODE):
    """The three rows of a node's box."""
    place = layout_of(stop, size).boxes[node]
    lines = [text_of(line) for line in picture(stop, size, look)]
    return [line[place.x : place.x + place.width] for line in lines[place.y : place.y + 3]]


def lit(stop):
    return {
        (wire.wire.source, wire.wire.target): wire.contribution
        for wire in lit_wires(layout_of(stop), stop)
    }


def hot(stop, size=USUAL):
    """What is written on lit wires, without the wires."""
    spans = [text for line in picture(stop, size) for text, role in line if role == "hot"]
    return re.findall(r"−?[\d.]+", " ".join(spans))


# What is lit


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
            assert lines[y][x : x + room].strip("─ ") == number


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
        assert box(stop, node)[1].strip("│├ ") == value
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
            shown = box(stop, node)[1].strip("│├ ")
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
    (skip,) = [wire for wire in layout.wires if wire.is_skip]
    assert (skip.source, skip.target) == ("h0", "z2")
    main = layout.boxes["h0"].y + 1
    assert any(y != main for _, y in skip.corners)


# Room


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
    rows = static_rows(layout, look.glyphs)
    debugger = debugger_at(0, 0, name)
    for _ in range(0, 2 * steps, max(steps // 20, 1)):
        stop = debugger.step(max(steps // 20, 1))
        lines = draw(layout, rows, stop, look, view_of(layout, stop.focus, *size))
        assert len(lines) <= size[1]
        for line in lines:
            assert cell_len(text_of(line)) <= size[0]
            assert text_of(line).isascii() or not look.ascii


@pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_numbers_change_nothing_but_the_inside_of_boxes_and_labels(look):
    """What moves on the screen is only what a step changes."""
    debugger = debugger_at(0)
    still = [text_of(line) for line in picture(debugger.stop, look=look)]
    layout = layout_of(debugger.stop)
    inside = {
        (x, y)
        for place in layout.boxes.values()
        for x in range(place.x + 1, place.x + place.width - 1)
        for y in range(place.y, place.y + 3)
    }
    labels = [wire.label for wire in layout.wires if wire.label is not None]
    inside |= {(x + i, y) for x, y, room in labels for i in range(room)}
    for _ in range(21):
        now = [text_of(line) for line in picture(debugger.step(), look=look)]
        changed = {
            (x, y)
            for y, (old, new) in enumerate(zip(still, now, strict=True))
            for x, (a, b) in enumerate(zip(old, new, strict=True))
            if a != b
        }
        assert changed <= inside


@given(st.sampled_from(["skip", "chain"]), st.integers(20, 120), st.integers(4, 30), st.data())
def test_the_box_in_focus_is_in_view(name, width, height, data):
    layout = LAYOUTS[name]
    node = data.draw(st.sampled_from(sorted(layout.boxes)))
    place = layout.boxes[node]
    view = view_of(layout, node, width, height)
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
    rows = static_rows(layout, UNICODE.glyphs)
    whole = draw(layout, rows, stop, UNICODE, View(0, 0, layout.width, layout.height))
    view = view_of(layout, stop.focus, 60, 6)
    part = draw(layout, rows, stop, UNICODE, view)
    assert view.x > 0
    inside = slice(12, -12)  # boxes that the edge of the view cuts are left empty
    assert [text_of(line)[inside] for line in part] == [
        text_of(line)[view.x : view.x + 60][inside] for line in whole[view.y : view.y + 6]
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
