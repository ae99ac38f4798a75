"""The box of a folded group: what it says, and that it says what is true now."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive
from tests.tui.graph.grouped import debugger_of, grouped_programs, recurrent_net
from tests.tui.graph.test_frames import lines_at, picture_at
from tui.drawing.look import Look
from tui.drawing.spotlight import OFF
from tui.graph.camera import FITTING, Camera
from tui.graph.detail import Detail
from tui.graph.group_box import norm_in, states_in
from tui.graph.pictures import Pictures, seen
from tui.graph.scene import scene_of, short_name

RELUS = """
loss = "L"
equations = '''
y = units(x, W)
L = sum(y)
'''
[layers]
units = '''
units(x, W):
    z = x @ W
    h = relu(z)
    units = 2*h
'''
[inputs]
x = [1, 2]
[parameters]
W = [[1, -1, 2], [1, -1, -1]]
"""


def relus():
    """A debugger of a network with a layer in which one unit of three is dead, one at a kink."""
    return Debugger(derive(read_network(Source("relus.toml", RELUS))))


def drawn(stop):
    """The spans of the picture, line by line."""
    return seen(Pictures(Look().glyphs), stop, Look(), (118, 30)).shown.lines


def box_of(stop, node, room=(118, 30)):
    """The rows of a box."""
    box = picture_at(stop, room).layout.boxes[node]
    lines = lines_at(stop, room)
    return [line[box.x : box.x + box.width] for line in lines[box.y : box.bottom]]


def test_the_box_has_a_double_frame_the_layer_and_the_value_of_its_head():
    stop = debugger_of(recurrent_net()).step(4)
    upper, layer, value, *_, lower = box_of(stop, "yhat")
    assert upper.startswith("╔yhat═")
    assert layer.strip("║ ") == "linear"
    assert value.strip("╟║= ") == "−0.0812"
    assert set(lower) == {"╚", "═", "╝"}


def test_while_the_step_is_inside_the_box_says_where():
    debugger = debugger_of(recurrent_net())
    assert "linear" in box_of(debugger.goto(6), "yhat")[1]
    assert "▶product" in box_of(debugger.goto(7), "yhat")[1]
    assert "linear" in box_of(debugger.goto(8), "yhat")[1]  # the head itself


def test_marks_of_what_is_inside_are_on_the_box():
    debugger = debugger_of(recurrent_net())
    debugger.break_at("yhat_product")
    stop = debugger.note("V", "the readout")
    assert box_of(stop, "yhat")[0].startswith("╔yhat●✎═")


def test_a_group_that_was_gone_over_is_where_the_debugger_is():
    debugger = debugger_of(recurrent_net())
    debugger.end_of_phase()
    stop = debugger.step()  # back over the linear layer
    assert stop.over is not None
    roles = {role for line in drawn(stop) for text, role in line if text.startswith("yhat")}
    assert roles == {"here"}


def test_dead_units_inside_are_told():
    debugger = relus()
    stop = debugger.step()
    assert [str(state) for state in states_in("y", scene_of(stop), stop)] == [
        "active", "dead", "kink",
    ]  # fmt: skip
    assert "▲✗◇" in box_of(stop, "y")[1]


def test_the_norm_is_that_of_the_gradients_of_all_parameters_inside():
    debugger = debugger_of(recurrent_net())
    stop = debugger.goto(debugger.stop.program.phases[Phase.BACKWARD].stop)
    scene = scene_of(stop)
    both = [*stop.state.gradient("V").flat, *stop.state.gradient("c").flat]
    np.testing.assert_allclose(norm_in("yhat", scene, stop), np.linalg.norm(both))
    assert norm_in("yhat", scene, debugger.goto(3)) is None


@settings(max_examples=8)
@given(
    grouped_programs(),
    st.lists(st.sampled_from(["step", "into", "back", "end_of_phase", "toggle"]), max_size=12),
    st.data(),
    st.sampled_from([None, Detail.LARGE, Detail.CHIPS]),
)
def test_what_is_kept_of_a_picture_is_what_would_be_drawn_anew(program, moves, data, detail):
    debugger, look, room = debugger_of(program), Look(), (98, 18)
    names = [group.name for group in program.network.groups]
    kept = Pictures(look.glyphs)
    camera: Camera = FITTING._replace(detail=detail)
    for move in moves:
        if move != "toggle":
            stop = getattr(debugger, move)()
        elif names:
            stop = debugger.toggle(data.draw(st.sampled_from(names)))
        else:
            continue
        anew = seen(Pictures(look.glyphs), stop, look, room, OFF, camera)
        assert seen(kept, stop, look, room, OFF, camera).shown == anew.shown


NESTED = """
loss = "L"
equations = '''
h = block(x, W)
L = sum(square(h))
'''
[layers]
block = '''
block(x, W) -> y
y = x + linear(layer_norm(x), W)
'''
[inputs]
x = [[1, 2], [3, 5]]
[parameters]
W = [[1, 0], [0, 1]]
"""


def test_in_a_frame_a_name_is_short_though_the_group_it_is_called_after_has_none():
    debugger = debugger_of(derive(read_network(Source("nested.toml", NESTED))), "h")
    scene = scene_of(debugger.stop)
    names = [short_name(node, scene, Look(), {"h"}) for node in scene.nodes]
    assert names == ["x", "linear.layer_norm", "linear", "h", "L"]
