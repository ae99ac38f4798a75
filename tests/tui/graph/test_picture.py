"""The picture of the network: boxes with their numbers, and what is lit."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive
from tui.drawing.look import Look
from tui.graph import picture as graph_picture
from tui.graph.canvas import View
from tui.graph.layout import lay_out
from tui.graph.lit import lit_wires
from tui.graph.picture import draw, node_at, picture_of, view_of
from tui.graph.window import node_in_view, section_of, whole, window
from tui.widgets.graph import Graph, overview

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

UNITS = """
loss = "L"
equations = "Z = X @ W\\nH = relu(Z)\\nL = sum(H)"
inputs = { X = [[1, 2], [3, 4]] }
parameters = { W = [[1, -1, 1], [1, -1, -0.5]] }
"""

MOMENTUM = """
loss = "L"
equations = "L = w*x"
inputs = { x = 2 }
parameters = { w = 3 }
training = { optimiser = "momentum" }
"""


TIED = """
loss = "L"
equations = "a = x*x*w\\nL = w*a*x"
inputs = { x = 2 }
parameters = { w = 3 }
"""


def far_sum(count):
    """So many nodes, all added up at the end."""
    equations = [f"h{i} = relu(w{i}*x)" for i in range(count)]
    lines = "\n".join([*equations, "L = " + " + ".join(f"h{i}" for i in range(count))])
    weights = "\n".join(f"w{i} = 1" for i in range(count))
    return read_network(
        Source(
            "sum.toml",
            f"loss = 'L'\nequations = '''\n{lines}\n'''\ninputs = {{ x = 1 }}\n"
            f"[parameters]\n{weights}\n",
        )
    )


def recurrent(layers):
    """A network of so many layers with one weight for all."""
    equations = ["h0 = relu(w*x)", *(f"h{i} = relu(w*h{i - 1})" for i in range(1, layers))]
    lines = "\n".join([*equations, f"L = h{layers - 1}*1"])
    return read_network(
        Source(
            "recurrent.toml",
            f"loss = 'L'\nequations = '''\n{lines}\n'''\n"
            "inputs = { x = 1 }\nparameters = { w = 1.01 }\n",
        )
    )


NETWORKS = {
    "skip": load_network("skip"),
    "plain": load_network("plain"),
    "chain": chain(40),
    "long names": read_network(Source("long.toml", LONG_NAMES)),
    "arrays": read_network(Source("arrays.toml", ARRAYS)),
    "units": read_network(Source("units.toml", UNITS)),
    "momentum": read_network(Source("momentum.toml", MOMENTUM)),
    "tied": read_network(Source("tied.toml", TIED)),
}
LARGE_PROGRAMS = {
    "chain": derive(chain(120)),
    "recurrent": derive(recurrent(120)),
    "sum": derive(far_sum(60)),
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


def still(stop, size=USUAL, look=UNICODE):
    """The part of the whole picture that no step changes."""
    return picture_of(whole(stop.program.network), *size, look.glyphs)


def picture(stop, size=USUAL, look=UNICODE):
    """The lines of the whole picture, each as spans."""
    layout = layout_of(stop, size)
    view = View(0, 0, layout.width, layout.height)
    return draw(still(stop, size, look), stop, look, view)


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
        for wire in lit_wires(still(stop), stop)
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
    debugger = debugger_at(0, 0, name)
    unmoved = still(debugger.stop, size, look)
    for _ in range(0, 2 * steps, max(steps // 20, 1)):
        stop = debugger.step(max(steps // 20, 1))
        lines = draw(unmoved, stop, look, view_of(layout, stop.focus, *size))
        assert len(lines) <= size[1]
        for line in lines:
            assert cell_len(text_of(line)) <= size[0]
            assert text_of(line).isascii() or not look.ascii


@pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_steps_change_nothing_but_the_inside_of_boxes_and_wires(look):
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
    everything = picture(stop)
    view = view_of(layout, stop.focus, 60, 6)
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
    assert re.fullmatch("the_weigh.*…", name)
    name = box(given, "the_weight_of_the_first_layer", look=ASCII)[0].strip("+-")
    assert re.fullmatch("the_weigh.*~", name)


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
    assert box(stop, "W")[1].strip("│├ ") == "[2×2]"


def test_a_step_of_the_optimiser_does_not_claim_to_change_the_parameter():
    stops = [debugger_at(step, 0, "momentum").stop for step in (3, 4)]
    assert [stop.step.symbol for stop in stops] == ["v_w", "w"]
    roles = [
        {role for line in picture(stop) for text, role in line if text in ("3", "2.9", "1")}
        for stop in stops
    ]
    assert roles == [{"text"}, {"strong"}]


# Windows


def seen(stop, size=USUAL, look=UNICODE):
    """The picture of the window of a stop, and what the panel shows of it."""
    picture = picture_of(window(stop.program, section_of(stop)), *size, look.glyphs)
    view = view_of(picture.layout, node_in_view(stop), *size)
    return picture, [text_of(line) for line in draw(picture, stop, look, view)]


def large(symbol, name="chain"):
    """A stop of a large network, at the step that assigns a symbol."""
    program = LARGE_PROGRAMS[name]
    return Debugger(program).goto(program.index[symbol] + 1)


def sides(picture, node):
    """The left and the right side of a box, in the row of its wires."""
    place = picture.layout.boxes[node]
    row = picture.rows[place.y + 1]
    return row[place.x] + row[place.x + place.width - 1]


def test_a_box_shows_that_wires_go_on():
    picture, _ = seen(large("h40"))
    first, last = picture.window.equations[0], picture.window.equations[-1]
    assert first < 40 < last
    assert sides(picture, "h40") == "│├"
    assert sides(picture, f"h{first - 1}") == "╡├"
    assert sides(picture, f"h{last}") == "│╞"
    picture, _ = seen(large("h40"), look=ASCII)
    assert sides(picture, f"h{last}") == "|:"


def test_a_shared_parameter_shows_that_it_is_used_elsewhere():
    picture, _ = seen(large("h60", "recurrent"))
    assert sides(picture, "w") == "│╞"


def test_no_box_of_a_whole_network_has_wires_that_go_on():
    for name in NETWORKS:
        assert not set("╡╞") & set("".join(still(debugger_at(0, 0, name).stop).rows))


def test_a_wire_from_outside_the_view_has_the_name_of_its_node():
    _, lines = seen(large("h60", "recurrent"))
    assert [line[:2] for line in lines if line.startswith("w")] == ["w━"]
    _, lines = seen(large("h60", "recurrent"), look=ASCII)
    assert [line[:2] for line in lines if line.startswith("w")] == ["w="]


def test_wires_from_outside_the_view_have_the_names_of_their_nodes():
    _, lines = seen(large("h60"))
    assert [line[:6] for line in lines if line and line[0] in "hw"] == [
        "w59──┐", "h58──┴", "h58━━━"
    ]  # fmt: skip


def test_a_wire_that_two_nodes_share_has_no_name():
    """The wires of w and x meet and lead to a as one."""
    stop = debugger_at(0, 0, "tied").stop
    picture = still(stop)
    row = picture.layout.boxes["a"].y + 1
    x = picture.rows[row].index("├") + 1
    sources = [wire.source for wire in picture.layout.wires if (x, row, 10) in wire.cells]
    assert sorted(sources) == ["w", "x", "x"]
    lines = draw(picture, stop, UNICODE, View(x, 0, 40, 10))
    assert text_of(lines[row]).startswith("────")


def test_a_name_never_covers_a_number():
    debugger = Debugger(LARGE_PROGRAMS["recurrent"])
    debugger.goto(LARGE_PROGRAMS["recurrent"].index["dL/dw"])
    stop = debugger.into(40)
    picture, _ = seen(stop)
    labels = [lit.wire.label for lit in lit_wires(picture, stop) if lit.wire.label is not None]
    assert labels
    for x, y, room in labels:
        for start in range(x, x + room):
            line = text_of(draw(picture, stop, UNICODE, View(start, 0, 40, 10))[y])
            assert "w" not in line[: x + room - start]


@given(st.sampled_from(sorted(LARGE_PROGRAMS)), st.integers(0, 470), st.integers(20, 90), st.data())
def test_a_name_at_the_edge_is_that_of_all_wires_there(name, step, width, data):
    stop = Debugger(LARGE_PROGRAMS[name]).goto(min(step, len(LARGE_PROGRAMS[name].equations)))
    picture, _ = seen(stop, (width, 10))
    node = data.draw(st.sampled_from(sorted(picture.layout.boxes)))
    view = view_of(picture.layout, node, width, 10)
    running = {}
    for wire in picture.layout.wires:
        for x, y, _ in wire.cells:
            if x == view.x:
                running.setdefault(y, set()).add(wire.source)
    for y, line in enumerate(draw(picture, stop, UNICODE, view), view.y):
        if line and line[0][0] in stop.program.network.nodes:
            assert running[y] == {line[0][0]}


@given(st.sampled_from(sorted(LARGE_PROGRAMS)), st.data())
def test_lit_wires_have_the_contributions_of_the_step(name, data):
    program = LARGE_PROGRAMS[name]
    backward = program.phases[Phase.BACKWARD]
    debugger = Debugger(program)
    debugger.goto(data.draw(st.integers(backward.start, backward.stop - 1)))
    stop = debugger.into(data.draw(st.integers(1, 5)))
    assume(stop.phase is Phase.BACKWARD)
    picture, _ = seen(stop)
    arrived = list(zip(stop.step.equation.terms, stop.step.terms, strict=True))
    values = {
        (term.child, term.position): each.value for term, each in arrived[: stop.cursor.arrived]
    }
    lit = {}
    for wire in lit_wires(picture, stop):
        positions = picture.window.positions[wire.wire.target]
        lit[wire.wire.target, positions[wire.wire.position]] = wire.contribution
    assert lit.items() <= values.items()
    in_window = {
        (target, position)
        for target, uses in picture.window.operands.items()
        for operand, position in zip(uses, picture.window.positions[target], strict=True)
        if operand == stop.node
    }
    assert lit.keys() == values.keys() & in_window


# The panel


class Panel(Graph):
    """A panel with a size, without a screen."""

    room = Size(*USUAL)

    def show(self, lines, title="", foot=""):
        self.lines, self.title, self.foot = lines, title, foot


def test_the_picture_of_a_section_is_laid_out_once(monkeypatch):
    laid_out = []
    monkeypatch.setattr(
        graph_picture, "lay_out", lambda *layout: laid_out.append(1) or lay_out(*layout)
    )
    panel, debugger = Panel(UNICODE), Debugger(LARGE_PROGRAMS["chain"])
    for _ in range(120):
        panel.draw(debugger.step())
    assert len(laid_out) <= 120 / 5
    before = len(laid_out)
    for _ in range(20):
        panel.draw(debugger.back())
    assert len(laid_out) == before


def test_the_panel_follows_the_step_through_a_large_network():
    panel, debugger = Panel(UNICODE), Debugger(LARGE_PROGRAMS["chain"])
    for _ in range(len(LARGE_PROGRAMS["chain"].equations)):
        stop = debugger.step()
        panel.draw(stop)
        here = [text for line in panel.lines for text, role in line if role == "here"]
        assert [text.rstrip("▲✗◇") for text in here] == [stop.node]
        assert panel.foot.endswith(" of 121")
        assert len(panel.foot) <= USUAL[0] - 3  # the frame: a corner, a blank and an edge


def test_the_panel_shows_another_program():
    panel = Panel(UNICODE)
    for name in ("chain", "recurrent", "sum", "chain"):
        stop = large("h40", name)
        panel.draw(stop)
        assert [text[:3] for line in panel.lines for text, role in line if role == "here"] == [
            "h40"
        ]


def test_the_title_says_nothing_of_a_step_elsewhere():
    panel, debugger = Panel(UNICODE), Debugger(LARGE_PROGRAMS["chain"])
    debugger.goto(30)
    panel.draw(debugger.select("h100"))
    assert panel.title == "Graph, ╞ goes on"


def test_the_title_tells_how_many_wires_of_the_step_are_left_out():
    panel = Panel(UNICODE)
    panel.draw(debugger_at(15).stop)
    assert panel.title == "Graph"
    assert panel.foot == ""
    panel.draw(large("h60", "recurrent"))
    assert panel.title == "Graph, ╞ goes on"
    panel.draw(large("dL/dw", "recurrent"))
    assert panel.title == "Graph, ╞ goes on, 24 of 120 wires of this step"
    ascii_panel = Panel(ASCII)
    ascii_panel.draw(large("h60", "recurrent"))
    assert ascii_panel.title == "Graph, : goes on"


@pytest.mark.parametrize(
    ("places", "width", "shown"),
    [
        (range(480, 504), 78, "├─────██─────────────────┤ equations 481–504 of 2,000"),
        (range(24), 78, "├█───────────────────────┤ equations 1–24 of 2,000"),
        (range(1984, 2000), 78, "├───────────────────────█┤ equations 1,985–2,000 of 2,000"),
        ((1999,), 78, "├───────────────────────█┤ equation 2,000 of 2,000"),
        ((0, 1000), 78, "├█───────────█───────────┤ equations 1 and 1,001 of 2,000"),
        (range(480, 504), 45, "├───█─────────┤ equations 481–504 of 2,000"),
        (range(480, 504), 39, "equations 481–504 of 2,000"),
        (range(2000), 78, ""),
    ],
)
def test_the_overview_shows_where_a_window_lies(places, width, shown):
    assert overview(places, 2000, UNICODE, width) == shown
    assert overview(places, 2000, ASCII, width) == shown.translate(str.maketrans("├─█┤–", "[-#]-"))


@pytest.mark.parametrize(
    ("look", "level"), [(UNICODE, "━"), (ASCII, "=")], ids=["unicode", "ascii"]
)
def test_lit_wires_are_told_from_others_without_colours(look, level):
    """At the fan-in sum of h0 the wire of the skip connection runs below, from h0 to z2."""
    unlit, lit = (
        [text_of(line) for line in picture(debugger_at(step).stop, look=look)] for step in (0, 15)
    )
    assert not any(level in line for line in unlit)
    bottom = max(y for y, line in enumerate(lit) if level in line)
    assert f"{level * 5} 0.5 {level * 5}" in lit[bottom]


def test_where_wires_join_only_those_that_are_lit_are_heavy():
    stop = debugger_at(15).stop
    layout, lines = layout_of(stop), [text_of(line) for line in picture(stop)]
    heavy_of = {"┷": 10, "┳": 14, "╆": 6, "┨": 5, "━": 10, "┃": 5, "┗": 3, "┛": 9}
    lit = {}
    for wire in (each for each in layout.wires if each.source == "h0"):
        for x, y, directions in wire.cells:
            lit[x, y] = lit.get((x, y), 0) | directions
    drawn = {cell: lines[cell[1]][cell[0]] for cell in lit}
    assert {"┷", "┳", "┗", "┛"} <= set(drawn.values())
    for cell, glyph in drawn.items():
        if glyph in heavy_of:  # and is no digit of a number
            assert heavy_of[glyph] == lit[cell], glyph
