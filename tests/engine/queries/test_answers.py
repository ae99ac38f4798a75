"""Values of expressions where the debugger stands."""

import json
from dataclasses import replace

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.notation import TEXT, Style
from engine.network.files import load_network
from engine.program.program import derive
from engine.queries.answers import print_line
from engine.queries.formulas import is_condition


def printed(text, stop, style):
    return print_line(text, stop.state, stop.timeline, style)


@pytest.fixture
def skip():
    return Debugger(derive(load_network("skip")))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("dL/dh0", "dL/dh0 = 0.75"),
        ("dL/dh0 / dL/dh1", "dL/dh0 / dL/dh1 = 1.5"),
        ("∂L/∂h0", "dL/dh0 = 0.75"),
        ("w0 - lr*0.75", "w0 - lr*0.75 = -0.25"),
        ("abs(y - ŷ)", "abs(y - yhat) = 3.375"),
        ("1/0", "1 / 0 = inf"),
        ("dead(h0)", "dead(h0) = false"),
        ("∂L/∂h0 > 0.5 and active(h1)", "dL/dh0 > 0.5 and active(h1) = true"),
        ("dL/dŷ", "dL/dyhat = 1"),
    ],
)
def test_an_expression_is_worth_what_the_exercise_says(skip, text, line):
    assert printed(text, skip.goto(15), TEXT) == line


def test_a_value_is_that_of_the_step_where_one_stands(skip):
    assert printed("w3", skip.goto(20), TEXT) == "w3 = 0.5"
    assert printed("w3", skip.goto(21), TEXT) == "w3 = 0"
    with pytest.raises(DebuggerError, match="z0 is not computed yet: step 1 computes it"):
        printed("z0 + 1", skip.goto(0), TEXT)


def test_an_entry_of_an_array():
    debugger = Debugger(derive(load_network("xor")))
    stop = debugger.goto(5)
    weights = stop.program.network.parameters["W1"]
    style = Style(digits=3)
    assert printed("W1[1,0]", stop, style) == f"W1[1,0] = {weights[1, 0]:.3g}"
    assert printed("dL/dO[0,0]", stop, style) == "∂L/∂O[0,0] = −0.125"


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("W1[1]", lambda w: w[1]),
        ("W1[:, 0]", lambda w: w[:, 0]),
        ("(2*W1)[0]", lambda w: 2 * w[0]),
        ("sum(W1[1:])", lambda w: w[1:].sum()),
        ("W1[0][1]", lambda w: w[0, 1]),
        (f"W1{'[:]' * 60}[0]", lambda w: w[0]),  # each is read once
    ],
)
def test_a_part_of_an_array_is_an_array(text, worth):
    stop = Debugger(derive(load_network("xor"))).stop
    wanted = np.asarray(worth(stop.program.network.parameters["W1"]))
    line = printed(text, stop, TEXT)
    assert json.loads(line.rpartition(" = ")[2]) == wanted.tolist()


def test_entries_stand_in_expressions():
    debugger = Debugger(derive(load_network("xor")))
    w = debugger.stop.program.network.parameters["W1"]
    line = printed("W1[1,0] * W1[0,1]", debugger.stop, Style(digits=4))
    assert line == f"W1[1,0] · W1[0,1] = {w[1, 0] * w[0, 1]:.4g}".replace("-", "−")
    line = printed("sum(W1 / W1[0,0])", debugger.stop, TEXT)
    assert line == f"sum(W1 / W1[0,0]) = {float((w / w[0, 0]).sum())!r}"


def test_a_condition_is_told_for_each_unit():
    stop = Debugger(derive(load_network("xor"))).goto(3)
    z = stop.program.network.inputs["X"] @ stop.program.network.parameters["W1"]
    dead = (z + stop.program.network.parameters["b1"] < 0).all(axis=0)
    words = ", ".join(str(each).lower() for each in dead)
    assert printed("dead(H)", stop, TEXT) == f"dead(H) = [{words}]"


def test_of_many_entries_the_true_ones_are_counted():
    stop = Debugger(derive(load_network("xor"))).stop
    wide = derive(replace_inputs(stop.program.network))
    assert printed("X > 0", Debugger(wide).stop, TEXT) == "X > 0 = 9 of 20 true"


def replace_inputs(network):
    """The same with ten samples, of whose twenty numbers nine are above 0."""
    inputs = np.array([1.0] * 9 + [-1.0] * 11).reshape(10, 2)
    return replace(network, inputs={"X": inputs}, targets={"Y": np.eye(2)[[0, 1] * 5]})


def test_what_a_condition_lacks_is_said(skip):
    with pytest.raises(DebuggerError, match="h0 is not computed yet: step 2 computes it"):
        printed("dead(h0)", skip.goto(1), TEXT)
    with pytest.raises(DebuggerError, match="there is no iteration before this one"):
        printed("L > prev(L)", skip.goto(7), TEXT)
    assert printed("L < prev(L)", skip.goto(7, 1), TEXT) == "L < prev(L) = true"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("z0 < 1", True),
        ("not z0 < 1", True),
        ("a and b", True),
        ("dead(h0)", True),
        ("isnan(L)", True),
        ("relu(z0)", False),
        ("-z0", False),
        ("dL/dh0 / 2", False),
        ("W1[0,1]", False),
    ],
)
def test_a_condition_is_told_from_an_expression(text, is_one, skip):
    assert is_condition(text, skip.stop.program) is is_one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no expression"),
        ("zz", "nothing is called 'zz'; did you mean 'z"),
        ("dL/dw9", "nothing is called 'dL/dw9'; did you mean 'dL/dw"),
        ("z0 <", "not an expression"),
        ("z0[0]", "z0 is a number"),
        ("z0[:1]", "write an entry by its places"),
        ("z0[True]", "write an entry by its places"),
        ("(z0 + 1)[0]", "(z0 + 1) is a number: it has no entry [0]"),
        ("dL/h0", "write a gradient as dL/dz0"),
        ("__import__('os')", "unknown op '__import__'"),
        ("matmul(z0, z0)", "@ takes vectors and matrices"),
    ],
)
def test_what_is_no_expression_is_refused(skip, text, message):
    with pytest.raises(DebuggerError) as caught:
        printed(text, skip.goto(21), TEXT)
    assert str(caught.value).startswith(message)


def test_what_only_rounding_has_left_is_printed_as_that(build):
    """0.1 + 0.2 − 0.3 is 5.6e−17 in floats."""
    program = derive(build("L = a*w + b*w + c*w", w=1.0, a=0.1, b=0.2, c=-0.3))
    stop = Debugger(program).goto(len(program.equations))
    assert printed("dL/dw", stop, TEXT) == "dL/dw = 0 (rounding: 5.6e-17)"
    assert printed("dL/dw*1", stop, TEXT) == "dL/dw*1 = 5.551115123125783e-17"


def test_an_entry_that_only_rounding_has_left_is_printed_as_that(build):
    columns = np.array([[0.1, 3.0], [0.2, 1.0], [-0.3, 1.0]])
    values = dict(zip("abc", columns, strict=True))
    program = derive(build("h = a + b + c\nL = sum(h)", **values))
    stop = Debugger(program).goto(len(program.equations))
    assert printed("h[0]", stop, TEXT) == "h[0] = 0 (rounding: 5.6e-17)"
    assert printed("h[1]", stop, TEXT) == "h[1] = 5"
