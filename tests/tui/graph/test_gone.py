"""The wires that the gradient has gone over: which they are, and what came over them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive
from tests.tui.graph.programs import ASCII, UNICODE, USUAL, debugger_at, picture, still, text_of
from tui.drawing.spotlight import OFF
from tui.drawing.wire_glyphs import wire_glyphs
from tui.graph.canvas import View
from tui.graph.scale import Scale, Scaling, Weight, key, scale_of


def gone(stop, size=USUAL, scaling=Scaling.AUTO):
    """The wires gone over, by source, target and position, with what came over them."""
    seen = still(stop, size)
    if stop.phase is not Phase.BACKWARD:
        return {}
    view = View(0, 0, seen.layout.width, seen.layout.height)
    seen.gone.go(stop, UNICODE, view, OFF, scaling)
    return {
        (wire.source, wire.target, wire.position): contribution.value
        for (wire, _, _), contribution in seen.gone.wires
    }


def test_what_the_gradient_has_gone_over_are_the_wires_of_the_steps_before():
    assert gone(debugger_at(8).stop) == {}
    assert gone(debugger_at(9).stop) == {("yhat", "L", 1): 1.0}
    ended = gone(debugger_at(17).stop)
    assert ended.pop(("h0", "z2", 3)) == 0.5
    assert ended.pop(("h0", "z1", 1)) == 0.25
    assert {source for source, _, _ in ended} == {"yhat", "z2", "h1", "w2", "w3", "z1", "w1", "z0"}
    assert gone(debugger_at(18).stop) == gone(debugger_at(7).stop) == {}


def test_a_gradient_set_by_hand_has_no_contributions():
    debugger = debugger_at(15)
    stop = debugger.set_value("dL/dh0 = 3")
    assert "hot" not in {role for line in picture(stop) for text, role in line if "0.25" in text}
    after = debugger.step()
    assert "h0" not in {source for source, _, _ in gone(after)}


@pytest.mark.parametrize(("look", "lines"), [(UNICODE, "╌╍╾"), (ASCII, ":~*")])
def test_they_are_told_from_lit_wires_and_from_others_without_colours(look, lines):
    """At w0 the wires of the skip connection have been gone over, and that of x is never."""
    text = [text_of(line) for line in picture(debugger_at(17).stop, look=look)]
    below = text[-1]
    assert f"{lines[1] * 3} 0.5 {lines[1] * 3}" in below
    assert wire_glyphs(look).lit[0] not in below
    assert lines[0] in "".join(text)
    assert lines[2] in "".join(text)
    before = "".join(map(text_of, picture(debugger_at(7).stop, look=look)))
    assert not set(lines) & set(before)


ZERO = """
loss = "L"
equations = "z = w*x\\nh = relu(z)\\nL = h*v"
inputs = { x = -1 }
parameters = { w = 1, v = 2 }
conventions = { relu_at_zero = 0 }
"""


def at_the_end(text):
    """The last step of the backward pass of a network."""
    program = derive(read_network(Source("own.toml", text)))
    debugger, end = Debugger(program), program.phases[Phase.BACKWARD].stop
    debugger.goto(end)
    return debugger.step(end - debugger.stop.cursor.step)  # it may have stopped at what diverged


@pytest.mark.parametrize("look", [UNICODE, ASCII])
def test_a_wire_over_which_0_came_is_told_apart(look):
    stop = at_the_end(ZERO)
    text = "".join(map(text_of, picture(stop, look=look)))
    assert stop.node == "w"
    assert wire_glyphs(look).idle[0] in text, "the step's own wire carries 0"
    assert wire_glyphs(look).weights[0][Weight.ZERO] in text, "and so did the one before"
    assert text.count(wire_glyphs(look).stops_short) == 3, "at w, z and v, where 0 has arrived"


def test_where_nothing_finite_comes_it_is_seen():
    text = ZERO.replace("x = -1", "x = 1").replace("v = 2", "v = inf")
    lines = picture(at_the_end(text))
    assert any("!" in text and role == "error" for line in lines for text, role in line)


# The scale


@given(st.lists(st.floats(0, 1e12) | st.sampled_from([0.0, math.inf, math.nan, 5e-324])))
def test_a_larger_contribution_never_has_a_lighter_wire(sizes):
    for scaling in Scaling:
        scale = scale_of(sizes, scaling)
        finite = sorted(size for size in sizes if math.isfinite(size))
        weights = [scale.weight(size) for size in finite]
        assert weights == sorted(weights)
        assert all((size == 0) == (scale.weight(size) is Weight.ZERO) for size in finite)
        others = [size for size in sizes if not math.isfinite(size)]
        assert all(scale.weight(size) is Weight.NOT_FINITE for size in others)
        assert scale.has_faults == bool(others)


def test_the_key_is_true_as_it_is_printed():
    scale = scale_of([0.75, 0.5, 0.25])
    assert scale == Scale(0.25, 0.5)
    assert text_of(key(scale, UNICODE, 80)) == "|contribution| ┈┈ 0  ╌╌ <0.25  ╍╍ <0.5  ╾╾ more"
    assert [scale.weight(size) for size in (0.2499, 0.25, 0.4999, 0.5)] == [
        Weight.LIGHT, Weight.MIDDLE, Weight.MIDDLE, Weight.HEAVY
    ]  # fmt: skip
    assert text_of(key(scale, ASCII, 40)) == ".. 0  :: <0.25  ~~ <0.5  ** more"
    assert key(scale, UNICODE, 20) == ()
    assert "!! nan/inf" in text_of(key(scale_of([math.nan]), UNICODE, 80))
