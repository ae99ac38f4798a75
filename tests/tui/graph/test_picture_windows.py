"""Pictures of a part of a network, with wires that go on."""

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.program.program import Phase
from tests.tui.graph.large import positions, window_of
from tests.tui.graph.programs import (
    ASCII,
    LARGE_PROGRAMS,
    NETWORKS,
    UNICODE,
    USUAL,
    debugger_at,
    large,
    still,
    text_of,
)
from tui.graph.canvas import View
from tui.graph.lit import lit_wires
from tui.graph.picture import draw, picture_of
from tui.graph.views import view_of
from tui.graph.window import node_in_view


def seen(stop, size=USUAL, look=UNICODE):
    """The picture of the window of a stop, and what the panel shows of it."""
    shown = window_of(stop)
    picture = picture_of(shown, *size, look.glyphs)
    view = view_of(picture.layout, picture.stride, node_in_view(stop), *size)
    return picture, [text_of(line) for line in draw(picture, stop, look, view)]


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
    stop = large("h60")
    picture, _ = seen(stop)
    box = picture.layout.boxes["h58"]
    behind = box.x + box.width + 1
    lines = [text_of(line) for line in draw(picture, stop, UNICODE, View(behind, 0, 78, 10))]
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
    wires = [lit.wire for lit in lit_wires(picture, stop)]
    assert any(wire.label is not None for wire in wires)
    for start in range(picture.layout.width - 20):
        view = View(start, 0, 40, 10)
        lines = [text_of(line) for line in draw(picture, stop, UNICODE, view)]
        for x, y, room in filter(None, (wire.label_in(view.clipped) for wire in wires)):
            assert x >= start
            assert "w" not in lines[y][x - start : x - start + room]


@given(st.sampled_from(sorted(LARGE_PROGRAMS)), st.integers(0, 470), st.integers(20, 90), st.data())
def test_a_name_at_the_edge_is_that_of_all_wires_there(name, step, width, data):
    stop = Debugger(LARGE_PROGRAMS[name]).goto(min(step, len(LARGE_PROGRAMS[name].equations)))
    picture, _ = seen(stop, (width, 10))
    node = data.draw(st.sampled_from(sorted(picture.layout.boxes)))
    view = view_of(picture.layout, picture.stride, node, width, 10)
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
        lit[wire.wire.target, picture.use(wire.wire).position] = wire.contribution
    assert lit.items() <= values.items()
    in_window = {
        (target, position)
        for target, uses in picture.window.operands.items()
        for operand, position in zip(uses, positions(picture.window, target), strict=True)
        if operand == stop.node
    }
    assert lit.keys() == values.keys() & in_window


def test_in_the_backward_pass_names_at_the_edge_have_a_head_as_the_gradient_leaves_there():
    stop = large("dL/dh60")
    picture, _ = seen(stop)
    behind = sum(picture.layout.boxes["h58"][::2]) + 1
    lines = [text_of(line) for line in draw(picture, stop, UNICODE, View(behind, 0, 78, 10))]
    named = [line[:4] for line in lines if line and line[0] in "hw"]
    assert named == ["w59◀", "h58◀", "h58◀"]
    assert not any(line.startswith("x◀") for line in lines)
